// `verify` with all checks against a receiver that does its work before it answers, the start of both included.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ms } from "./figures.mjs";
import { cpuMsOf, median } from "./processes.mjs";

const ROUNDS = 5;
/** How often the processor time is read: the kernel tells it only while the process lives. */
const LOOK_EVERY_MS = 20;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const bin = here("../../dist/bin.js");

export async function benchVerify(row) {
  const folder = mkdtempSync(join(tmpdir(), "smartlead-bench-verify-"));
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await verified(folder, round));
  const of = (name) => median(rounds.map((one) => one[name]));
  const what = `\`verify\` of a fast receiver, ${rounds[0].checks} checks`;
  row(what, ms(of("wallMs")), `its own processor time: ${ms(of("cpuMs"))}`, "-", "3 s");
  rmSync(folder, { recursive: true });
}

async function verified(folder, round) {
  const report = join(folder, "report.json");
  const args = ["verify", "--report", `json=${report}`, "--", process.execPath];
  const startedAt = performance.now();
  const child = spawn(process.execPath, [bin, ...args, here("../../fixtures/receivers/correct.mjs")], {
    stdio: ["ignore", "ignore", "inherit"],
    cwd: folder,
    env: { ...process.env, STORE: join(folder, `ids-${round}`) },
  });
  let cpuMs = 0;
  const looking = setInterval(() => {
    if (child.exitCode === null) cpuMs = Math.max(cpuMs, cpuMsOf(child.pid));
  }, LOOK_EVERY_MS);
  const [code] = await once(child, "exit");
  clearInterval(looking);
  if (code !== 0) throw new Error(`${args.join(" ")} ended with exit code ${code}.`);
  const checks = JSON.parse(readFileSync(report, "utf8")).groups.flatMap(({ items }) => items).length;
  return { wallMs: performance.now() - startedAt, cpuMs, checks };
}
