import { readdirSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { SmartLeadMockError } from "../base/errors.ts";
import { type ConfigSource, configError, type KeyPath, textOfPath } from "./config-source.ts";
import { guardedText, MAX_FILE_BYTES } from "./guarded-file.ts";
import { loadModule, MODULE_ENDING } from "./module-file.ts";
import { plainData } from "./plain-data.ts";
import { yamlSource } from "./yaml-file.ts";

/** What a configuration's name may end in: modules, and data. */
const CONFIG_ENDINGS = ["ts", "mts", "cts", "js", "mjs", "cjs", "json", "yaml", "yml"];
const DATA_ENDINGS = ["json", "yaml", "yml"];
/** A configuration, in the working directory, where none is named. */
const CONFIG_NAME = /^smartlead-mock\.config\.([^.]+)$/;
/** Copies that editors and people leave next to a file; they are ignored. */
const COPY_ENDINGS = new Set(["bak", "old", "orig", "tmp", "swp", "example", "sample", "template", "dist", "disabled"]);
/** Bytes of a world: 50,000 leads with all their fields. */
const MAX_WORLD_BYTES = 10_000_000;
/** Values of a world, those behind aliases counted each time. */
const MAX_WORLD_VALUES = 2_000_000;

export { type ConfigSource, configError, type KeyPath, placeIn, textOfPath } from "./config-source.ts";

/**
 * Reads the named file, or the one in the working directory; `null` when none exists. Throws `config` when it is
 * missing or not well-formed, with file and line.
 */
export async function readConfigFile(named: string | null, cwd: string): Promise<ConfigSource | null> {
  const path = named === null ? findConfigFile(cwd) : resolve(cwd, named);
  if (path === null) return null;
  const file = named ?? basename(path);
  const name = `The configuration file ${file}`;
  const text = guardedText(path, { name, kind: "configuration", check: "--config", maxBytes: MAX_FILE_BYTES });
  refuseEnding(file, CONFIG_ENDINGS, name);
  return plain(MODULE_ENDING.test(path) ? await readModule(path, file, text) : await yamlSource(file, text));
}

/**
 * Reads a YAML or JSON file that an option names. Throws `config` when it is missing, larger or deeper than any such file is, or not
 * well-formed, with file and line.
 */
export async function readDataFile(file: string, cwd: string, flag: string): Promise<ConfigSource> {
  const name = `The file ${file}`;
  const text = guardedText(resolve(cwd, file), { name, kind: "data", check: flag, maxBytes: MAX_WORLD_BYTES });
  refuseEnding(file, DATA_ENDINGS, name);
  return plain(await yamlSource(file, text), MAX_WORLD_VALUES);
}

/** The same, with only what JSON knows: no class, no function, nothing nested for ever. Throws `config` with the line of what is more. */
function plain(source: ConfigSource, maxValues?: number): ConfigSource {
  const copied = plainData(source.data, maxValues);
  if ("data" in copied) return { ...source, data: copied.data };
  const key = textOfPath(copied.path);
  throw configError(source, source.lineOf(copied.path), `${key === "" ? "the file" : key} ${copied.diagnostic}.`);
}

function refuseEnding(file: string, endings: readonly string[], name: string): void {
  if (endings.includes(extname(file).slice(1).toLowerCase())) return;
  const known = `${endings.slice(0, -1).join(", .")} or .${endings.at(-1)}`;
  throw new SmartLeadMockError("config", `${name} has an unknown extension; it must be .${known}.`);
}

function findConfigFile(cwd: string): string | null {
  const names = namesIn(cwd).filter((name) => CONFIG_NAME.test(name));
  const endingOf = (name: string) => extname(name).slice(1).toLowerCase();
  const found = CONFIG_ENDINGS.flatMap((ending) => names.filter((name) => endingOf(name) === ending));
  if (found.length > 1) {
    throw new SmartLeadMockError(
      "config",
      `There are ${found.length} configuration files (${found.join(", ")}); keep one, or name it with --config.`,
    );
  }
  const [other] = names.filter((name) => !COPY_ENDINGS.has(endingOf(name)));
  const [name] = found.length === 0 && other !== undefined ? [other] : found;
  return name === undefined ? null : resolve(cwd, name);
}

function namesIn(cwd: string): readonly string[] {
  try {
    return readdirSync(cwd);
  } catch {
    // A folder that cannot be listed has no configuration.
    return [];
  }
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
