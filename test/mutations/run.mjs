#!/usr/bin/env node
// Changes the source as mutations.mjs says, one change at a time, and runs the tests that have to fail by it.
//   npm run mutate [-- NAME…]      those whose name or rule (`rule 5`) holds one of these words; all unless given
// Works in a copy: the source here is never touched. Exit 1 when a mutation survives or the tests fail without any.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MUTATIONS, RULE_NAMES } from "./mutations.mjs";

const ROOT = join(import.meta.dirname, "../..");
const COPIED = [
  "src",
  "test",
  "docs",
  "packaging",
  "examples",
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
  "README.md",
];
/** A test that hangs by a mutation has noticed it. */
const LIMIT_MS = 180_000;

function copyOfTree() {
  const folder = mkdtempSync(join(tmpdir(), "mutations-"));
  for (const name of COPIED) {
    try {
      cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function testsPass(folder, tests, project = "unit") {
  const args = ["node_modules/vitest/vitest.mjs", "run", "--project", project, "--bail", "1", ...tests];
  const { status, signal, stdout } = spawnSync(process.execPath, args, {
    cwd: folder,
    timeout: LIMIT_MS,
    encoding: "utf8",
  });
  if (/No test files found/.test(stdout)) throw new Error(`There are no tests in ${tests.join(", ")}.`);
  return status === 0 && signal === null;
}

function tried(folder, { file, search, replace, tests, project }) {
  const path = join(folder, file);
  const source = readFileSync(path, "utf8");
  if (source.split(search).length !== 2) return "STALE";
  writeFileSync(
    path,
    source.replace(search, () => replace),
  );
  try {
    return testsPass(folder, tests, project) ? "SURVIVED" : "killed";
  } finally {
    writeFileSync(path, source);
  }
}

function main() {
  const words = process.argv.slice(2).map((word) => word.toLowerCase());
  const isAsked = ({ rule, name }) =>
    words.length === 0 || words.some((word) => word === `rule ${rule}` || name.toLowerCase().includes(word));
  const chosen = MUTATIONS.filter(isAsked);
  const folder = copyOfTree();
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
  const files = [...new Set(chosen.filter(({ project }) => project === undefined).flatMap(({ tests }) => tests))];
  if (!testsPass(folder, files)) {
    console.error("The tests fail without any mutation; they have to pass first.");
    process.exit(1);
  }
  let isGood = true;
  for (const mutation of chosen) {
    const result = tried(folder, mutation);
    isGood &&= result === "killed";
    console.log(`${result.padEnd(9)} ${String(mutation.rule).padStart(2)}  ${mutation.name}`);
  }
  const rules = [...RULE_NAMES].filter(([rule]) => chosen.some((one) => one.rule === rule));
  console.log(`${chosen.length} mutations of ${rules.length} rules, ${isGood ? "all killed" : "not all killed"}`);
  process.exit(isGood ? 0 : 1);
}
main();
