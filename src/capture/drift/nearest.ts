import { isObject } from "../../base/json-text.ts";
import type { AnyEventType } from "../../smartlead/events/event-types.ts";
import { type Difference, type DifferenceKind, differencesOf } from "../../smartlead/payloads/own/differences.ts";
import { likenessOf } from "./likeness.ts";
import { eventNameIn, type NamedEvent } from "./named-event.ts";
import { type DialectShapes, type EventShape, shapeKeysOf, shapesOf } from "./shapes.ts";

/** A body compared with every dialect. */
export interface Compared {
  /** The event name in the body; `null` if none exists. */
  readonly name: string | null;
  /** The event type it maps to; `null` if it is unknown. */
  readonly eventType: AnyEventType | null;
  /** The most similar shape; for an unknown name, of any event. `null` if it is not a SmartLead body. */
  readonly nearest: EventShape | null;
  readonly differences: readonly Difference[];
  /** Number of differences to each dialect that has the event. */
  readonly distances: Readonly<Record<string, number>>;
}

/** Penalty of each kind of difference, relative to a field that only other shapes have (1). Missing fields are weighed as a share of all fields, below 1. */
const WEIGHTS: Readonly<Record<Exclude<DifferenceKind, "missing">, number>> = { extra: 1, type: 1 / 2, format: 1 / 10 };
/** Penalty if all fields are missing. */
const NOTHING_THERE = 9 / 10;

/** Pure. Fields that are present decide, then the share that is missing; the first of equally near shapes is used. */
export function comparedBody(body: unknown, dialects: readonly DialectShapes[]): Compared {
  const { name, eventType } = namedBy(dialects, eventNameIn(body));
  const isBody = isObject(body) && (eventType !== null || likenessOf(body, dialects) !== null);
  const candidates = (isBody ? shapesOf(dialects, eventType) : []).map((shape) => {
    const differences = differencesOf(shape.schema, body);
    return { shape, differences, weight: weightOf(shape, differences, dialects) };
  });
  const [first, ...others] = candidates;
  if (first === undefined) return { name, eventType, nearest: null, differences: [], distances: {} };
  const best = others.reduce((nearest, one) => (one.weight < nearest.weight ? one : nearest), first);
  const ofSameType = candidates.filter(({ shape }) => shape.eventType === best.shape.eventType);
  const distances = Object.fromEntries(ofSameType.map(({ shape, differences }) => [shape.dialect, differences.length]));
  return { name, eventType, nearest: best.shape, differences: best.differences, distances };
}

/** A custom dialect may have its own names. */
function namedBy(dialects: readonly DialectShapes[], named: NamedEvent): NamedEvent {
  const { name, eventType } = named;
  if (name === null || eventType !== null) return named;
  const known = dialects.find(({ names }) => names?.has(name) === true)?.names?.get(name) ?? null;
  return { name, eventType: known };
}

/** A field that no shape has counts against none of them. */
function weightOf(
  { schema }: EventShape,
  differences: readonly Difference[],
  dialects: readonly DialectShapes[],
): number {
  const { byKey } = shapeKeysOf(dialects);
  let weight = 0;
  let missing = 0;
  for (const { kind, path } of differences) {
    if (kind === "missing") missing += 1;
    else if (kind !== "extra" || byKey.has(path)) weight += WEIGHTS[kind];
  }
  const fields = Math.max(missing, Object.keys(schema.properties ?? {}).length, 1);
  return weight + (NOTHING_THERE * missing) / fields;
}
