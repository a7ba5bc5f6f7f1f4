import { readdir, readFile, stat } from "node:fs/promises";
import { join, posix, relative } from "node:path";

/** What kind of project a folder holds. */
export interface ProjectKind {
  readonly kind: "node" | "python" | "go" | "php" | "ruby" | "unknown";
  /** For people: `a Node project (npm)`. */
  readonly name: string;
  /** Shell lines that install it in CI. */
  readonly install: readonly string[];
  /** The words that start the receiver; `null` if unknown. */
  readonly start: readonly string[] | null;
  /** The command that the start script runs, and the file that contains it. */
  readonly script: { readonly file: string; readonly line: string } | null;
  /** Whether the project itself states it, as in a script "start" of package.json; otherwise it is a guess based on the framework. */
  readonly isStated?: boolean;
  /** The prefix of each command, such as `uv run `. */
  readonly prefix?: string;
  /** The framework's default port. */
  readonly port: number;
  readonly doubts: readonly string[];
}

/** `has` tells whether a name exists in the folder. */
export interface ProjectFolder {
  readonly folder: string;
  readonly sources: readonly Source[];
  readonly has: ReadonlySet<string>;
}

/** A source file of the project. Only read; a file that cannot be read counts as missing. */

export interface Source {
  /** Relative to the project's folder, with `/`. */
  readonly file: string;
  readonly text: string;
}

/** Maximum files of a project that are searched, and maximum bytes of one. */
export const MAX_SOURCE_FILES = 2_000;
export const MAX_SOURCE_BYTES = 300_000;
const SOURCES = /\.(?:[cm]?[jt]sx?|py|go|php|rb)$/;
const TESTS = /(?:\.(?:test|spec)\.[cm]?[jt]sx?|_test\.go|_spec\.rb|(?:^|\/)test_\w+\.py|\.d\.ts)$/;
const NOT_SOURCES = new Set([
  ...["node_modules", "vendor", "dist", "build", "coverage", "venv", "env", "__pycache__", "target", "tmp"],
  ...["test", "tests", "spec", "__tests__", "migrations", "smartlead-scenarios"],
]);

/** Reads sources, those nearest to the top first; at most `most`. Reads sequentially, so that other work is not delayed. */
export async function sourcesIn(folder: string, most = MAX_SOURCE_FILES): Promise<readonly Source[]> {
  const files: string[] = [];
  for (const folders = [folder]; folders.length > 0 && files.length < most; ) {
    const here = folders.shift() ?? folder;
    for (const entry of await entriesOf(here)) {
      const isHidden = entry.name.startsWith(".");
      if (entry.isDirectory() && !isHidden && !NOT_SOURCES.has(entry.name)) folders.push(join(here, entry.name));
      if (entry.isFile() && SOURCES.test(entry.name) && !TESTS.test(entry.name)) files.push(join(here, entry.name));
    }
  }
  const sources: Source[] = [];
  for (const file of files.slice(0, most)) {
    const text = await textIn(file);
    if (text !== null) sources.push({ file: relative(folder, file).replaceAll("\\", posix.sep), text });
  }
  return sources;
}

async function entriesOf(folder: string) {
  try {
    return (await readdir(folder, { withFileTypes: true })).sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch {
    return [];
  }
}

/** `null` if the file does not exist, or is too long. */
export async function textIn(file: string): Promise<string | null> {
  try {
    return (await stat(file)).size > MAX_SOURCE_BYTES ? null : await readFile(file, "utf8");
  } catch {
    return null;
  }
}

/** Whether the file exists. */
export async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
