/** Changes of a schema at a path such as `sent_message.time` or `history[].subject`. Each answers with a new schema, or `null` where the path leads nowhere. */
import { ownValue } from "../../../base/own-value.ts";
import type { FieldSchema } from "./field-schema.ts";

type Change = (parent: FieldSchema, key: string) => FieldSchema | null;

/** A field that is always there, new or in the place of another. */
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

/** A field that may be left out. */
export function withOptional(schema: FieldSchema, path: string): FieldSchema | null {
  return changedAt(schema, stepsOf(path), (parent, key) =>
    ownValue(parent.properties ?? {}, key) === undefined
      ? null
      : { ...parent, required: without(parent.required, key) },
  );
}

/** A field under another name in the same object; it is always there, or not, as before. */
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

/** What a schema says of a field, `null` where it has none. */
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
  // An object or null: the object is meant.
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
