import { z } from "zod";
import { checkedBy } from "../../config/checked-config.ts";
import { type ConfigSource, configError, readDataFile } from "../../config/config-file.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../../smartlead/events/event-types.ts";
import { DIALECTS } from "../../smartlead/payloads/dialect.ts";
import { withField, withOptional, withoutField } from "./field-paths.ts";
import { type FieldSchema, JSON_TYPES, type JsonType } from "./field-schema.ts";
import { builtInShapes, type DialectShapes } from "./shapes.ts";

/** Fields that a dialect of one's own may change in one event. */
const MAX_FIELDS = 500;

const jsonType = z.enum(JSON_TYPES);
const pattern = z.string().refine(isPattern, { error: "must be a regular expression" });

/** A field in full. */
const fieldSchema: z.ZodType<FieldSchema> = z.lazy(() =>
  z.strictObject({
    type: z.union([jsonType, z.array(jsonType).min(1)]).optional(),
    description: z.string().optional().describe("what it means; shown where a body differs"),
    pattern: pattern.optional().describe("of a text, a regular expression"),
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

const eventChanges = z.strictObject({
  fields: z
    .record(z.string().min(1), z.union([shortField, fieldSchema, z.null()]))
    .refine((fields) => Object.keys(fields).length <= MAX_FIELDS, {
      error: `must not name more than ${MAX_FIELDS} fields`,
    })
    .optional()
    .describe(
      'fields that are new or otherwise, by path, such as "sent_message.size" or "history[].size"; null takes one away',
    ),
  optional: z.array(z.string().min(1)).optional().describe("paths of fields that may be left out"),
});

/** A file that says how bodies differ from those of a built-in dialect. */
const dialectFileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z
      .string()
      .regex(/^[a-z][a-z\d-]{0,39}$/, { error: "must be a short name in small letters, such as live-2027" })
      .refine((name) => !DIALECTS.some((known) => known === name), { error: "must not be that of a built-in dialect" })
      .describe("what it is called in reports"),
    on: z.enum(DIALECTS).describe("the built-in dialect whose bodies it changes"),
    events: z
      .partialRecord(z.enum([...ALL_EVENT_TYPES, "*"]), eventChanges)
      .describe("what is otherwise, by event type; * stands for every event"),
  })
  .describe("A dialect of one's own, on top of a built-in one");

export type DialectFile = z.output<typeof dialectFileSchema>;
type EventChanges = z.output<typeof eventChanges>;

/** The JSON Schema (draft 2020-12) by which editors complete and check a dialect of one's own. */
export function dialectJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(dialectFileSchema, { io: "input" }), title: "smartlead-mock dialect" };
}

/** Reads the dialects that a configuration names. Throws `config` with file, line and key of the first thing that is wrong; `placeOf` says where a file is named. */
export async function loadDialects(
  files: readonly string[],
  cwd: string,
  placeOf: (index: number) => string,
): Promise<readonly DialectShapes[]> {
  const loaded: DialectShapes[] = [];
  for (const [index, file] of files.entries()) {
    const source = await readDataFile(file, cwd, placeOf(index));
    const checked = checkedBy(source, dialectFileSchema, { name: "a dialect", keysAt });
    if (loaded.some(({ name }) => name === checked.name)) {
      throw configError(source, source.lineOf(["name"]), `name ${checked.name} is that of another dialect already.`);
    }
    loaded.push(shapesOfFile(checked, source));
  }
  return loaded;
}

function shapesOfFile({ name, on, events }: DialectFile, source: ConfigSource): DialectShapes {
  const base = builtInShapes().find((dialect) => dialect.name === on);
  const shapes = new Map<AnyEventType, FieldSchema>(base?.events);
  for (const [word, changes] of Object.entries(events)) {
    for (const type of word === "*" ? [...shapes.keys()] : ALL_EVENT_TYPES.filter((one) => one === word)) {
      const shape = shapes.get(type);
      const problem = shape === undefined ? `is an event that ${on} does not have` : null;
      const changed = shape === undefined ? null : changedShape(shape, changes, word === "*");
      if (changed === null || typeof changed === "string") {
        throw configError(source, source.lineOf(["events", word]), `events.${word} ${problem ?? changed}.`);
      }
      shapes.set(type, changed);
    }
  }
  return { name, events: shapes };
}

/** The shape with its changes, or what is wrong with them. Where they are for every event, one that lacks a field is left as it is. */
function changedShape(shape: FieldSchema, changes: EventChanges | undefined, isForAll: boolean): FieldSchema | string {
  let changed = shape;
  for (const [path, field] of Object.entries(changes?.fields ?? {})) {
    const next = field === null ? withoutField(changed, path) : withField(changed, path, fullField(field));
    if (next === null && !isForAll)
      return `names ${path}, and there is nothing to ${field === null ? "take away" : "put it into"}`;
    changed = next ?? changed;
  }
  for (const path of changes?.optional ?? []) {
    const next = withOptional(changed, path);
    if (next === null && !isForAll) return `names ${path} as optional, and there is no such field`;
    changed = next ?? changed;
  }
  return changed;
}

function fullField(field: string | FieldSchema): FieldSchema {
  if (typeof field !== "string") return field;
  const types = field.split("|").filter((word): word is JsonType => JSON_TYPES.some((type) => type === word));
  return types.length === 1 ? { type: types[0] } : { type: types };
}

function keysAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(dialectFileSchema.shape);
  if (path.length === 1) return [...ALL_EVENT_TYPES, "*"];
  return path.length === 2 ? Object.keys(eventChanges.shape) : [];
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u") !== null;
  } catch {
    return false;
  }
}
