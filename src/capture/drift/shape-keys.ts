import type { AnyEventType } from "../../smartlead/events/event-types.ts";
import { type FieldSchema, type JsonType, typesOf } from "../../smartlead/payloads/own/field-schema.ts";
import { type DialectShapes, type EventShape, shapesOf } from "./shapes.ts";

/** One top-level key of one shape. */
export interface ShapeKey {
  /** Position of the shape in `ShapeKeys.shapes`. */
  readonly shape: number;
  readonly types: readonly JsonType[];
}

/** The top-level keys of all shapes, made once for each set of dialects. */
export interface ShapeKeys {
  readonly shapes: readonly EventShape[];
  readonly byKey: ReadonlyMap<string, readonly ShapeKey[]>;
  /** Positions of the shapes of one event. */
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
