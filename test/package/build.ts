import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** What the package is made of. */
const SOURCES = ["src", "ui", "package.json", "tsdown.config.ts", "packaging"];

/** Real ms that a build may take on a busy machine; it takes a quarter of a minute on a quiet one. */
const BUILDING_MS = 300_000;

/** Before the tests of the package, and once for all of them: what lies in `dist` is built from the sources as they are. */
export function setup(): void {
  const sources = SOURCES.map((name) => join(ROOT, name)).flatMap(filesOf);
  if (timeOf(join(ROOT, "dist/bin.js")) > Math.max(...sources.map(timeOf))) return;
  const built = spawnSync(process.execPath, [join(ROOT, "node_modules/tsdown/dist/run.mjs"), "--log-level", "error"], {
    cwd: ROOT,
    timeout: BUILDING_MS,
    encoding: "utf8",
  });
  if (built.status !== 0) throw new Error(`The package does not build.\n${built.stdout}${built.stderr}`);
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => join(path, name));
}

/** When it was written last, in epoch ms. */
function timeOf(path: string): number {
  return existsSync(path) ? statSync(path).mtimeMs : Number.NEGATIVE_INFINITY;
}
