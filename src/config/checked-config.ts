import type { z } from "zod";
import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { printable } from "../base/printable.ts";
import { type Config, configKeys, configSchema, configSchemaOf } from "./config-schema.ts";
import { type ConfigSource, configError, type KeyPath, textOfPath } from "./config-source.ts";

/** Mistakes that one error lists at most. */
const MAX_MISTAKES = 20;

/** Checks a configuration against its schema. Throws `config` with file, line and key of everything that is wrong, a line each. */
export function checkedConfig(source: ConfigSource): Config {
  const { data } = source;
  const given = typeof data === "object" && data !== null && !Array.isArray(data) ? Object.keys(data) : null;
  if (given?.length === 0) return {};
  const schema = (given === null ? null : configSchemaOf(given)) ?? configSchema;
  // The schema's options are made from a table, so their types are known to that table only.
  return checkedBy(source, schema, { name: "the configuration", keysAt: configKeysAt }) as Config;
}

/** What a file is called in sentences, and the keys that may stand at a place in it. */
export interface FileWords {
  readonly name: string;
  readonly keysAt: (path: KeyPath) => readonly string[];
}

function configKeysAt(path: KeyPath): readonly string[] {
  return configKeys(path.length === 0 ? null : String(path[0]));
}

/** Checks the content of a file against a schema. Throws `config` with file, line and key of everything that is wrong, a line each. */
export function checkedBy<Schema extends z.ZodType>(
  source: ConfigSource,
  schema: Schema,
  words: FileWords,
): z.output<Schema> {
  const result = schema.safeParse(source.data, { reportInput: true });
  if (result.success) return result.data;
  throw mistakesIn(source, mistakesOf(result.error.issues, words), words.name);
}

/** Something that is wrong with a file. */
export interface Mistake {
  readonly path: KeyPath;
  /** Completes the sentence that begins with the key. */
  readonly diagnostic: string;
}

/** One error for all that is wrong with a file, in the order of its lines. */
export function mistakesIn(
  source: ConfigSource,
  mistakes: readonly [Mistake, ...Mistake[]],
  name: string,
): SmartLeadMockError {
  const placed = mistakes.map(({ path, diagnostic }) => {
    const line = source.lineOf(path);
    const key = printable(textOfPath(path));
    const sentence = `${key === "" ? name : key} ${printable(diagnostic)}${diagnostic.endsWith("?") ? "" : "."}`;
    return { line: line ?? 0, text: configError(source, line, sentence).message };
  });
  const inOrder = placed.sort((one, other) => one.line - other.line).map(({ text }) => text);
  const texts = [...new Set(inOrder)];
  const more = texts.length - MAX_MISTAKES;
  const shown = more > 0 ? [...texts.slice(0, MAX_MISTAKES), `… and ${more} more.`] : texts;
  return new SmartLeadMockError("config", shown.join("\n"));
}

type Issue = z.core.$ZodIssue;

/** Each of them, of an alternative the one that came furthest; where a mapping has an unknown key, what it lacks is explained by that. */
function mistakesOf(issues: readonly Issue[], words: FileWords): [Mistake, ...Mistake[]] {
  const flat = issues.map(unfolded);
  const unknown = flat.flatMap((issue) => (issue.code === "unrecognized_keys" ? unknownKeys(issue, words) : []));
  const holders = new Set(unknown.map(({ path }) => textOfPath(path.slice(0, -1))));
  const others = flat.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") return [];
    const isExplained = issue.input === undefined && holders.has(textOfPath(issue.path.slice(0, -1)));
    return isExplained ? [] : [{ path: issue.path, diagnostic: diagnosticOf(issue) }];
  });
  const [first, ...more] = [...unknown, ...others];
  if (first === undefined) throw new RangeError("A failed check without an issue.");
  return [first, ...more];
}

function unfolded(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const alternatives = issue.errors
    .flat()
    .filter((inner) => inner.path.length > 0 || inner.code === "unrecognized_keys");
  const [inner] = alternatives;
  return inner === undefined ? issue : unfolded({ ...inner, path: [...issue.path, ...inner.path] });
}

function unknownKeys(issue: Issue & { code: "unrecognized_keys" }, { name, keysAt }: FileWords): Mistake[] {
  return issue.keys.map((key) => {
    const meant = didYouMean(key, keysAt(issue.path));
    const diagnostic = `is not a key of ${name}${meant === null ? "" : `; did you mean ${meant}?`}`;
    return { path: [...issue.path, key], diagnostic };
  });
}

function diagnosticOf(issue: Issue): string {
  if (issue.message.startsWith("must") || issue.code === "custom") return issue.message;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.join(", ")}${near(issue)}`;
  if (issue.code === "invalid_union") return "must be the name of a policy, or its numbers as {tries, waits, timeout}";
  if (issue.code === "invalid_type")
    return issue.input === undefined ? `is required, of type ${issue.expected}` : `must be of type ${issue.expected}`;
  return `is invalid: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`;
}

function near(issue: Issue & { code: "invalid_value" }): string {
  const meant = typeof issue.input === "string" ? didYouMean(issue.input, issue.values.map(String)) : null;
  return meant === null ? "" : ` (did you mean ${meant}?)`;
}
