import { DEFAULT_RECOGNISER, type RecogniserConfig } from "./recogniser-config.ts";

/** The parts of an answer that are examined. Header names are in lower case. */
interface RecognisableAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

/** The sentence of evidence when the answer says "already processed", else `null`. */
export type Recognise = (answer: RecognisableAnswer) => string | null;

/**
 * Determines from an answer whether the receiver says that it had the request before (PRODUCT §8). Only whole values count, in any letter
 * case, `_`, `-` and punctuation read as spaces: `{"duplicate": false}` or a text that merely contains the word do not count. JSON is read
 * at its top and one level down in `data` and `result`; of a list with one item, that item.
 *
 * @example createRecogniser()({ status: 200, headers: {}, body: '{"status":"already_processed"}' })
 *   // 'The answer says {"status":"already_processed"}.'
 */
export function createRecogniser(config: RecogniserConfig = {}): Recognise {
  const statuses = new Set(config.statuses ?? DEFAULT_RECOGNISER.statuses);
  const headers = headerRules(config);
  const json = jsonRules(config);
  const texts = textRule(config.text);
  return (answer) => {
    if (statuses.has(answer.status)) return `The answer has status ${answer.status}.`;
    return inHeaders(headers, answer.headers) ?? inBody(answer.body, json, texts);
  };
}

/** Maximum length of a phrase in characters; a longer value is prose. */
const PHRASE_LIMIT = 200;
/** Keys under which frameworks wrap their answers. */
const ENVELOPES = ["data", "result"] as const;

/** Whether a value means it. */
type SaysIt = (value: unknown) => boolean;

interface JsonRule {
  readonly path: readonly string[];
  readonly saysIt: SaysIt;
}

function headerRules(config: RecogniserConfig): ReadonlyMap<string, string> {
  const rules = new Map(Object.entries(DEFAULT_RECOGNISER.headers));
  for (const [name, expected] of Object.entries(config.headers ?? {})) rules.set(name.toLowerCase(), expected);
  return rules;
}

function jsonRules(config: RecogniserConfig): readonly JsonRule[] {
  const rules = new Map<string, JsonRule>();
  const add = (key: string, saysIt: SaysIt) => {
    const path = key.split(".").map(plainKey);
    rules.set(path.join("."), { path, saysIt });
  };
  for (const key of DEFAULT_RECOGNISER.textKeys) add(key, isPhrase);
  for (const key of DEFAULT_RECOGNISER.flagKeys) add(key, (value) => isSame(value, true));
  for (const [key, values] of Object.entries(config.json ?? {})) {
    add(key, (value) => values.some((expected) => isSame(value, expected)));
  }
  return [...rules.values()];
}

function textRule(own: readonly string[] | undefined): SaysIt {
  if (own === undefined) return isPhrase;
  const texts = new Set(own.map(plainText).filter((text) => text !== ""));
  return (value) => isShort(value) && texts.has(plainText(value));
}

function inHeaders(rules: ReadonlyMap<string, string>, headers: RecognisableAnswer["headers"]): string | null {
  for (const [name, expected] of rules) {
    const given = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (given === undefined || expected === "") continue;
    const value = [given].flat().find((one) => expected === "*" || one.trim().toLowerCase() === expected.toLowerCase());
    if (value !== undefined) return `The answer has the header ${name}: ${value.trim().slice(0, PHRASE_LIMIT)}.`;
  }
  return null;
}

function inBody(body: string, rules: readonly JsonRule[], saysIt: SaysIt): string | null {
  const parsed = parseJson(body);
  if (typeof parsed !== "object") {
    const text = typeof parsed === "string" ? parsed : body;
    return saysIt(text) ? `The answer says ${JSON.stringify(text.trim())}.` : null;
  }
  const root = Array.isArray(parsed) && parsed.length === 1 ? parsed[0] : parsed;
  for (const outer of [[], ...ENVELOPES.map((name) => [name])]) {
    for (const rule of rules) {
      const found = lookUp(root, [...outer, ...rule.path]);
      if (found !== null && rule.saysIt(found.value)) {
        return `The answer says ${JSON.stringify(nested(found.keys, found.value))}.`;
      }
    }
  }
  return null;
}

