import { z } from "zod";
import type { KeyPath } from "../places.ts";

/** The keys that an object at a path may have, by its schema; those of all alternatives. */
export function keysAt(schema: unknown, path: KeyPath): readonly string[] {
  const [step, ...rest] = path;
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodUnion) return [...new Set(inner.options.flatMap((option) => keysAt(option, path)))];
  if (inner instanceof z.ZodObject) {
    if (step === undefined) return Object.keys(inner.shape);
    const key = String(step);
    return Object.hasOwn(inner.shape, key) ? keysAt(inner.shape[key], rest) : [];
  }
  if (step === undefined) return [];
  if (inner instanceof z.ZodArray) return keysAt(inner.element, rest);
  return inner instanceof z.ZodRecord ? keysAt(inner.valueType, rest) : [];
}

/** What is only said about a schema, such as that it may be left out, changes no keys. */
function unwrapped(schema: unknown): unknown {
  const isWrapper =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodLazy;
  return isWrapper ? unwrapped(schema.unwrap()) : schema;
}
