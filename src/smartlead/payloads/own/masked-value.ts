/** Values that a log or an export hid: their field is there, and what it held is not known. */
import { isObject } from "./is-object.ts";

/** `***` is what this package writes; the words are those of common log libraries. */
const MASKED = /^(?:\*{3,}|\[?(?:redacted|masked|filtered)\]?)$/i;
/** Paths that are named, and levels that are looked into. */
const [MAX_PATHS, MAX_DEPTH] = [20, 32];

/** Whether a value was hidden, so that its form says nothing of what was sent. */
export function isMasked(value: unknown): boolean {
  return typeof value === "string" && MASKED.test(value);
}

/** Dotted paths of hidden values, each once; `[]` stands for every item of a list. Pure. */
export function maskedPaths(body: unknown): readonly string[] {
  const paths = new Set<string>();
  const walk = (value: unknown, path: string, depth: number): void => {
    if (paths.size >= MAX_PATHS || depth > MAX_DEPTH) return;
    if (isMasked(value)) paths.add(path);
    else if (Array.isArray(value)) for (const item of value) walk(item, `${path}[]`, depth + 1);
    else if (isObject(value))
      for (const [key, inner] of Object.entries(value)) walk(inner, path === "" ? key : `${path}.${key}`, depth + 1);
  };
  walk(body, "", 0);
  return [...paths];
}
