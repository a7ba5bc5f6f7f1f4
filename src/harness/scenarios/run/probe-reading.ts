import type { WorkReading } from "../../../delivery/idempotency/effects.ts";

/** Between two readings at which nothing was under way. */
export interface ProbeWindow {
  readonly keys: ReadonlySet<string>;
  /** `null` = the number fell, or could not be read. */
  readonly rise: number | null;
  /** The number rose once more after it was read. */
  readonly isLate: boolean;
}

/** By how much the number rises for one event like that of this request id; `null` = it is not known. */
type UnitOf = (key: string) => number | null;

interface Bounds {
  readonly atLeast: number;
  readonly atMost: number | null;
}

const NONE: Bounds = { atLeast: 0, atMost: 0 };
const ANY: Bounds = { atLeast: 0, atMost: null };

/** How often the work of a request id was done, by all windows that it was sent in; `null` = it says nothing: it is under way, and it is not known what is due. */
export function readingOf(key: string, windows: readonly ProbeWindow[], unitOf: UnitOf): WorkReading | null {
  const done = new Set<string>();
  const isDue = unitOf(key) !== null;
  let all: Bounds | null = null;
  for (const window of windows) {
    const isIn = window.keys.has(key);
    const isUnread = window.rise === null && !window.isLate;
    if (isIn && !(isUnread && all === null && !isDue))
      all = sumOf(all ?? NONE, boundsOf(key, window, { unitOf, done }));
    for (const one of doneIn(window, { unitOf, done })) done.add(one);
  }
  return all === null ? null : { ...all, isDue };
}

interface Known {
  readonly unitOf: UnitOf;
  /** Worked on in an earlier window. */
  readonly done: ReadonlySet<string>;
}

function boundsOf(key: string, window: ProbeWindow, known: Known): Bounds {
  const read = readBounds(key, window, known);
  return window.isLate ? { ...read, atMost: null } : read;
}

function readBounds(key: string, window: ProbeWindow, known: Known): Bounds {
  const { keys, rise } = window;
  if (rise === null) return ANY;
  if (rise === 0) return NONE;
  if (keys.size === 1) return aloneBounds(rise, known.unitOf(key));
  // Only a sum that is exactly right says something of each.
  if (rise !== dueOf(window, known)) return { atLeast: 0, atMost: rise };
  return known.done.has(key) ? NONE : { atLeast: 1, atMost: 1 };
}

function aloneBounds(rise: number, unit: number | null): Bounds {
  const times = unit === null ? null : Math.ceil(rise / unit);
  return { atLeast: times ?? 1, atMost: times ?? rise };
}

/** By how much the number rises when each of them is worked on once in the end. */
function dueOf({ keys }: ProbeWindow, { unitOf, done }: Known): number {
  return [...keys].filter((key) => !done.has(key)).reduce((sum, key) => sum + (unitOf(key) ?? 1), 0);
}

function doneIn(window: ProbeWindow, known: Known): readonly string[] {
  return [...window.keys].filter((key) => boundsOf(key, window, known).atLeast > 0);
}

interface Surroundings {
  readonly window: ProbeWindow;
  readonly all: readonly ProbeWindow[];
  readonly unitOf: UnitOf;
}

/**
 * What these request ids have of a rise that they share with others: only where it is exactly what all of them add together, each worked
 * on once, and none came in another window. `null` = it is not known.
 */
export function exactShare(inside: readonly string[], { window, all, unitOf }: Surroundings): number | null {
  const isElsewhere = (key: string) => all.some((other) => other !== window && other.keys.has(key));
  const units = [...window.keys].map((key) => (isElsewhere(key) ? null : unitOf(key)));
  const due = units.reduce((sum: number, unit) => sum + (unit ?? 0), 0);
  if (units.includes(null) || due !== window.rise) return null;
  return inside.reduce((sum, key) => sum + (unitOf(key) ?? 0), 0);
}

/** How often what one event adds is in the rise; the rise itself where that differs from one event to the other, or is not known. */
export function eventsIn({ keys, rise }: ProbeWindow, unitOf: UnitOf): number {
  const [unit, other] = new Set([...keys].map(unitOf));
  const isKnown = unit !== undefined && unit !== null && other === undefined;
  return isKnown ? Math.ceil((rise ?? 0) / unit) : (rise ?? 0);
}

function sumOf(one: Bounds, other: Bounds): Bounds {
  const atMost = one.atMost === null || other.atMost === null ? null : one.atMost + other.atMost;
  return { atLeast: one.atLeast + other.atLeast, atMost };
}
