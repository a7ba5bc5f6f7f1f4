import { z } from "zod";

/** The keys of a schema or of a sample, level by level; `null` = a value that has none of its own. */
export interface KeyTree {
  readonly [key: string]: KeyTree | null;
}

/** What the schema accepts by name. A list has the keys of its entries; alternatives are taken together. */
export function keysOfSchema(schema: z.core.$ZodType): KeyTree | null {
  if (schema instanceof z.ZodObject) {
    return Object.fromEntries(Object.entries(schema.shape).map(([key, part]) => [key, keysOfSchema(part)]));
  }
  if (schema instanceof z.ZodArray) return keysOfSchema(schema.element);
  if (schema instanceof z.ZodPipe) return keysOfSchema(schema.in);
  if (schema instanceof z.ZodUnion) return merged(schema.options.map(keysOfSchema));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return keysOfSchema(schema.unwrap());
  }
  return null;
}

function merged(trees: readonly (KeyTree | null)[]): KeyTree | null {
  const whole = trees.filter((tree) => tree !== null);
  return whole.length === 0 ? null : Object.assign({}, ...whole);
}

/** What a sample of the reference names. */
export function keysOfSample(sample: unknown): KeyTree | null {
  if (Array.isArray(sample)) return keysOfSample(sample[0]);
  if (typeof sample !== "object" || sample === null) return null;
  // An address or a placeholder is data of the sample.
  const keys = Object.entries(sample).filter(([key]) => !/[@<]/.test(key));
  return Object.fromEntries(keys.map(([key, part]) => [key, keysOfSample(part)]));
}

/** Each key by its path, `filters.campaignId`, sorted. */
export function pathsOf(tree: KeyTree | null, prefix = ""): string[] {
  return Object.entries(tree ?? {})
    .flatMap(([key, part]) => [`${prefix}${key}`, ...pathsOf(part, `${prefix}${key}.`)])
    .sort();
}

/** The part of a schema that a path names; a record has every key. */
export function partOfSchema(schema: z.core.$ZodType, path: string): z.core.$ZodType | undefined {
  return path.split(".").reduce<z.core.$ZodType | undefined>((part, key) => partAt(part, key), schema);
}

function partAt(schema: z.core.$ZodType | undefined, key: string): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[key];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return partAt(schema.element, key);
  if (schema instanceof z.ZodUnion) {
    return schema.options.map((option) => partAt(option, key)).find((part) => part !== undefined);
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return partAt(schema.unwrap(), key);
  }
  return undefined;
}
