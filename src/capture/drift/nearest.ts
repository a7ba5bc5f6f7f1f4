import { isObject } from "../../base/json-text.ts";
import type { AnyEventType } from "../../smartlead/events/event-types.ts";
import { type Difference, type DifferenceKind, differencesOf } from "../../smartlead/payloads/own/differences.ts";
import { likenessOf } from "./likeness.ts";
import { eventNameIn, type NamedEvent } from "./named-event.ts";
import { type DialectShapes, type EventShape, shapeKeysOf, shapesOf } from "./shapes.ts";

/** A body held against every dialect. */
export interface Compared {
  /** As the body names it; `null` when it names none. */
  readonly name: string | null;
  /** What its name stands for; `null` when it is not known. */
  readonly eventType: AnyEventType | null;
  /** The shape that it is nearest to: for an unknown name, that of any event. `null` if it is not a body of SmartLead's. */
  readonly nearest: EventShape | null;
  readonly differences: readonly Difference[];
  /** How many differences there are to each dialect that has the event. */
  readonly distances: Readonly<Record<string, number>>;
}

/** How much a difference speaks against a shape, where a field that only other shapes know is 1. What is missing counts as a share of all fields, and less than 1. */
const WEIGHTS: Readonly<Record<Exclude<DifferenceKind, "missing">, number>> = { extra: 1, type: 1 / 2, format: 1 / 10 };
/** All fields missing. */
const NOTHING_THERE = 9 / 10;

/** Pure. What is there decides, then how much is missing; of several that are as near as one another the first counts. */
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

/** A field that no shape knows speaks against none of them. */
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
