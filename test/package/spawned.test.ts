import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyDirectory } from "../cli/run-cli.ts";

/** What users run; `build.ts` has built it from the sources as they are. */
const bin = resolve(import.meta.dirname, "../../dist/bin.js");

/** The environment without what the test runner put there. */
const environment = { PATH: process.env.PATH ?? "" };

const run = (args: readonly string[], cwd: string) =>
  spawnSync(process.execPath, [bin, ...args], { cwd, env: environment, encoding: "utf8" });

function spawned(
  args: readonly string[],
  cwd: string,
): { child: ChildProcess; output: () => string; exit: Promise<number | null> } {
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  child.stdout.on("data", (chunk) => (text += chunk));
  child.stderr.on("data", (chunk) => (text += chunk));
  return { child, output: () => text, exit: new Promise((resolve) => child.once("exit", (code) => resolve(code))) };
}

describe("the bundle", () => {
  it("starts, delivers what another process triggers, and stops at a signal with 0", async () => {
    const cwd = emptyDirectory();
    const ready = join(cwd, "ready.json");
    const mock = spawned(["start", "--port", "0", "--rate", "0", "--ready-file", ready], cwd);
    await new Promise((resolve) => mock.child.stdout?.once("data", resolve));
    const { url, pid, port } = JSON.parse(readFileSync(ready, "utf8"));
    expect([pid, url]).toEqual([mock.child.pid, `http://127.0.0.1:${port}`]);
    const triggered = run(["trigger", "EMAIL_REPLY", "--connect", url], cwd);
    expect([triggered.status, triggered.stderr]).toEqual([0, ""]);
    expect(triggered.stdout).toMatch(/EMAIL_REPLY .* 1\/3 {3}success 200/);
    mock.child.kill("SIGTERM");
    expect([await mock.exit, mock.output()]).toEqual([0, expect.stringMatching(/EMAIL_REPLY .* success 200/)]);
    expect(existsSync(ready)).toBe(false);
  });

  it("reads a configuration in TypeScript, and names file, line and key of a mistake in it", () => {
    const cwd = emptyDirectory();
    const config = "const seed: number = 3;\n\nexport default {\n  seed,\n  prt: 1,\n};\n";
    writeFileSync(join(cwd, "smartlead-mock.config.ts"), config);
    const { status, stdout, stderr } = run(["start"], cwd);
    expect([status, stdout, stderr]).toEqual([
      2,
      "",
      "smartlead-mock: smartlead-mock.config.ts:5: prt is not a key of the configuration; did you mean port?\n",
    ]);
  });
});

describe("a disk that is full", () => {
  /** Under a limit of the file size that the system itself enforces (half a megabyte or one, as the shell counts). */
  function spawnedInLittleSpace(args: readonly string[], cwd: string) {
    const shell = ["-c", 'ulimit -f 1024; exec "$@"', "sh", process.execPath, bin, ...args];
    const child = spawn("/bin/sh", shell, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    child.stdout.on("data", (chunk) => (text += chunk));
    child.stderr.on("data", (chunk) => (text += chunk));
    const exit = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
    return { child, output: () => text, exit };
  }

  async function readyUrl(child: ChildProcess, ready: string): Promise<string> {
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    return JSON.parse(readFileSync(ready, "utf8")).url;
  }

  const json = async (answer: Response) => JSON.parse(await answer.text());

  const post = (url: string, body: unknown) =>
    fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

  it("ends the taking of anything new with one sentence; reading goes on, and what was taken is there at the next start", async () => {
    const cwd = emptyDirectory();
    const receiver = createServer((request, response) => request.resume().on("end", () => response.end("{}")));
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    const target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const ready = join(cwd, "ready.json");
    const args = ["start", "--target", target, "--port", "0", "--ready-file", ready, "--ui", "plain"];

    const mock = spawnedInLittleSpace(args, cwd);
    const url = await readyUrl(mock.child, ready);
    const accepted: string[] = [];
    let refused: Response | null = null;
    for (let call = 0; call < 100 && refused === null; call += 1) {
      const answer = await post(`${url}/_mock/events`, { event_type: "EMAIL_REPLY", count: 20 });
      if (answer.status !== 202) refused = answer;
      else for (const { deliveries } of (await json(answer)).events) accepted.push(...deliveries);
    }
    expect(accepted.length).toBeGreaterThan(50);
    const sentence = /^The journal could not be written to .*\.ndjson: .*(EFBIG|ENOSPC)\); .* and start again\.$/;
    expect([refused?.status, await refused?.json()]).toEqual([
      503,
      { error: { code: "journal_unwritable", message: expect.stringMatching(sentence) } },
    ]);
    expect((await post(`${url}/_mock/traffic`, { rate: 1 })).status).toBe(503);
    const webhook = { name: "w", webhook_url: target, association_type: 1, event_type_map: { EMAIL_OPEN: true } };
    expect((await post(`${url}/api/v1/webhook/create?api_key=k`, webhook)).status).toBe(503);
    const list = await fetch(`${url}/_mock/deliveries?limit=500`);
    expect([list.status, (await json(list)).data.length]).toEqual([200, expect.any(Number)]);
    expect((await fetch(`${url}/_mock/health`)).status).toBe(200);
    mock.child.kill("SIGTERM");
    expect(await mock.exit).toBe(1);
    expect(mock.output()).toMatch(/smartlead-mock: The journal could not be written to .*\(EFBIG\)/);
    expect(mock.output()).not.toMatch(/\n +at /);

    const again = spawned(args, cwd);
    const freed = await readyUrl(again.child, ready);
    const settled = async () => {
      const { counters } = await json(await fetch(`${freed}/_mock/state`));
      return counters.deliveries === counters.delivered;
    };
    while (!(await settled())) await new Promise((resolve) => setImmediate(resolve));
    const states = await Promise.all(
      accepted.map(async (id) => (await json(await fetch(`${freed}/_mock/deliveries/${id}`))).data?.state),
    );
    expect(new Set(states)).toEqual(new Set(["delivered"]));
    again.child.kill("SIGTERM");
    expect(await again.exit).toBe(0);
    receiver.closeAllConnections();
    receiver.close();
  });
});
