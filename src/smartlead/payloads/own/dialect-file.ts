import { z } from "zod";
import { ALL_EVENT_TYPES } from "../../events/event-types.ts";
import { DIALECT_NAME, DIALECTS } from "../dialect.ts";
import { type FieldSchema, JSON_TYPES, type JsonType } from "./field-schema.ts";

/** Maximum fields that a custom dialect may change in one event. */
const MAX_FIELDS = 500;

const jsonType = z.enum(JSON_TYPES);
const pattern = z.string().refine(isPattern, { error: "must be a regular expression" });
const sentValue = z
  .json()
  .optional()
  .describe("what is sent; {{lead.email}} and the like stand for what the account knows");

/** The full form of a field. */
const fieldSchema: z.ZodType<FieldSchema> = z.lazy(() =>
  z.strictObject({
    type: z.union([jsonType, z.array(jsonType).min(1)]).optional(),
    value: sentValue,
    description: z.string().optional().describe("what it means; shown where a body differs"),
    pattern: pattern.optional().describe("for a string: a regular expression"),
    enum: z.array(z.json()).min(1).optional().describe("all values there are"),
    items: fieldSchema.optional().describe("of a list"),
    properties: z.record(z.string(), fieldSchema).optional().describe("of an object"),
    required: z.array(z.string()).optional().describe("of an object: those that are always there"),
    additionalProperties: z.union([z.boolean(), fieldSchema]).optional().describe("of an object: fields not named"),
  }),
);

const TYPE_WORDS =
  /^(object|array|string|number|integer|boolean|null)(\|(object|array|string|number|integer|boolean|null))*$/;
const shortField = z.string().regex(TYPE_WORDS, { error: 'must be types such as "integer" or "string|null"' });
const path = z.string().min(1);

/** An event type, built in or custom, or all of them. */
const EVENT_WORD = /^([A-Z][A-Z\d_]{1,59}|\*)$/;

const eventChanges = z.strictObject({
  like: z
    .enum(ALL_EVENT_TYPES)
    .optional()
    .describe("defines your own event type: it occurs and is sent like this one, with its own body"),
  name: path.max(100).optional().describe("how bodies name the event, where it is not by its type"),
  renamed: z
    .record(path, path)
    .optional()
    .describe("fields that have another name: old path to new path, before everything else"),
  fields: z
    .record(path, z.union([shortField, fieldSchema, z.null()]))
    .refine((fields) => Object.keys(fields).length <= MAX_FIELDS, {
      error: `must not name more than ${MAX_FIELDS} fields`,
    })
    .optional()
    .describe(
      'fields that are new or different, by path, such as "sent_message.size" or "history[].size"; null removes one',
    ),
  optional: z.array(path).optional().describe("paths of fields that may be left out"),
});

/** A file with the differences of bodies from a built-in dialect. */
export const dialectFileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z
      .string()
      .regex(DIALECT_NAME, { error: "must be a short name in small letters, such as live-2027" })
      .refine((name) => !DIALECTS.some((known) => known === name), { error: "must not be that of a built-in dialect" })
      .describe("what it is called: --dialect NAME, and in reports"),
    on: z.enum(DIALECTS).describe("the built-in dialect whose bodies it changes"),
    events: z
      .record(z.string().regex(EVENT_WORD, { error: "must be an event type in capitals, or *" }), eventChanges)
      .describe("the differences, by event type; * means every event; your own type names the one that it is like"),
  })
  .describe("A custom dialect, based on a built-in one");

export type DialectFile = z.output<typeof dialectFileSchema>;
export type EventChanges = z.output<typeof eventChanges>;

/** The JSON Schema (draft 2020-12) with which editors complete and check a custom dialect. */
export function dialectJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(dialectFileSchema, { io: "input" }), title: "smartlead-mock dialect" };
}

/** All keys that a dialect file may have at a place. */
export function dialectKeysAt(place: readonly PropertyKey[]): readonly string[] {
  if (place.length === 0) return Object.keys(dialectFileSchema.shape);
  if (place.length === 1) return [...ALL_EVENT_TYPES, "*"];
  return place.length === 2 ? Object.keys(eventChanges.shape) : [];
}

/** Expands `integer|null` to the full form. */
export function fullField(field: string | FieldSchema): FieldSchema {
  if (typeof field !== "string") return field;
  const types = field.split("|").filter((word): word is JsonType => JSON_TYPES.some((type) => type === word));
  return types.length === 1 ? { type: types[0] } : { type: types };
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u") !== null;
  } catch {
    return false;
  }
}
