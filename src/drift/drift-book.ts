import type { AnyEventType } from "../events/event-types.ts";
import { parsedJson } from "../parsed-json.ts";
import type { Captured, CaptureKind } from "./captures/captured.ts";
import type { Difference } from "./differences.ts";
import { type Compared, comparedBody } from "./nearest.ts";
import type { DialectShapes } from "./shapes.ts";

/** Groups of bodies that a report tells apart: event types times dialects, with room for names that nobody knows. */
const MAX_GROUPS = 200;
/** Differences of a group that are told one by one. */
const MAX_DIFFERENCES = 200;
/** Bodies that are no JSON objects and are told one by one. */
const MAX_UNREADABLE = 50;

/** How real bodies differ from what the mock sends, as JSON data. */
export interface DriftReport {
  readonly format: 1;
  readonly source: string;
  readonly kind: CaptureKind;
  /** Bodies that were looked at. */
  readonly bodies: number;
  /** Every one is as one of the dialects says. */
  readonly fits: boolean;
  readonly events: readonly EventDrift[];
  /** What is no JSON object: how many, and the first of them. */
  readonly unreadable: { readonly count: number; readonly places: readonly string[] };
}

/** Bodies of one event that are nearest to the same dialect. */
export interface EventDrift {
  /** As the bodies call it. */
  readonly name: string | null;
  /** What it stands for; `null` for a name that nobody knows. */
  readonly event_type: AnyEventType | null;
  readonly bodies: number;
  /** The nearest dialect, and the event whose shape it is. */
  readonly dialect: string;
  readonly shape: AnyEventType;
  /** The one that most bodies show first. */
  readonly differences: readonly CountedDifference[];
  /** Differences to each dialect that has the event, of the body that differs most. */
  readonly distances: Readonly<Record<string, number>>;
}

export interface CountedDifference extends Omit<Difference, "schema"> {
  readonly bodies: number;
  /** The first body that shows it. */
  readonly place: string;
}

interface Group {
  readonly compared: Compared & { readonly nearest: NonNullable<Compared["nearest"]> };
  readonly differences: Map<string, { readonly difference: Difference; readonly place: string; bodies: number }>;
  readonly distances: Map<string, number>;
  bodies: number;
}

/** Gathers what many bodies show. */
export class DriftBook {
  readonly #dialects: readonly DialectShapes[];
  readonly #groups = new Map<string, Group>();
  readonly #places: string[] = [];
  #bodies = 0;
  #unreadable = 0;

  constructor(dialects: readonly DialectShapes[]) {
    this.#dialects = dialects;
  }

  take({ body, place }: Captured): void {
    this.#bodies += 1;
    const compared = comparedBody(parsedJson(body), this.#dialects);
    const { nearest } = compared;
    if (nearest === null) {
      this.#noteUnreadable(place);
      return;
    }
    const group = this.#groupOf({ ...compared, nearest });
    if (group === undefined) return;
    group.bodies += 1;
    for (const [dialect, count] of Object.entries(compared.distances)) {
      group.distances.set(dialect, Math.max(count, group.distances.get(dialect) ?? 0));
    }
    for (const difference of compared.differences) noteDifference(group, difference, place);
  }

  report(source: string, kind: CaptureKind): DriftReport {
    const events = [...this.#groups.values()].map(eventDrift);
    const fits = this.#unreadable === 0 && events.every(isFitting);
    const unreadable = { count: this.#unreadable, places: this.#places };
    return { format: 1, source, kind, bodies: this.#bodies, fits, events, unreadable };
  }

  /** What would have to be said of the nearest dialects so that every body fits: by event, then by path. */
  changes(): readonly {
    readonly shape: AnyEventType;
    readonly dialect: string;
    readonly differences: readonly Difference[];
  }[] {
    return [...this.#groups.values()].map(({ compared, differences }) => ({
      shape: compared.nearest.eventType,
      dialect: compared.nearest.dialect,
      differences: [...differences.values()].map(({ difference }) => difference),
    }));
  }

  #noteUnreadable(place: string): void {
    this.#unreadable += 1;
    if (this.#places.length < MAX_UNREADABLE) this.#places.push(place);
  }

  #groupOf(compared: Group["compared"]): Group | undefined {
    const { name, nearest } = compared;
    const key = `${name} ${nearest.dialect} ${nearest.eventType}`;
    const known = this.#groups.get(key);
    if (known !== undefined || this.#groups.size >= MAX_GROUPS) return known;
    const group: Group = { compared, differences: new Map(), distances: new Map(), bodies: 0 };
    this.#groups.set(key, group);
    return group;
  }
}

function noteDifference({ differences }: Group, difference: Difference, place: string): void {
  const key = `${difference.kind} ${difference.path}`;
  const known = differences.get(key);
  if (known !== undefined) known.bodies += 1;
  else if (differences.size < MAX_DIFFERENCES) differences.set(key, { difference, place, bodies: 1 });
}

function eventDrift({ compared, differences, distances, bodies }: Group): EventDrift {
  const { name, eventType, nearest } = compared;
  const counted = [...differences.values()].map(({ difference: { schema: _, ...told }, place, bodies: shown }) => ({
    ...told,
    bodies: shown,
    place,
  }));
  return {
    name,
    event_type: eventType,
    bodies,
    dialect: nearest.dialect,
    shape: nearest.eventType,
    differences: counted.sort((one, other) => other.bodies - one.bodies),
    distances: Object.fromEntries(distances),
  };
}

function isFitting({ event_type, differences }: EventDrift): boolean {
  return event_type !== null && differences.length === 0;
}
