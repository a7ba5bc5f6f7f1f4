/**
 * Changes of a schema at a path such as `sent_message.time` or `history[].subject`. Each returns a new schema, or `null` if the path does
 * not exist.
 */

import { isObject } from "../../../base/json-text.ts";
import { ownValue } from "../../../base/own-value.ts";
import type { FieldSchema } from "./field-schema.ts";

type Change = (parent: FieldSchema, key: string) => FieldSchema | null;

/** Adds or replaces a required field. */
export function withField(schema: FieldSchema, path: string, field: FieldSchema): FieldSchema | null {
  return changedAt(schema, stepsOf(path), (parent, key) => ({
    ...parent,
    properties: { ...parent.properties, [key]: field },
    required: [...new Set([...(parent.required ?? []), key])],
  }));
}

export function withoutField(schema: FieldSchema, path: string): FieldSchema | null {
  return changedAt(schema, stepsOf(path), (parent, key) => {
    const { properties = {} } = parent;
    if (!Object.hasOwn(properties, key)) return null;
    const left = Object.fromEntries(Object.entries(properties).filter(([name]) => name !== key));
    return { ...parent, properties: left, required: without(parent.required, key) };
  });
}

/** Makes a field optional. */
export function withOptional(schema: FieldSchema, path: string): FieldSchema | null {
  return changedAt(schema, stepsOf(path), (parent, key) =>
    ownValue(parent.properties ?? {}, key) === undefined
      ? null
      : { ...parent, required: without(parent.required, key) },
  );
}

/** Renames a field within its object; it stays required or optional. */
export function renamedField(schema: FieldSchema, from: string, to: string): FieldSchema | null {
  const [steps, others] = [stepsOf(from), stepsOf(to)];
  const isBeside = steps.length === others.length && steps.slice(0, -1).every((step, at) => step === others[at]);
  const name = others.at(-1);
  if (!isBeside || name === undefined) return null;
  return changedAt(schema, steps, (parent, key) => {
    const { properties = {}, required = [] } = parent;
    if (!Object.hasOwn(properties, key)) return null;
    const renamed = Object.entries(properties).map(([one, field]) => [one === key ? name : one, field]);
    return {
      ...parent,
      properties: Object.fromEntries(renamed),
      required: required.map((one) => (one === key ? name : one)),
    };
  });
}

/** The schema of a field, `null` if none exists. */
export function schemaAt(schema: FieldSchema, path: string): FieldSchema | null {
  let found: FieldSchema | undefined = schema;
  for (const step of stepsOf(path)) {
    const forms: readonly FieldSchema[] = found === undefined ? [] : [found, ...(found.anyOf ?? [])];
    found = forms
      .map((form) => (step === "[]" ? form.items : ownValue(form.properties ?? {}, step)))
      .find((one) => one !== undefined);
  }
  return found ?? null;
}

/** `history[].subject` → `history`, `[]`, `subject`. */
function stepsOf(path: string): readonly string[] {
  return path.split(".").flatMap((part) => {
    const name = part.replace(/(\[\])+$/, "");
    return [name, ...Array.from({ length: (part.length - name.length) / 2 }, () => "[]")];
  });
}

function changedAt(schema: FieldSchema, steps: readonly string[], change: Change): FieldSchema | null {
  const [step, ...rest] = steps;
  if (step === undefined || step === "") return null;
  const { anyOf } = schema;
  // For "object or null" the object is used.
  if (anyOf !== undefined) {
    const changed = anyOf.map((form) => changedAt(form, steps, change));
    return changed.every((form) => form === null)
      ? null
      : { ...schema, anyOf: anyOf.map((form, at) => changed[at] ?? form) };
  }
  if (step === "[]") return changedBelow(schema.items, rest, change, (items) => ({ ...schema, items }));
  if (schema.properties === undefined) return null;
  if (rest.length === 0) return change(schema, step);
  const { properties } = schema;
  const put = (field: FieldSchema) => ({ ...schema, properties: { ...properties, [step]: field } });
  return changedBelow(ownValue(properties, step), rest, change, put);
}

function changedBelow(
  field: FieldSchema | undefined,
  rest: readonly string[],
  change: Change,
  put: (changed: FieldSchema) => FieldSchema,
): FieldSchema | null {
  const changed = field === undefined ? null : changedAt(field, rest, change);
  return changed === null ? null : put(changed);
}

function without(names: readonly string[] | undefined, name: string): readonly string[] {
  return (names ?? []).filter((one) => one !== name);
}

// Changes of a body at a path such as `sent_message.time` or `history[].subject`, in place: at every item of a list.

type Body = Record<string, unknown>;

/** The objects that hold the last key of a path, and that key: one for each item of a list on the way. */
function holdersOf(body: Body, path: string): { readonly holders: readonly Body[]; readonly key: string } {
  const steps = path.split(".");
  const key = steps.at(-1) ?? "";
  let holders: readonly unknown[] = [body];
  for (const step of steps.slice(0, -1)) {
    const name = step.replace(/(\[\])+$/, "");
    const lists = (step.length - name.length) / 2;
    holders = holders.flatMap((holder) => (isObject(holder) ? [ownValue(holder, name)] : []));
    for (let list = 0; list < lists; list += 1) holders = holders.flatMap((one) => (Array.isArray(one) ? one : []));
  }
  return { holders: holders.filter((one): one is Body => isObject(one)), key };
}

/** Replaces every value at the path by the result of `change`; `undefined` removes it. */
export function changeAt(body: Body, path: string, change: (value: unknown) => unknown): void {
  const bare = path.replace(/(\[\])+$/, "");
  const { holders, key } = holdersOf(body, bare);
  for (const holder of holders) {
    const present = ownValue(holder, key);
    const next = bare === path ? change(present) : changedItems(present, change);
    if (next === undefined) Reflect.deleteProperty(holder, key);
    else setOwn(holder, key, next);
  }
}

/** Renames a key within its object; its position is kept. */
export function renameAt(body: Body, from: string, to: string): void {
  const { holders, key } = holdersOf(body, from);
  const name = to.split(".").at(-1) ?? to;
  for (const holder of holders) {
    if (!Object.hasOwn(holder, key)) continue;
    const entries = Object.entries(holder).map(([one, value]) => [one === key ? name : one, value] as const);
    for (const [one] of Object.entries(holder)) Reflect.deleteProperty(holder, one);
    for (const [one, value] of entries) setOwn(holder, one, value);
  }
}

/** Allows `__proto__` as a field like any other. */
function setOwn(holder: Body, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function changedItems(list: unknown, change: (value: unknown) => unknown): unknown {
  return Array.isArray(list) ? list.map((item) => change(item)) : list;
}
