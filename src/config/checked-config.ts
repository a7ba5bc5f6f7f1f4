import type { z } from "zod";
import { didYouMean } from "../did-you-mean.ts";
import { ownValue } from "../own-value.ts";
import { CONFIG_KEYS, type Config, configSchema, NESTED_KEYS } from "./config-schema.ts";
import { type ConfigSource, configError, type KeyPath, textOfPath } from "./config-source.ts";

/** Holds a configuration against its schema. Throws `config` with file, line and key of the first thing that is wrong. */
export function checkedConfig(source: ConfigSource): Config {
  // The schema's options are made from a table, so their types are known to that table only.
  return checkedBy(source, configSchema, { name: "the configuration", keysAt: configKeysAt }) as Config;
}

/** What a file is called in sentences, and the keys that may stand at a place in it. */
export interface FileWords {
  readonly name: string;
  readonly keysAt: (path: KeyPath) => readonly string[];
}

function configKeysAt(path: KeyPath): readonly string[] {
  return path.length === 0 ? CONFIG_KEYS : (ownValue(NESTED_KEYS, String(path[0])) ?? []);
}

/** Holds what a file says against a schema. Throws `config` with file, line and key of the first thing that is wrong. */
export function checkedBy<Schema extends z.ZodType>(
  source: ConfigSource,
  schema: Schema,
  words: FileWords,
): z.output<Schema> {
  const result = schema.safeParse(source.data, { reportInput: true });
  if (result.success) return result.data;
  const issue = firstOf(result.error.issues);
  const [path, complaint] =
    issue.code === "unrecognized_keys" ? unknownKey(issue, words) : [issue.path, complaintOf(issue)];
  const key = textOfPath(path);
  throw configError(
    source,
    source.lineOf(path),
    `${key === "" ? words.name : key} ${complaint}${complaint.endsWith("?") ? "" : "."}`,
  );
}

type Issue = z.core.$ZodIssue;

/** The first issue of the alternative that came furthest; an unknown key before everything, because it explains what is missing. */
function firstOf(issues: readonly Issue[]): Issue {
  const flat = issues.map(unfolded);
  const first = flat.find((issue) => issue.code === "unrecognized_keys") ?? flat[0];
  if (first === undefined) throw new RangeError("A failed check without an issue.");
  return first;
}

function unfolded(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const alternatives = issue.errors
    .flat()
    .filter((inner) => inner.path.length > 0 || inner.code === "unrecognized_keys");
  const [inner] = alternatives;
  return inner === undefined ? issue : unfolded({ ...inner, path: [...issue.path, ...inner.path] });
}

function unknownKey(issue: Issue & { code: "unrecognized_keys" }, { name, keysAt }: FileWords): [KeyPath, string] {
  const key = issue.keys[0] ?? "";
  const path = [...issue.path, key];
  const meant = didYouMean(key, keysAt(issue.path));
  return [path, `is not a key of ${name}${meant === null ? "" : `; did you mean ${meant}?`}`];
}

function complaintOf(issue: Issue): string {
  if (issue.message.startsWith("must") || issue.code === "custom") return issue.message;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.join(", ")}${near(issue)}`;
  if (issue.code === "invalid_union") return "must be the name of a policy, or its numbers as {tries, waits, timeout}";
  if (issue.code === "invalid_type")
    return issue.input === undefined ? `must be given, as ${issue.expected}` : `must be of type ${issue.expected}`;
  return `is not right: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`;
}

function near(issue: Issue & { code: "invalid_value" }): string {
  const meant = typeof issue.input === "string" ? didYouMean(issue.input, issue.values.map(String)) : null;
  return meant === null ? "" : ` (did you mean ${meant}?)`;
}
