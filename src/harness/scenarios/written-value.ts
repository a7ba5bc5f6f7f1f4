/** Values as they are written in a scenario; `value-schemas.ts` checks them, and these types and that schema must agree. */

/** A text such as `30s`, `5m`, `1h30m`. */
export type DurationText = string;
/** A name that an earlier step bound with `as`, optionally with a place: `reply`, `replies[2]`. */
export type Reference = string;

/** A value that must be equal, or what it must fulfil; several of these words in one object count together. `{ not: … }` turns a matcher around. */
export type Matcher =
  | { readonly matches: string }
  | { readonly contains: unknown }
  | { readonly one_of: readonly unknown[] }
  | { readonly at_least: number | string }
  | { readonly at_most: number | string }
  | { readonly between: readonly [number | string, number | string] }
  | { readonly type: "string" | "number" | "boolean" | "object" | "array" | "null" }
  | { readonly absent: true }
  | { readonly present: true }
  // Texts and lists have a length too; they have `at` as well, and are no matchers.
  | { readonly length: number | Matcher; readonly at?: never }
  | { readonly not: unknown };
/** A text that is one expression and nothing else, such as `${count}`; it keeps the type of what it stands for. */
export type Placeholder = `\${${string}}`;
export type Matched<T> = T | Matcher | Placeholder;
