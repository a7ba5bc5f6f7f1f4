import { isObject } from "../../../base/json-text.ts";
import { type FieldSchema, type JsonType, typeOf, typesOf } from "./field-schema.ts";

/** Matches keys that look like identifiers: user-defined ones, such as names of custom fields, are not shown. */
const OWN_KEY = /^[A-Za-z_][\w-]{0,59}$/;
/** Maximum fields of an object that are listed. */
const MAX_KEYS = 100;
/** Maximum items of a list that are examined. */
const MAX_ITEMS = 50;
/** Maximum nesting that is shown. */
const MAX_DEPTH = 8;

/** The shape of a value, without the value: its types, an object's fields, a list's items. */
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

/** A shape that accepts both shapes: the types of both, and a field that only one has is optional. */
export function mergedShape(one: FieldSchema, other: FieldSchema): FieldSchema {
  const types = [...new Set([...typesOf(one), ...typesOf(other)])];
  const [type] = types;
  return {
    ...(types.length === 1 && type !== undefined ? { type } : { type: withoutNarrower(types) }),
    ...mergedFields(one, other),
    ...mergedItems(one, other),
  };
}

/** Drops `integer` if `number` is present. */
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
