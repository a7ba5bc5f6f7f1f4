import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyDirectory } from "../cli/run-cli.ts";
import { partOf } from "../doc-pages.ts";
import { sample } from "../unit/drift/samples.ts";

const repository = join(import.meta.dirname, "../..");
let bundle: string;

/** What users run, under its own name; `build.ts` has built it from the sources as they are. */
beforeAll(() => {
  bundle = mkdtempSync(join(tmpdir(), "smartlead-way-"));
  mkdirSync(join(bundle, "bin"));
  const command = join(bundle, "bin", "smartlead-mock");
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${join(repository, "dist/bin.js")}" "$@"\n`);
  chmodSync(command, 0o755);
});

afterAll(() => rmSync(bundle, { recursive: true, force: true }));

/** The lines between the marks, as they stand in the page. */
function wayOfReadme(): { readonly begin: string; readonly rest: string } {
  const block = /^```sh\n([\s\S]*?)```$/.exec(partOf("the-way") ?? "")?.[1] ?? "";
  const [begin = "", ...rest] = block.split("\n");
  return { begin, rest: rest.join("\n") };
}

async function startReceiver(): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const script = join(repository, "fixtures/receivers/correct.mjs");
  const child = spawn(process.execPath, [script], { env: { PORT: "0" }, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  return { url: /http:\S+/.exec(String(line))?.[0] ?? "", child };
}

describe("the way from real deliveries to a verdict", () => {
  it("from real deliveries to a verdict works as it is written", async () => {
    const cwd = emptyDirectory();
    const { url, child } = await startReceiver();
    const { begin, rest } = wayOfReadme();
    expect(begin).toMatch(/^smartlead-mock proxy .* &$/);
    const own = (text: string) => text.replaceAll("http://localhost:3000/hook", url);
    // Real deliveries come in at the place of the comment.
    const script = `set -e\n${own(begin)}\nwhile [ ! -e delivered ]; do sleep 0.05; done\n${own(rest)}`;
    const path = `${join(bundle, "bin")}:${process.env.PATH ?? ""}`;
    const env = { PATH: path, SMARTLEAD_MOCK_PORT: "0", SMARTLEAD_MOCK_LISTEN: "0" };
    const shell = spawn("/bin/sh", ["-c", script], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    shell.stdout.on("data", (chunk) => (output += chunk));
    shell.stderr.on("data", (chunk) => (output += chunk));
    const exit = once(shell, "exit");
    while (!existsSync(join(cwd, "proxy.json"))) await new Promise((resolve) => setImmediate(resolve));
    const { proxy } = JSON.parse(readFileSync(join(cwd, "proxy.json"), "utf8"));
    for (const id of ["r-1", "r-2", "r-1"]) {
      const headers = { "content-type": "application/json", "x-request-id": id };
      const answer = await fetch(proxy, {
        method: "POST",
        headers,
        body: JSON.stringify(sample("live", "EMAIL_REPLY")),
      });
      expect(answer.status).toBe(200);
    }
    writeFileSync(join(cwd, "delivered"), "");
    const [code] = await exit;
    child.kill();
    expect([code, output]).toEqual([0, expect.any(String)]);
    expect(output).toMatch(/EMAIL_REPLY .* 2\/3 +success 200 .*acknowledged +from SmartLead/);
    expect(output).toContain("✓ 3 bodies in session.ndjson (recording): the same as the mock sends them");
    expect(output).toMatch(/Wrote \d+ frames to shareable\.ndjson/);
    expect(output).toMatch(/3 deliveries: 3 ok;/);
    expect(output).toMatch(/SL-4 Idempotency: \d+ /);
    expect(readFileSync(join(cwd, "shareable.ndjson"), "utf8")).not.toMatch(/Lovelace|lead@example/);
    expect(readFileSync(join(cwd, "replay.xml"), "utf8")).toContain('failures="0"');
  }, 120_000);
});
