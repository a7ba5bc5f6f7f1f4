import { shellWords } from "../../capture/drift/captures/split-shell-words.ts";
import { flagOf, type OptionKey, specOf } from "../../config/option-table.ts";
import { COMMON_OPTIONS, type CommandSpec } from "../command.ts";
import { type Candidate, type Candidates, FILES, NOTHING } from "./candidates.ts";
import { argumentValues, type Place, valuesOf } from "./completion-values.ts";

const HELP: Candidate = { value: "--help", description: "show the help" };

/** Returns the candidates for the end of a partly typed line, from the table of commands. */
export async function completeLine(line: string, commands: readonly CommandSpec[], place: Place): Promise<Candidates> {
  const { words, current } = typedLine(line);
  const { values, files } = await allOf({ words, current, commands, place });
  return { values: values.filter(({ value }) => value.startsWith(current)), files };
}

interface Asked {
  readonly words: readonly string[];
  readonly current: string;
  readonly commands: readonly CommandSpec[];
  readonly place: Place;
}

async function allOf({ words, current, commands, place }: Asked): Promise<Candidates> {
  const [name, ...rest] = words;
  const isOfHelp = name === "help";
  if (name === undefined || (isOfHelp && rest.length === 0)) return commandNames(commands, isOfHelp);
  const spec = commands.find((one) => one.name === name);
  if (spec === undefined) return NOTHING;
  // The user's command follows `--`.
  if (words.includes("--")) return FILES;
  const keys = [...spec.options, ...COMMON_OPTIONS];
  const last = keyOf(rest.at(-1) ?? "", keys);
  if (last !== null && takesValue(last)) return valuesOf(last, place);
  const [flag = "", text] = current.split("=", 2);
  const assigned = keyOf(flag, keys);
  if (text !== undefined && assigned !== null) return prefixed(`${flag}=`, await valuesOf(assigned, place));
  if (current.startsWith("-")) return { values: [...keys.map(optionCandidate), HELP], files: false };
  return argumentValues(spec, argumentsOf(rest, keys), place);
}

function commandNames(commands: readonly CommandSpec[], isOfHelp: boolean): Candidates {
  const values = commands.map(({ name, summary }) => ({ value: name, description: summary }));
  const others = [{ value: "help", description: "show the help of a command" }, HELP];
  return { values: isOfHelp ? values : [...values, ...others], files: false };
}

function keyOf(word: string, keys: readonly OptionKey[]): OptionKey | null {
  return keys.find((key) => flagOf(key) === word) ?? null;
}

/** An option whose value is optional does not consume the next word. */
function takesValue(key: OptionKey): boolean {
  return !["flag", "flag-or-duration"].includes(specOf(key).kind);
}

function optionCandidate(key: OptionKey): Candidate {
  return { value: flagOf(key), description: specOf(key).description };
}

function prefixed(prefix: string, { values, files }: Candidates): Candidates {
  return { values: values.map(({ value, description }) => ({ value: prefix + value, description })), files };
}

/** The words that are neither flags nor values of flags. */
function argumentsOf(words: readonly string[], keys: readonly OptionKey[]): readonly string[] {
  return words.filter((word, at) => {
    const before = keyOf(words[at - 1] ?? "", keys);
    return !word.startsWith("-") && (before === null || !takesValue(before));
  });
}

/** Marks the cursor; it cannot be typed, and it is not a space. */
const CURSOR = "\u0001";

/** A command line up to the cursor. */
export interface TypedLine {
  /** The complete words before the cursor, without the program's name. */
  readonly words: readonly string[];
  /** The typed part of the word at the cursor. */
  readonly current: string;
}

/** Splits a line as a shell does; a quote may still be open. */
export function typedLine(line: string): TypedLine {
  const ways = [line + CURSOR, `${line}${CURSOR}"`, `${line}${CURSOR}'`];
  const [words = []] = ways.map((way) => shellWords(way)?.at(-1)).filter((found) => found !== undefined);
  return { words: words.slice(1, -1), current: (words.at(-1) ?? "").replace(CURSOR, "") };
}
