import { isObject } from "../../../base/json-text.ts";
import { type FieldSchema, type JsonType, typeOf, typesOf } from "./field-schema.ts";

/** Keys that look like a program's: those of people, such as names of custom fields, are not told. */
const OWN_KEY = /^[A-Za-z_][\w-]{0,59}$/;
/** Fields of an object that are shown one by one. */
const MAX_KEYS = 100;
/** Items of a list that are looked at. */
const MAX_ITEMS = 50;
/** Nesting that is shown. */
const MAX_DEPTH = 8;

/** What a value looks like, without the value: its types, an object's fields, a list's items. */
export function shapeOf(value: unknown, depth = 0): FieldSchema {
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_ITEMS).map((item) => shapeOf(item, depth + 1));
    const [first, ...others] = items;
    return first === undefined ? { type: "array" } : { type: "array", items: others.reduce(mergedShape, first) };
  }
  if (!isObject(value)) return { type: typeOf(value) };
  const keys = Object.keys(value);
  if (depth >= MAX_DEPTH || keys.length > MAX_KEYS || !keys.every((key) => OWN_KEY.test(key))) {
    return { type: "object", additionalProperties: true };
  }
  const properties = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner, depth + 1)]));
  return { type: "object", properties, required: keys };
}

/** What fits either of two shapes: types of both, and a field that only one has may be left out. */
export function mergedShape(one: FieldSchema, other: FieldSchema): FieldSchema {
  const types = [...new Set([...typesOf(one), ...typesOf(other)])];
  const [type] = types;
  return {
    ...(types.length === 1 && type !== undefined ? { type } : { type: withoutNarrower(types) }),
    ...mergedFields(one, other),
    ...mergedItems(one, other),
  };
}

/** A whole number is a number. */
function withoutNarrower(types: readonly JsonType[]): readonly JsonType[] {
  return types.includes("number") ? types.filter((type) => type !== "integer") : types;
}

function mergedFields(one: FieldSchema, other: FieldSchema): FieldSchema {
  const objects = [one, other].filter((shape) => typesOf(shape).includes("object"));
  const [first, second] = objects;
  if (first === undefined) return {};
  if (objects.some(({ additionalProperties }) => additionalProperties === true)) return { additionalProperties: true };
  if (second === undefined) {
    return { properties: first.properties ?? {}, required: first.required ?? [] };
  }
  const properties = new Map(Object.entries(first.properties ?? {}));
  for (const [key, field] of Object.entries(second.properties ?? {})) {
    const known = properties.get(key);
    properties.set(key, known === undefined ? field : mergedShape(known, field));
  }
  const required = (first.required ?? []).filter((key) => second.required?.includes(key) === true);
  return { properties: Object.fromEntries(properties), required };
}

function mergedItems({ items: one }: FieldSchema, { items: other }: FieldSchema): FieldSchema {
  if (one === undefined || other === undefined) {
    const items = one ?? other;
    return items === undefined ? {} : { items };
  }
  return { items: mergedShape(one, other) };
}
