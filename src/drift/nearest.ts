import type { AnyEventType } from "../events/event-types.ts";
import { type Difference, type DifferenceKind, differencesOf } from "./differences.ts";
import { eventNameIn } from "./event-names.ts";
import { type DialectShapes, type EventShape, shapesOf } from "./shapes.ts";

/** A body held against every dialect. */
export interface Compared {
  /** As the body names it; `null` when it names none. */
  readonly name: string | null;
  /** What its name stands for; `null` when nobody knows it. */
  readonly eventType: AnyEventType | null;
  /** The shape that it is nearest to: for a name that nobody knows, that of any event. `null` for a body that is no object. */
  readonly nearest: EventShape | null;
  readonly differences: readonly Difference[];
  /** How many differences there are to each dialect that has the event. */
  readonly distances: Readonly<Record<string, number>>;
}

/** How much a difference tells of a body being another one. */
const WEIGHTS: Readonly<Record<DifferenceKind, number>> = { missing: 3, extra: 3, type: 2, format: 1 };

/** Pure. Of several that are as near as one another the first counts. */
export function comparedBody(body: unknown, dialects: readonly DialectShapes[]): Compared {
  const { name, eventType } = eventNameIn(body);
  const named = { name, eventType };
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return { ...named, nearest: null, differences: [], distances: {} };
  }
  const candidates = shapesOf(dialects, eventType).map((shape) => {
    const differences = differencesOf(shape.schema, body);
    return { shape, differences, weight: weightOf(differences) };
  });
  const [first, ...others] = candidates;
  if (first === undefined) return { ...named, nearest: null, differences: [], distances: {} };
  const best = others.reduce((nearest, one) => (one.weight < nearest.weight ? one : nearest), first);
  const ofSameType = candidates.filter(({ shape }) => shape.eventType === best.shape.eventType);
  const distances = Object.fromEntries(ofSameType.map(({ shape, differences }) => [shape.dialect, differences.length]));
  return { ...named, nearest: best.shape, differences: best.differences, distances };
}

function weightOf(differences: readonly Difference[]): number {
  return differences.reduce((sum, { kind }) => sum + WEIGHTS[kind], 0);
}
