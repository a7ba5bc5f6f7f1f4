import { definedOnly } from "../../../base/defined-only.ts";
import { didYouMean } from "../../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../../base/errors.ts";
import type { Event } from "../../events/event.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../../events/event-types.ts";
import { buildPayload, type Payload, type PayloadJsonSchema, payloadSchema } from "../build-payload.ts";
import type { DialectName, PayloadContext } from "../dialect.ts";
import { DIALECT_TABLES } from "../dialect-tables.ts";
import { accountValues, filledValue, unknownPlaces } from "./account-values.ts";
import { type DialectFile, type EventChanges, fullField } from "./dialect-file.ts";
import { differencesOf } from "./differences.ts";
import { changeAt, renameAt, renamedField, schemaAt, withField, withOptional, withoutField } from "./field-paths.ts";
import type { FieldSchema } from "./field-schema.ts";
import { rewritten, sampleValue } from "./sample-value.ts";

/** A custom dialect, based on a built-in one: its schemas, and how bodies are built. */
export interface OwnDialect {
  readonly name: string;
  readonly on: DialectName;
  /** The schema of each event's body. */
  readonly events: ReadonlyMap<AnyEventType, FieldSchema>;
  /** Other names that bodies use for an event. */
  readonly names: ReadonlyMap<string, AnyEventType>;
  /** Custom event types, by name. */
  readonly own: ReadonlyMap<string, OwnEventType>;
  /** Throws `internal` for a body that its own schema refuses, so that it is not sent. */
  build(event: Event, context: PayloadContext, own?: OwnEventType | null): Payload;
  /** Throws `bad_request` for an event that the dialect does not have. */
  schema(type: AnyEventType | OwnEventType): PayloadJsonSchema;
  /** The mismatches of a changed body, a sentence each. */
  misfits(type: AnyEventType, body: unknown): readonly string[];
}

/** An event type that no built-in dialect has: it occurs like another type, with a different body. */
export interface OwnEventType {
  readonly name: string;
  readonly like: AnyEventType;
  readonly shape: FieldSchema;
  /** Changes relative to the built-in body. */
  readonly changes: readonly EventChanges[];
}

/** A problem in a file: the event's key, and a sentence without subject. */
export interface DialectProblem {
  readonly word: string;
  readonly message: string;
}

/** Turns a checked file into a dialect, or returns the first problem. */
export function ownDialectOf({ name, on, events }: DialectFile): OwnDialect | DialectProblem {
  const parts = { name, on, shapes: builtInShapesOf(on), changes: new Map(), names: new Map(), own: new Map() } as Made;
  const words = Object.entries(events);
  const isKnown = (word: string) => word === "*" || ALL_EVENT_TYPES.some((type) => type === word);
  // Custom types are processed after the built-in ones that they are based on.
  for (const [word, asked] of words.filter(([one]) => isKnown(one))) {
    const message =
      asked.like === undefined ? changeEvent(parts, word, asked) : "is a built-in event, and like no other";
    if (message !== null) return { word, message };
  }
  for (const [word, asked] of words.filter(([one]) => !isKnown(one))) {
    const message = addEvent(parts, word, asked);
    if (message !== null) return { word, message };
  }
  return dialectOf(parts);
}

interface Parts {
  readonly name: string;
  readonly on: DialectName;
  readonly shapes: ReadonlyMap<AnyEventType, FieldSchema>;
  readonly changes: ReadonlyMap<AnyEventType, readonly EventChanges[]>;
  readonly names: ReadonlyMap<string, AnyEventType>;
  readonly own: ReadonlyMap<string, OwnEventType>;
}

/** A dialect under construction. */
interface Made extends Parts {
  readonly shapes: Map<AnyEventType, FieldSchema>;
  readonly changes: Map<AnyEventType, readonly EventChanges[]>;
  readonly names: Map<string, AnyEventType>;
  readonly own: Map<string, OwnEventType>;
}

/** Returns the problem, or `null`. */
function changeEvent({ on, shapes, changes, names }: Made, word: string, asked: EventChanges): string | null {
  for (const type of word === "*" ? [...shapes.keys()] : ALL_EVENT_TYPES.filter((one) => one === word)) {
    const shape = shapes.get(type);
    if (shape === undefined) return `is an event that ${on} does not have`;
    const changed = changedShape(shape, asked, word === "*");
    if (typeof changed === "string") return changed;
    shapes.set(type, changed);
    changes.set(type, [...(changes.get(type) ?? []), asked]);
    if (asked.name !== undefined) names.set(asked.name, type);
  }
  return null;
}

function addEvent({ on, shapes, changes, names, own }: Made, word: string, asked: EventChanges): string | null {
  const { like } = asked;
  if (like === undefined) {
    const meant = didYouMean(word, ALL_EVENT_TYPES);
    const hint = meant === null ? "" : `; did you mean ${meant}?`;
    return `is not a built-in event${hint} An event type of your own must name one that it is like, such as like: EMAIL_REPLY`;
  }
  const shape = shapes.get(like);
  if (shape === undefined) return `is like ${like}, which ${on} does not have`;
  const named = { ...asked, name: asked.name ?? word };
  const changed = changedShape(shape, named, false);
  if (typeof changed === "string") return changed;
  own.set(word, { name: word, like, shape: changed, changes: [...(changes.get(like) ?? []), named] });
  names.set(named.name, like);
  return null;
}

