// Which kinds of defects `verify`, `run all` and `explore` find, and in how many seconds. Build first (npm run build).
//   node test/bench/defects.mjs [--budget 60s] [--only verify,run,explore] [--bin dist/bin.js] [DEFECT…]
// With --bin, the whole table comes from one build while the checkout goes on: copy dist and package.json into a folder of the checkout.
// Prints a table in Markdown. One process at a time, so that the seconds say something.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const ROOT = join(import.meta.dirname, "../..");
const RECEIVER = join(import.meta.dirname, "defects/receiver.mjs");
export const DEFECTS = [
  "no memory",
  "memory of 100",
  "race",
  "recorded before the work",
  "acknowledged while in progress",
  "acknowledged before the work",
  "most of a crowd is dropped",
  "failures keep a connection",
  "a failed call is swallowed",
  "writes after an unsubscribe",
  "last write wins",
  "forgets with the process",
  "none",
];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    budget: { type: "string", default: "60s" },
    only: { type: "string", default: "verify,run,explore" },
    bin: { type: "string", default: join(ROOT, "dist/bin.js") },
  },
});
const COMMANDS = { verify: ["verify"], run: ["run", "all"], explore: ["explore", "--budget", values.budget] };
/** A tool that has not ended by then is ended, and has found nothing. */
const LIMIT_MS = 300_000;

async function judged(words, defect) {
  const folder = mkdtempSync(join(tmpdir(), "defects-"));
  const report = join(folder, "report.json");
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [resolve(values.bin), ...words, "--report", `json=${report}`, "--", process.execPath, RECEIVER],
    {
      cwd: folder,
      env: { ...process.env, DEFECT: defect, STORE: join(folder, "done.txt"), NO_COLOR: "1" },
      stdio: "ignore",
    },
  );
  const timer = setTimeout(() => child.kill("SIGTERM"), LIMIT_MS);
  await new Promise((resolve) => child.once("exit", resolve));
  clearTimeout(timer);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  try {
    const items = JSON.parse(readFileSync(report, "utf8")).groups.flatMap(({ items: some }) => some);
    const grades = ["fail", "warn"].map((grade) => [grade, items.filter((item) => item.grade === grade)]);
    const [grade, found] = grades.find(([, some]) => some.length > 0) ?? ["nothing", []];
    const names = found.slice(0, 3).map(({ id }) => id);
    const more = found.length > 3 ? ` and ${found.length - 3} more` : "";
    const size = items.flatMap(({ evidence }) => evidence).find((text) => /shortened to/.test(text));
    const after =
      size === undefined
        ? ""
        : `, ${/Found after ([\d.]+ s)/.exec(size)?.[1]}, ${/shortened to (\d+ events?)/.exec(size)?.[1]}`;
    return `${grade}${names.length === 0 ? "" : `: ${names.join(", ")}${more}`}${after} (${seconds} s)`;
  } catch {
    return `no report (${seconds} s)`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const tools = values.only.split(",");
console.log(`| defect | ${tools.join(" | ")} |\n|---|${tools.map(() => "---|").join("")}`);
for (const defect of positionals.length > 0 ? positionals : DEFECTS) {
  const cells = [];
  for (const tool of tools) cells.push(await judged(COMMANDS[tool], defect));
  console.log(`| ${defect} | ${cells.join(" | ")} |`);
}
