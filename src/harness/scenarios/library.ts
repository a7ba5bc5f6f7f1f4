/** The scenarios that come with the package. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadedFrom } from "./loading/loaded-scenario.ts";
import { yamlScenarios } from "./loading/yaml-scenarios.ts";
import type { Scenario } from "./scenario.ts";

/** A scenario of the library, as `run --list` shows it. */
export interface LibraryEntry {
  /** The name for `run`: the file's name without its extension. */
  readonly name: string;
  /** A sentence that describes the scenario. */
  readonly title: string;
  readonly description: string | null;
  /** Tags for its topics. */
  readonly covers: readonly string[];
  /** Values that must be given on the command line. */
  readonly needs: NonNullable<Scenario["needs"]>;
  /** The path of its file, to read or copy it. */
  readonly file: string;
}

/** Possible folders relative to this file: next to the built package, or in the sources. */
const FOLDERS = ["./scenarios", "../../../fixtures/scenarios"] as const;
const ENDING = ".yaml";

/** All scenarios of the library, by name. */
export function listLibrary(): readonly LibraryEntry[] {
  return libraryNames().flatMap((name) => {
    const file = libraryFile(name);
    const sources = yamlScenarios({ file, text: readFileSync(file, "utf8") });
    return sources.map((source) => entryOf(loadedFrom(source, name).scenario, { name, file }));
  });
}

/** The names of the library's scenarios for `run`, in alphabetical order. */
export function libraryNames(): readonly string[] {
  const files = readdirSync(libraryFolder()).filter((file) => file.endsWith(ENDING));
  return files.map((file) => file.slice(0, -ENDING.length)).sort();
}

/** The file of a scenario of the library. */
export function libraryFile(name: string): string {
  return join(libraryFolder(), `${name}${ENDING}`);
}

function libraryFolder(): string {
  const folders = FOLDERS.map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
  const found = folders.find((folder) => existsSync(folder));
  if (found === undefined) throw new RangeError("The package's scenarios are missing; install smartlead-mock again.");
  return found;
}

function entryOf(
  { name: title, description, covers = [], needs = [] }: Scenario,
  place: Pick<LibraryEntry, "name" | "file">,
): LibraryEntry {
  return { name: place.name, title, description: description ?? null, covers, needs, file: place.file };
}
