import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyDirectory } from "./run-cli.ts";

const repository = join(import.meta.dirname, "../..");
let bundle: string;
let bin: string;

/** What users run is the bundle, so it is built from the sources as they are. */
beforeAll(() => {
  bundle = mkdtempSync(join(tmpdir(), "smartlead-bundle-"));
  const tsdown = join(repository, "node_modules/tsdown/dist/run.mjs");
  const built = spawnSync(process.execPath, [tsdown, "--out-dir", bundle, "--no-dts"], {
    cwd: repository,
    encoding: "utf8",
  });
  expect(built.status, built.stderr).toBe(0);
  bin = join(bundle, readdirSync(bundle).find((name) => /^bin\.m?js$/.test(name)) ?? "bin.js");
}, 120_000);

afterAll(() => rmSync(bundle, { recursive: true, force: true }));

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
