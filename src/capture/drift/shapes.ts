import { ALL_EVENT_TYPES, type AnyEventType } from "../../smartlead/events/event-types.ts";
import { payloadSchema } from "../../smartlead/payloads/build-payload.ts";
import { DIALECTS } from "../../smartlead/payloads/dialect.ts";
import { DIALECT_TABLES } from "../../smartlead/payloads/dialect-tables.ts";
import { type FieldSchema, type JsonType, typesOf } from "../../smartlead/payloads/own/field-schema.ts";

/** The fields of one event's bodies in one dialect. */
export interface EventShape {
  readonly dialect: string;
  readonly eventType: AnyEventType;
  readonly schema: FieldSchema;
}

/** A dialect as a map of schemas. */
export interface DialectShapes {
  readonly name: string;
  readonly events: ReadonlyMap<AnyEventType, FieldSchema>;
  /** Event names that only this dialect uses. */
  readonly names?: ReadonlyMap<string, AnyEventType>;
}

let builtIn: readonly DialectShapes[] | null = null;

/** The built-in dialects, created once. `live` comes first because real deliveries are nearest to it, so it wins ties. */
export function builtInShapes(): readonly DialectShapes[] {
  builtIn ??= ["live" as const, ...DIALECTS.filter((name) => name !== "live")].map((name) => {
    const types = ALL_EVENT_TYPES.filter((type) => DIALECT_TABLES[name][type] !== null);
    // Our own schemas use only these keywords; `shapes.test.ts` checks that.
    return { name, events: new Map(types.map((type) => [type, payloadSchema(type, name) as FieldSchema])) };
  });
  return builtIn;
}

/** Returns every shape of an event type, or of all. */
export function shapesOf(dialects: readonly DialectShapes[], eventType: AnyEventType | null): readonly EventShape[] {
  return dialects.flatMap(({ name, events }) =>
    [...events]
      .filter(([type]) => eventType === null || type === eventType)
      .map(([type, schema]) => ({ dialect: name, eventType: type, schema })),
  );
}

/** One top-level key of one shape. */
export interface ShapeKey {
  /** Position of the shape in `ShapeKeys.shapes`. */
  readonly shape: number;
  readonly types: readonly JsonType[];
}

/** The top-level keys of all shapes, created once per set of dialects. */
export interface ShapeKeys {
  readonly shapes: readonly EventShape[];
  readonly byKey: ReadonlyMap<string, readonly ShapeKey[]>;
  /** Positions of the shapes of each event. */
  readonly byEvent: ReadonlyMap<AnyEventType, readonly number[]>;
}

const MADE = new WeakMap<readonly DialectShapes[], ShapeKeys>();

export function shapeKeysOf(dialects: readonly DialectShapes[]): ShapeKeys {
  const known = MADE.get(dialects);
  if (known !== undefined) return known;
  const shapes = shapesOf(dialects, null);
  const byKey = new Map<string, ShapeKey[]>();
  const byEvent = new Map<AnyEventType, number[]>();
  for (const [shape, { eventType, schema }] of shapes.entries()) {
    byEvent.set(eventType, [...(byEvent.get(eventType) ?? []), shape]);
    for (const [key, field] of keysOf(schema)) {
      byKey.set(key, [...(byKey.get(key) ?? []), { shape, types: typesOf(field) }]);
    }
  }
  const made = { shapes, byKey, byEvent };
  MADE.set(dialects, made);
  return made;
}

function keysOf({ properties = {} }: FieldSchema): readonly (readonly [string, FieldSchema])[] {
  return Object.entries(properties);
}
