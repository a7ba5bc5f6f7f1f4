// `npm run test:nodes`: the tests on Node 20, 22 and 24 with msw 2 and 3 and vitest 3, 4 and 5, which npm brings. It needs minutes and a registry, so
// `npm test` leaves it out. `npm run test:nodes -- "node 22"` runs only the combinations with those words in their name.
import { execFileSync, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { COMBINATIONS, nameOf } from "./combinations.mjs";
import { bringNode, bringPackage, versionOf } from "./packages.mjs";
import { copyWorkplace, environmentOf } from "./workplace.mjs";

/** Real ms after which a combination is ended, and has failed; the longest takes some six minutes on 2 quiet cores, ten on busy ones. */
const ENDS_WITHIN_MS = 20 * 60_000;

/** The last line of vitest's output, by test/totals-reporter.ts. */
const TOTALS = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m;

const words = process.argv.slice(2);
const asked = COMBINATIONS.filter((one) => words.every((word) => nameOf(one).includes(word)));
const results = [];
for (const combination of asked) results.push(await runCombination(combination));

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const bad = results.filter(({ isGood }) => !isGood).length;
console.log(`\n${results.length - bad} of ${results.length} combinations are good`);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = bad > 0 || results.length === 0 ? 1 : 0;

async function runCombination(combination) {
  const startedAt = performance.now();
  const log = join(tmpdir(), `smartlead-mock-${nameOf(combination).replace(/\W+/g, "-")}.log`);
  const { versions, code, output } = await testsOf(combination, log);
  const [, passed = 0, failed = 0, skipped = 0] = (TOTALS.exec(output) ?? []).map(Number);
  const isGood = code === 0 && passed > 0 && failed === 0;
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const totals = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
  const verdict = isGood ? "good" : `BAD (exit ${code}, see ${log})`;
  console.log(`${verdict}  ${nameOf(combination)} (${versions})  ${totals}  ${seconds} s`);
  return { isGood, passed, failed: isGood ? 0 : Math.max(failed, 1) };
}

async function testsOf({ node: major, msw, vitest, tests }, log) {
  const node = bringNode(major);
  const packages = { msw: bringPackage("msw", msw) };
  if (vitest !== null) packages.vitest = bringPackage("vitest", vitest);
  const place = copyWorkplace(packages);
  try {
    const modules = join(place.home, "node_modules");
    const { code, output } = await runNode(
      node,
      [join(modules, "vitest/vitest.mjs"), "run", ...tests],
      place.home,
      log,
    );
    const versions = `${versionOfNode(node)}, ${versionOf(join(modules, "msw"))}, ${versionOf(join(modules, "vitest"))}`;
    return { versions, code, output };
  } finally {
    place.remove();
  }
}

function runNode(node, args, cwd, log) {
  const file = createWriteStream(log);
  // A group of its own: when it hangs, its workers are ended with it.
  const child = spawn(node, args, { cwd: resolve(cwd), env: environmentOf(node), detached: true });
  const tooLong = setTimeout(() => process.kill(-child.pid, "SIGKILL"), ENDS_WITHIN_MS);
  let end = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      file.write(text);
      end = (end + text).slice(-10_000);
    });
  }
  return new Promise((done) => {
    child.once("close", (code) => {
      clearTimeout(tooLong);
      file.end(() => done({ code, output: end }));
    });
  });
}

function versionOfNode(node) {
  return execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
}
