import { extname, isAbsolute, relative, resolve, sep } from "node:path";
import { didYouMean } from "../../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../../base/errors.ts";
import { MODULE_ENDING } from "../../../config/module-file.ts";
import { libraryFile, libraryNames } from "../library.ts";
import type { PlacedSource } from "../places.ts";
import { wordOf } from "./diagnostic.ts";
import { jsonScenarios } from "./json-scenarios.ts";
import { type LoadedScenario, loadedFrom } from "./loaded-scenario.ts";
import { moduleScenarios } from "./module-scenarios.ts";
import { readScenarioText } from "./scenario-file.ts";
import { yamlScenarios } from "./yaml-scenarios.ts";

/** The name that stands for the whole library. */
const ALL = "all";

export interface LoadingFrom {
  /** From where relative paths lead, and in relation to which errors name files. */
  readonly cwd: string;
}

/**
 * The scenarios of a file, of a name in the library, or of `all` of the library; every one of them checked. Throws `usage` for a
 * name that nothing has, and `config` for a file that cannot be read or holds something wrong, with file, line and column.
 * @example await loadScenarios("late-third-try", { cwd: process.cwd() })
 */
export async function loadScenarios(nameOrPath: string, { cwd }: LoadingFrom): Promise<readonly LoadedScenario[]> {
  if (!isName(nameOrPath)) return loadFile({ path: resolve(cwd, nameOrPath), cwd, libraryName: null });
  const known = libraryNames();
  if (nameOrPath !== ALL && !known.includes(nameOrPath)) throw unknownName(nameOrPath, known);
  const names = nameOrPath === ALL ? known : [nameOrPath];
  const loaded = names.map((name) => loadFile({ path: libraryFile(name), cwd, libraryName: name }));
  return (await Promise.all(loaded)).flat();
}

/** A path has a separator or an ending. */
function isName(nameOrPath: string): boolean {
  return !/[\\/]/.test(nameOrPath) && extname(nameOrPath) === "" && nameOrPath !== "";
}

function unknownName(name: string, known: readonly string[]): SmartLeadMockError {
  const meant = didYouMean(wordOf(name), [...known, ALL]);
  const hint = meant === null ? "run --list shows them." : `did you mean ${meant}?`;
  const file = "To name a file, include its extension, as in ./scenario.yaml.";
  return new SmartLeadMockError(
    "usage",
    `There is no built-in scenario ${JSON.stringify(wordOf(name))}; ${hint} ${file}`,
  );
}

interface FileToLoad extends LoadingFrom {
  readonly path: string;
  readonly libraryName: string | null;
}

async function loadFile({ path, cwd, libraryName }: FileToLoad): Promise<readonly LoadedScenario[]> {
  const file = shownPath(path, cwd);
  const sources = await sourcesOf(path, file);
  return sources.map((source) => loadedFrom(source, libraryName));
}

function shownPath(path: string, cwd: string): string {
  const inside = relative(cwd, path);
  // Annotations, reports and lines to type have the same name for a file on every platform.
  return inside === "" || inside.startsWith("..") || isAbsolute(inside) ? path : inside.split(sep).join("/");
}

async function sourcesOf(path: string, file: string): Promise<readonly PlacedSource[]> {
  const written = { file, text: readScenarioText(path, file) };
  const ending = extname(path).toLowerCase();
  if (!isKnownEnding(ending)) {
    const endings = `it must be ${DATA_ENDINGS.join(", ")}, .ts or .js`;
    throw new SmartLeadMockError("config", `The scenario ${file} has an unknown extension: ${endings}.`);
  }
  if (MODULE_ENDING.test(ending)) return moduleScenarios(path, written);
  return ending === ".json" ? jsonScenarios(written) : yamlScenarios(written);
}

const DATA_ENDINGS = [".yaml", ".yml", ".json"];

function isKnownEnding(ending: string): boolean {
  return DATA_ENDINGS.includes(ending) || MODULE_ENDING.test(ending);
}
