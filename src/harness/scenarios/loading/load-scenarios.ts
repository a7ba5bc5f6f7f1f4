import { extname, isAbsolute, relative, resolve, sep } from "node:path";
import { Composer, isNode, Parser } from "yaml";
import { didYouMean } from "../../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../../base/errors.ts";
import { guardedText, MAX_FILE_BYTES } from "../../../config/guarded-file.ts";
import { jsonProblem } from "../../../config/json-problem.ts";
import { loadModule, MODULE_ENDING, readSyntax } from "../../../config/module-file.ts";
import { libraryFile, libraryNames } from "../library.ts";
import { type PlacedSource, placedError, placedSource, placeOfOffset, type SourceParts } from "../places.ts";
import { wordOf } from "./diagnostic.ts";
import { type LoadedScenario, loadedFrom } from "./loaded-scenario.ts";
import { modulePlaces } from "./module-places.ts";
import { plainSource } from "./plain-source.ts";
import { checkDepth, type ScenarioText, yamlPlaces, yamlScenarios } from "./yaml-scenarios.ts";

/** The name for the whole library. */
const ALL = "all";

interface LoadingFrom {
  /** The folder for relative paths, also in errors. */
  readonly cwd: string;
}

/**
 * Loads and checks the scenarios of a file, of a name in the library, or of `all` of the library. Throws `usage` for an unknown name, and
 * `config` for a file that cannot be read or has an error, with file, line and column.
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

/** A path has a separator or an extension. */
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
  // Annotations, reports and command lines use the same name for a file on every platform.
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

/** The scenario of a JSON file, or each of a list, not yet checked. Throws `config`, with the place, if it is not JSON. */
function jsonScenarios({ file, text }: ScenarioText): readonly PlacedSource[] {
  const problem = jsonProblem(text);
  if (problem !== null)
    throw placedError(placeOfOffset(file, text, problem.offset), `this is not JSON: ${problem.words}`);
  // JSON is valid YAML, and YAML's parser knows the position of every value.
  const tokens = [...new Parser().parse(text)];
  for (const token of tokens) checkDepth(token, { file, text });
  const [document] = new Composer({ prettyErrors: false, merge: false, logLevel: "silent" }).compose(tokens);
  const repeated = document?.errors.find(({ code }) => code === "DUPLICATE_KEY");
  if (repeated !== undefined) {
    const [start] = repeated.pos;
    const key: unknown = JSON.parse(/^"(?:[^"\\]|\\.)*"/.exec(text.slice(start))?.[0] ?? '""');
    throw placedError(placeOfOffset(file, text, start), `the key ${wordOf(String(key))} appears twice in one object`);
  }
  const root = document !== undefined && isNode(document.contents) ? yamlPlaces(document) : null;
  return sourcesIn({ file, text, data: JSON.parse(text), root });
}

/**
 * The scenario that a JavaScript or TypeScript module exports by default, or each of a list, not yet checked. Throws `config`, with the
 * place if it is known, for a module that cannot be loaded or has no default export.
 */
async function moduleScenarios(path: string, { file, text }: ScenarioText): Promise<readonly PlacedSource[]> {
  const loaded = await loadModule(path);
  if (!("exported" in loaded)) {
    const { line, column, cause } = loaded;
    const message = loaded.message.replaceAll(path, file);
    throw new SmartLeadMockError("config", placedError({ file, line, column }, message).message, { cause });
  }
  if (!loaded.hasDefault) {
    throw placedError({ file, line: null, column: null }, `there is no default export; write \`${EXAMPLE}\``);
  }
  return sourcesIn({ file, text, data: loaded.exported, root: await readSyntax({ path, text }, modulePlaces) });
}

const EXAMPLE = "export default defineScenario({ … })";

export { MAX_FILE_BYTES };

/** A scenario's file as text. Throws `config`, in one sentence, if it does not exist, is too large, or not UTF-8. `file` is its name in errors. */
function readScenarioText(path: string, file: string): string {
  return guardedText(path, {
    name: `The scenario ${file}`,
    kind: "scenario",
    check: "its path",
    maxBytes: MAX_FILE_BYTES,
    tooLarge: "use repeat and count, or split it",
  });
}

/** A file contains a scenario, or a list of them. Throws `config` for an empty list. */
function sourcesIn(parts: SourceParts): readonly PlacedSource[] {
  const { data, root } = parts;
  if (!Array.isArray(data)) return [plainSource(placedSource(parts))];
  if (data.length === 0) throw placedError(placedSource(parts).valueAt([]), "the list has no scenario");
  return data.map((item: unknown, index) => {
    // If code creates a list, its items have the place of the whole list.
    const node = root?.entries.get(String(index))?.node ?? root;
    return plainSource(placedSource({ ...parts, data: item, root: node }));
  });
}