/** `undefined` when the body is not JSON. */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body.trim());
  } catch {
    return undefined;
  }
}

/** The value at a path of plain keys, with the keys as spelled in the answer. */
function lookUp(root: unknown, path: readonly string[]): { keys: readonly string[]; value: unknown } | null {
  const keys: string[] = [];
  let value = root;
  for (const wanted of path) {
    if (typeof value !== "object" || value === null) return null;
    const entry: readonly [string, unknown] | undefined = Object.entries(value).find(
      ([key]) => plainKey(key) === wanted,
    );
    if (entry === undefined) return null;
    keys.push(entry[0]);
    value = entry[1];
  }
  return { keys, value };
}

function nested(keys: readonly string[], value: unknown): unknown {
  return keys.reduceRight((inner, key) => ({ [key]: inner }), value);
}

function isSame(actual: unknown, expected: unknown): boolean {
  if (actual === expected) return true;
  if (!isShort(actual) || typeof expected === "object" || expected === undefined) return false;
  return plainText(actual) === plainText(String(expected));
}

function isPhrase(value: unknown): boolean {
  return isShort(value) && saysAlready(value);
}

function isShort(value: unknown): value is string {
  return typeof value === "string" && value.length <= PHRASE_LIMIT;
}

/** `alreadyProcessed`, `already_processed` and `Already-Processed` are the same key. */
function plainKey(key: string): string {
  return key.replaceAll(/[_-]/g, "").toLowerCase();
}

/** The words in which receivers say "I had this one already". */

/** Words that do not change the meaning of a phrase. */
const FILLERS: ReadonlySet<string> = new Set("this that the a an is was has been it as with".split(" "));

/** Words allowed before or after the phrase: its subject, and the action that was taken. */
const AROUND: ReadonlySet<string> = new Set([
  ..."event request webhook delivery notification message payload".split(" "),
  ..."ignored ignoring skipped skipping dropped discarded suppressed acknowledged noop ok okay success".split(" "),
]);

const DONE =
  "processed handled received seen done acknowledged acked recorded stored saved logged consumed ingested completed accepted queued".split(
    " ",
  );

const CORES: ReadonlySet<string> = new Set([
  ...DONE.flatMap((done) => [`already ${done}`, `${done} already`, `previously ${done}`, `${done} previously`]),
  "seen before",
  "processed before",
  "handled before",
  "already exists",
  "already known",
  "duplicate",
  "duplicated",
  "dup",
  "deduped",
  "deduplicated",
  "replayed",
  "idempotent",
  "idempotent replay",
  "idempotent hit",
]);

/** Maximum words of a phrase; a longer value is prose. */
const MAX_WORDS = 10;

/**
 * Whether a whole text means it. `ignored` and `skipped` alone do not: receivers give this answer to event types that they do not handle.
 * Neither do texts about something else, such as "lead already exists" or "0 duplicates".
 */
export function saysAlready(text: string): boolean {
  const words = plainText(text)
    .replace(/\bno op\b/, "noop")
    .split(" ")
    .filter((word) => !FILLERS.has(word));
  if (words.length > MAX_WORDS) return false;
  for (let start = 0; start < words.length; start += 1) {
    for (let end = words.length; end > start; end -= 1) {
      if (CORES.has(words.slice(start, end).join(" ")) && areAround([...words.slice(0, start), ...words.slice(end)])) {
        return true;
      }
    }
  }
  return false;
}

function areAround(words: readonly string[]): boolean {
  return words.every((word) => AROUND.has(word));
}

/** In lower case, with one space between words: `already_processed`, `alreadyProcessed` and `Already: processed!` are the same text. */
function plainText(text: string): string {
  const words = text
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[\s_\-:;,()[\]]+/g, " ")
    .trim()
    .toLowerCase();
  return words.replace(/[.!]+$/, "").trim();
}
