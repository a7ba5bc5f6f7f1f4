// The whole built-in library, hours of virtual time, as `run all` plays it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ms, times } from "./figures.mjs";
import { median } from "./processes.mjs";

const ROUNDS = 3;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const bin = here("../../dist/bin.js");

export async function benchScenarios(row) {
  const folder = mkdtempSync(join(tmpdir(), "smartlead-bench-scenarios-"));
  const report = join(folder, "report.json");
  const all = ["run", "all", "--secret", "whsec_bench", "--report", `json=${report}`];
  const list = await rounds(["run", "--list"], folder);
  const builtIn = await rounds(all, folder);
  const { totals, groups } = JSON.parse(readFileSync(report, "utf8"));
  const virtualHours = groups.flatMap(({ items }) => items).reduce((sum, item) => sum + item.mock_ms, 0) / 3_600_000;
  const command = ["env", `STORE=${join(folder, "ids")}`, `WEBHOOK_SECRET=whsec_bench`, process.execPath];
  const started = await rounds([...all, "--", ...command, here("../../fixtures/receivers/correct.mjs")], folder);
  const what = `the library, ${totals.ok} scenarios, ${virtualHours.toFixed(1)} h of virtual time`;
  row(what, ms(builtIn), `\`run --list\`: ${ms(list)}`, times(builtIn / list), "under 15 s");
  row("the same, a receiver started for each", ms(started), "-", "-", "under 15 s");
  rmSync(folder, { recursive: true });
}

async function rounds(args, cwd) {
  const took = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [bin, ...args], { stdio: ["ignore", "ignore", "inherit"], cwd });
    const [code] = await once(child, "exit");
    if (code !== 0) throw new Error(`${args.join(" ")} ended with exit code ${code}.`);
    took.push(performance.now() - startedAt);
  }
  return median(took);
}
