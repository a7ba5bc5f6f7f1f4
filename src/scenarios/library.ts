/** The scenarios that come with the package. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where they may be, from this very code: beside the built package, or in the sources. */
const FOLDERS = ["./scenarios", "../../fixtures/scenarios"] as const;
const ENDING = ".yaml";

/** The folder of the library. */
export function libraryFolder(): string {
  const folders = FOLDERS.map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
  const found = folders.find((folder) => existsSync(folder));
  if (found === undefined) throw new RangeError("The package has lost its scenarios.");
  return found;
}

/** The names by which `run` knows the scenarios of the library, in alphabetical order. */
export function libraryNames(): readonly string[] {
  const files = readdirSync(libraryFolder()).filter((file) => file.endsWith(ENDING));
  return files.map((file) => file.slice(0, -ENDING.length)).sort();
}

/** The file of a scenario of the library. */
export function libraryFile(name: string): string {
  return join(libraryFolder(), `${name}${ENDING}`);
}
