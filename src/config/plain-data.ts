import type { KeyPath } from "./config-source.ts";

/** Levels of lists and mappings in a file: those that a scenario's `interpolate` fills in, and more than any account or configuration has. */
export const MAX_DATA_DEPTH = 64;
/** Values of one file unless said otherwise, those behind aliases counted each time: a file of the greatest size has fewer, a bomb of aliases more. */
const MAX_VALUES = 500_000;

/** Data of which only JSON's kinds are left, or what is wrong with it. */
export type PlainData = { readonly data: unknown } | { readonly path: KeyPath; readonly diagnostic: string };

/** A copy of what a file or module gave, without keys that are `undefined`. What is not JSON data is a problem. */
export function plainData(value: unknown, maxValues = MAX_VALUES): PlainData {
  const copying = new Copying(maxValues);
  const data = copying.copy(value, []);
  return copying.problem ?? { data };
}

class Copying {
  problem: { readonly path: KeyPath; readonly diagnostic: string } | null = null;
  readonly #maxValues: number;
  #count = 0;

  constructor(maxValues: number) {
    this.#maxValues = maxValues;
  }

  copy(value: unknown, path: KeyPath): unknown {
    if (this.problem !== null) return null;
    this.#count += 1;
    if (this.#count > this.#maxValues) return this.#complain(path, `has more than ${this.#maxValues} values`);
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number") return this.#number(value, path);
    if (typeof value !== "object") return this.#complain(path, `must be plain data, not ${kindOf(value)}`);
    if (path.length >= MAX_DATA_DEPTH) return this.#complain(path, `is nested more than ${MAX_DATA_DEPTH} levels deep`);
    if (Array.isArray(value)) return value.map((item: unknown, index) => this.copy(item ?? null, [...path, index]));
    const prototype: unknown = Object.getPrototypeOf(value);
    const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
    if (!isPlain) return this.#complain(path, `must be plain data, not ${kindOf(value)}`);
    return this.#object(Object.entries(value), path);
  }

  #object(entries: readonly [string, unknown][], path: KeyPath): unknown {
    if (entries.some(([key]) => key === "__proto__")) return this.#complain([...path, "__proto__"], "cannot be a key");
    const defined = entries.filter(([, item]) => item !== undefined);
    return Object.fromEntries(defined.map(([key, item]) => [key, this.copy(item, [...path, key])]));
  }

  #number(value: number, path: KeyPath): unknown {
    if (!Number.isFinite(value))
      return this.#complain(path, "must be a valid JSON number; put it in quotes if it is a string");
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      return this.#complain(path, "is too large for a number; put it in quotes, as a string");
    }
    return value;
  }

  #complain(path: KeyPath, diagnostic: string): null {
    this.problem ??= { path, diagnostic };
    return null;
  }
}

function kindOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return `a ${typeof value}`;
  const { name } = value.constructor;
  return name === "" ? "an object of a class" : `a ${name}`;
}
