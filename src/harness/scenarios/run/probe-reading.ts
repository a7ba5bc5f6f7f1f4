import type { WorkReading } from "../../../delivery/idempotency/effects.ts";

/** The interval between two readings at which nothing was in progress. */
export interface ProbeWindow {
  readonly keys: ReadonlySet<string>;
  /** `null` = the number fell, or could not be read. */
  readonly rise: number | null;
  /** Whether the number rose again after it was read. */
  readonly isLate: boolean;
}

/** The increase for one event like that of this request id; `null` = unknown. */
type UnitOf = (key: string) => number | null;

interface Bounds {
  readonly atLeast: number;
  readonly atMost: number | null;
}

const NONE: Bounds = { atLeast: 0, atMost: 0 };
const ANY: Bounds = { atLeast: 0, atMost: null };

/**
 * How often the work of a request id was done, from all windows in which it was sent; `null` = unknown: it is in progress, or the expected
 * increase is unknown.
 */
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
  /** Request ids processed in an earlier window. */
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
  // Only a sum that is exactly right says something about each event.
  if (rise !== dueOf(window, known)) return { atLeast: 0, atMost: rise };
  return known.done.has(key) ? NONE : { atLeast: 1, atMost: 1 };
}

function aloneBounds(rise: number, unit: number | null): Bounds {
  const times = unit === null ? null : Math.ceil(rise / unit);
  return { atLeast: times ?? 1, atMost: times ?? rise };
}

/** The increase if each of them is processed once. */
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
 * The share of these request ids in an increase that they share with others: known only if it equals the sum of all of them, each processed
 * once, and none was sent in another window. `null` = unknown.
 */
export function exactShare(inside: readonly string[], { window, all, unitOf }: Surroundings): number | null {
  const isElsewhere = (key: string) => all.some((other) => other !== window && other.keys.has(key));
  const units = [...window.keys].map((key) => (isElsewhere(key) ? null : unitOf(key)));
  const due = units.reduce((sum: number, unit) => sum + (unit ?? 0), 0);
  if (units.includes(null) || due !== window.rise) return null;
  return inside.reduce((sum, key) => sum + (unitOf(key) ?? 0), 0);
}

/** How many events account for the increase; the increase itself if the amount differs between events, or is unknown. */
export function eventsIn({ keys, rise }: ProbeWindow, unitOf: UnitOf): number {
  const [unit, other] = new Set([...keys].map(unitOf));
  const isKnown = unit !== undefined && unit !== null && other === undefined;
  return isKnown ? Math.ceil((rise ?? 0) / unit) : (rise ?? 0);
}

function sumOf(one: Bounds, other: Bounds): Bounds {
  const atMost = one.atMost === null || other.atMost === null ? null : one.atMost + other.atMost;
  return { atLeast: one.atLeast + other.atLeast, atMost };
}
