import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "tsdown";
import { expect, it, onTestFinished } from "vitest";

/** Built into a folder of its own; gives the program's file. */
async function built(name: string): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), "smartlead-program-"));
  onTestFinished(() => rmSync(outDir, { recursive: true, force: true }));
  const entry = { program: new URL(`./${name}`, import.meta.url).pathname };
  await build({ config: false, entry, outDir, format: "esm", platform: "node", dts: false, logLevel: "silent" });
  return join(outDir, readdirSync(outDir).find((file) => /^program\.m?js$/.test(file)) ?? "");
}

it("leaves nothing open when scenarios are cut short: the program ends by itself", async () => {
  const program = await built("aborting-program.ts");
  // It is not told to end; what is still open would keep it, and this test.
  const running = promisify(execFile)(process.execPath, [program]);
  onTestFinished(() => void running.child.kill("SIGKILL"));
  const { stdout, stderr } = await running;
  expect([stdout.trim().split("\n"), stderr]).toEqual([
    ["waits: aborted", "hangs: aborted", "runs: aborted", "crashes: aborted", "comes up: aborted"],
    "",
  ]);
});
