import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createMock } from "../../../src/mock/create-mock.ts";
import { startServer } from "../../../src/server/server.ts";
import { CliRun, emptyDirectory, runCli } from "../../cli/run-cli.ts";
import { closersAfterEach } from "../../closers.ts";
import { QUIET } from "../control/control-bench.ts";

/**
 * Artillery is some 1,000 packages, which take minutes to install: only where ARTILLERY=install asks for it, or ARTILLERY names its
 * command, does this run.
 */
const WANTED = process.env.ARTILLERY ?? "";
const VERSION = "2.0.21";

const closers = closersAfterEach();

function artillery(): string {
  if (WANTED !== "install") return WANTED;
  const folder = emptyDirectory();
  const flags = ["install", `artillery@${VERSION}`, "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder];
  const { status, stderr } = spawnSync("npm", flags, { encoding: "utf8" });
  if (status !== 0) throw new Error(`npm install artillery: ${stderr}`);
  return join(folder, "node_modules/.bin/artillery");
}

/** Works once for each request id, and tells the mock so. */
async function receiver(mockUrl: string): Promise<string> {
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    const id = String(request.headers["x-request-id"]);
    const isNew = !seen.has(id);
    seen.add(id);
    request.resume().on("end", async () => {
      if (isNew) await fetch(`${mockUrl}/_mock/effects/${id}`, { method: "POST" });
      response.end("{}");
    });
  }).listen(0, "127.0.0.1");
  closers.push(() => server.close());
  await new Promise((listening) => server.once("listening", listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

function run(command: string, cwd: string, env: Record<string, string>): Promise<number | null> {
  return new Promise((resolve) => {
    const [file = "", ...args] = command.split(" ");
    const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: "ignore" });
    child.once("exit", (code) => resolve(code));
  });
}

describe.skipIf(WANTED === "")("an export for Artillery", () => {
  it("is sent by two generators at once, and nothing is lost or counted twice", async () => {
    const command = artillery();
    const mock = createMock({ target: null });
    const server = await startServer({ mock, ...QUIET });
    closers.push(
      () => mock.close(0),
      () => server.close(),
    );
    const mockUrl = `http://127.0.0.1:${server.port}`;
    const target = await receiver(mockUrl);
    const cwd = emptyDirectory();
    const flags = ["--target", target, "--rate", "40", "--for", "5s", "--generators", "2"];
    expect((await runCli(["export", "artillery", ...flags], { cwd })).code).toBe(0);
    const joining = new CliRun(["load", "--join", "load/manifest.json", "--connect", mockUrl, "--json"], { cwd });
    // As the page says: what is sent before the mock knows the manifest is nobody's.
    await expect.poll(() => mock.joined.summary().data.length, { timeout: 30_000 }).toBeGreaterThan(0);
    const env = { SMARTLEAD_MOCK_URL: mockUrl, ARTILLERY_DISABLE_TELEMETRY: "true" };
    const codes = await Promise.all([1, 2].map((number) => run(`${command} run load/load-${number}.yml`, cwd, env)));
    expect(codes).toEqual([0, 0]);
    const { code, stdout } = await joining.result();
    const { measures } = JSON.parse(stdout);
    expect(measures).toMatchObject({ planned: 190, sent: 190, attempts: 200, done: 190, lost: 0, doubled: 0 });
    expect(code).toBe(0);
  });
});
