import { existsSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { SmartLeadMockError } from "../errors.ts";
import { type ConfigSource, configError, type KeyPath } from "./config-source.ts";
import { jsonProblem } from "./json-problem.ts";
import { loadModule } from "./module-file.ts";

/** Where a configuration is looked for when none is named, in the working directory. */
const CONFIG_FILE_NAMES = ["ts", "js", "json", "yaml", "yml"].map((ending) => `smartlead-mock.config.${ending}`);

export { type ConfigSource, configError, type KeyPath, placeIn, textOfPath } from "./config-source.ts";

/**
 * Reads the named file, or the one in the working directory; `null` when there is none. Throws `config` when it is
 * missing or not well-formed, with file and line.
 */
export async function readConfigFile(named: string | null, cwd: string): Promise<ConfigSource | null> {
  const path = named === null ? findConfigFile(cwd) : resolve(cwd, named);
  if (path === null) return null;
  const file = named ?? basename(path);
  const text = readText(path, file);
  return /\.[cm]?[tj]s$/.test(path) ? readModule(path, file, text) : readYaml(file, text);
}

/** Reads a YAML or JSON file that an option names. Throws `config` when it is missing or not well-formed, with file and line. */
export async function readDataFile(file: string, cwd: string, flag: string): Promise<ConfigSource> {
  return readYaml(file, readText(resolve(cwd, file), file, { name: `The file ${file}`, flag }));
}

function findConfigFile(cwd: string): string | null {
  const found = CONFIG_FILE_NAMES.filter((name) => existsSync(resolve(cwd, name)));
  if (found.length > 1) {
    throw new SmartLeadMockError(
      "config",
      `There are ${found.length} configuration files (${found.join(", ")}); keep one, or name it with --config.`,
    );
  }
  return found[0] === undefined ? null : resolve(cwd, found[0]);
}

function readText(
  path: string,
  file: string,
  { name, flag } = { name: `The configuration file ${file}`, flag: "--config" },
): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    const why = isMissing ? "does not exist" : "cannot be read";
    throw new SmartLeadMockError("config", `${name} ${why}; check ${flag}.`, { cause });
  }
}

/** The YAML parser would read on where JSON ends; its words for what is wrong would be those of YAML. */
function checkJson(file: string, text: string): void {
  const problem = jsonProblem(text);
  if (problem === null) return;
  const line = text
    .slice(0, problem.offset + 1)
    .trimEnd()
    .split("\n").length;
  throw configError({ file }, line, `this is not JSON: ${problem.words}.`);
}

/** JSON is YAML, whose parser knows the place of each key. */
async function readYaml(file: string, text: string): Promise<ConfigSource> {
  const { LineCounter, isCollection, isMap, isNode, isPair, isScalar, parseDocument } = await import("yaml");
  if (file.endsWith(".json")) checkJson(file, text);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const error = document.errors[0];
  if (error !== undefined)
    throw configError({ file }, lines.linePos(error.pos[0]).line, `${withoutPeriod(error.message)}.`);
  const lineOf = (path: KeyPath): number | null => {
    let node: unknown = document.contents;
    let line: number | null = null;
    for (const step of path) {
      if (!isCollection(node)) break;
      const item: unknown = isMap(node)
        ? node.items.find((pair) => isScalar(pair.key) && pair.key.value === step)
        : node.items[Number(step)];
      const place = isPair(item) ? item.key : item;
      if (!isNode(place) || !place.range) break;
      line = lines.linePos(place.range[0]).line;
      node = isPair(item) ? item.value : item;
    }
    return line;
  };
  return { file, data: document.toJS() ?? {}, lineOf };
}

async function readModule(path: string, file: string, text: string): Promise<ConfigSource> {
  const loaded = await loadModule(path);
  if ("exported" in loaded) return { file, data: loaded.exported, lineOf: (keys) => lineByText(text, keys) };
  const { message, line, cause } = loaded;
  const place = line === null ? file : `${file}:${line}`;
  throw new SmartLeadMockError("config", `${place}: ${message.replaceAll(path, file)}.`, { cause });
}

/** A module's values come without places, so each key is searched after the one that holds it. */
function lineByText(text: string, path: KeyPath): number | null {
  let from = 0;
  let found: number | null = null;
  for (const step of path) {
    if (typeof step !== "string") continue;
    const key = new RegExp(`(?<![\\w$])["']?${step.replace(/[^\w]/g, "\\$&")}["']?\\s*[:,}]`, "g");
    key.lastIndex = from;
    const match = key.exec(text);
    if (match === null) break;
    from = match.index + match[0].length;
    found = text.slice(0, match.index).split("\n").length;
  }
  return found;
}

function withoutPeriod(text: string): string {
  return text.trim().replace(/[.:]$/, "");
}