function dialectOf(parts: Parts): OwnDialect {
  const { name, on, shapes, changes, names, own } = parts;
  return {
    name,
    on,
    events: shapes,
    names,
    own,
    build: (event, context, ownType = null) => {
      const usual = { name: event.type, shape: shapes.get(event.type), changes: changes.get(event.type) ?? [] };
      return builtBody(parts, ownType ?? usual, event, context);
    },
    schema: (type) => {
      if (typeof type === "object") return publishedSchema(type.shape, type.name);
      const shape = shapes.get(type);
      if (shape !== undefined) return publishedSchema(shape, type);
      throw new SmartLeadMockError("bad_request", `The dialect ${name} has no ${type}; choose another dialect for it.`);
    },
    misfits: (type, body) =>
      misfitsOf(shapes.get(type) ?? {}, body).map(
        (what) => `${type} in ${name} no longer matches its schema: ${what}. It is sent anyway.`,
      ),
  };
}

interface Variant {
  readonly name: string;
  readonly shape: FieldSchema | undefined;
  readonly changes: readonly EventChanges[];
}

function builtBody(
  { name, on }: Parts,
  { name: type, shape, changes }: Variant,
  event: Event,
  context: PayloadContext,
): Payload {
  const base = buildPayload(event, on, context);
  if (base.kind === "withheld" || shape === undefined) return base;
  const body = structuredClone(base.body);
  const values = accountValues(event, context);
  for (const asked of changes) {
    for (const [from, to] of Object.entries(asked.renamed ?? {})) renameAt(body, from, to);
    for (const [path, field] of Object.entries(asked.fields ?? {})) {
      const schema = field === null ? null : schemaAt(shape, path);
      if (field === null) changeAt(body, path, () => undefined);
      else if (schema !== null) changeAt(body, path, (value) => fittingValue(value, schema, lastKey(path), values));
    }
    if (asked.name !== undefined) changeAt(body, nameKeyOf(shape), () => asked.name);
  }
  const [problem] = misfitsOf(shape, body);
  if (problem === undefined) return { kind: "body", body };
  throw new SmartLeadMockError(
    "bad_request",
    `The ${name} body of ${type} is refused by its own schema at ${problem}; give that field a "value" in the dialect's file.`,
  );
}

/** `history[].tags[]` → `tags` */
function lastKey(path: string): string {
  const bare = path.replace(/(\[\])+$/, "");
  return bare.split(".").at(-1) ?? bare;
}

/** Uses the configured value; else the existing value, if it fits or can be converted; else a sample value. */
function fittingValue(
  present: unknown,
  schema: FieldSchema,
  key: string,
  values: ReturnType<typeof accountValues>,
): unknown {
  if (schema.value !== undefined) return filledValue(schema.value, values);
  if (present !== undefined && differencesOf(schema, present).length === 0) return present;
  return (
    (present === undefined ? undefined : rewritten(present, schema)) ?? sampleValue(schema, key, values) ?? present
  );
}

/** Applies changes to a schema, or returns the problem. Changes for every event skip events without the field. */
function changedShape(shape: FieldSchema, asked: EventChanges, isForAll: boolean): FieldSchema | string {
  let changed = shape;
  const unknown = unknownPlaces(asked.fields ?? {});
  if (unknown[0] !== undefined)
    return `has {{${unknown[0]}}}, which is not a known placeholder; docs/dialects.md lists them`;
  for (const [from, to] of Object.entries(asked.renamed ?? {})) {
    const next = renamedField(changed, from, to);
    if (next === null && !isForAll) return `renames ${from} to ${to}, and there is no such field, or not in one object`;
    changed = next ?? changed;
  }
  for (const [path, field] of Object.entries(asked.fields ?? {})) {
    const next = field === null ? withoutField(changed, path) : withField(changed, path, fullField(field));
    if (next === null && !isForAll)
      return `names ${path}, and there is nothing to ${field === null ? "take away" : "put it into"}`;
    changed = next ?? changed;
  }
  for (const path of asked.optional ?? []) {
    const next = withOptional(changed, path);
    if (next === null && !isForAll) return `names ${path} as optional, and there is no such field`;
    changed = next ?? changed;
  }
  if (asked.name === undefined) return changed;
  return withField(changed, nameKeyOf(changed), { const: asked.name, description: "Name of the event." }) ?? changed;
}

/** The key by which bodies of this shape name their event. */
function nameKeyOf({ properties = {} }: FieldSchema): string {
  return ["event_type", "event", "eventType"].find((key) => Object.hasOwn(properties, key)) ?? "event_type";
}

function builtInShapesOf(on: DialectName): Map<AnyEventType, FieldSchema> {
  const types = ALL_EVENT_TYPES.filter((type) => DIALECT_TABLES[on][type] !== null);
  // The built-in schemas use no other keywords, which `shapes.test.ts` checks.
  return new Map(types.map((type) => [type, payloadSchema(type, on) as FieldSchema]));
}

function publishedSchema(shape: FieldSchema, type: string): PayloadJsonSchema {
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title: type, ...plainSchema(shape) };
}

/** Drops `value`, which is not a JSON Schema keyword. */
function plainSchema({ value: _value, ...schema }: FieldSchema): Record<string, unknown> {
  const { properties, items, anyOf, additionalProperties: others } = schema;
  const plainEach = (fields: Readonly<Record<string, FieldSchema>>) =>
    Object.fromEntries(Object.entries(fields).map(([key, one]) => [key, plainSchema(one)]));
  return definedOnly({
    ...schema,
    properties: properties && plainEach(properties),
    items: items && plainSchema(items),
    anyOf: anyOf?.map(plainSchema),
    additionalProperties: typeof others === "object" ? plainSchema(others) : others,
  });
}

function misfitsOf(shape: FieldSchema, body: unknown): readonly string[] {
  return differencesOf(shape, body).map(({ path, expected, found }) => {
    return `${path || "the body"}: ${found ?? "nothing is there"}, not ${expected ?? "known"}`;
  });
}
