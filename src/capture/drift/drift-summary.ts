import type { AnyEventType } from "../../smartlead/events/event-types.ts";
import { type Difference, maskedPaths } from "../../smartlead/payloads/own/differences.ts";
import type { FieldSchema } from "../../smartlead/payloads/own/field-schema.ts";
import { mergedShape } from "../../smartlead/payloads/own/value-shape.ts";
import type { Captured, CaptureKind } from "./captures/capture-formats.ts";
import { findBodies } from "./find-bodies.ts";
import { type NearMiss, nearMissIn } from "./near-miss.ts";
import { type Compared, comparedBody } from "./nearest.ts";
import type { DialectShapes } from "./shapes.ts";

/** Groups of bodies that a report distinguishes: event types times dialects, with room for unknown names. */
const MAX_GROUPS = 200;
/** Differences of a group that are listed individually. */
const MAX_DIFFERENCES = 200;
/** Unreadable captures that are listed individually. */
const MAX_UNREADABLE = 50;
/** Masked fields of a group that are named. */
const MAX_MASKED = 20;
/** Bodies of a group whose places are shown. */
const MAX_PLACES = 20;

/** How real bodies differ from what the mock sends, as JSON data. */
export interface DriftReport {
  readonly format: 1;
  readonly source: string;
  readonly kind: CaptureKind;
  /** Number of bodies compared, and of requests without a body. */
  readonly bodies: number;
  /** Whether every body matches one of the dialects. */
  readonly fits: boolean;
  readonly events: readonly EventDrift[];
  /** Captures without a SmartLead body, or that are not JSON: how many, and where the first of them are. */
  readonly unreadable: { readonly count: number; readonly places: readonly string[] };
}

/** Bodies of one event that are nearest to the same dialect. */
export interface EventDrift {
  /** The event name that the bodies use. */
  readonly name: string | null;
  /** The event type it maps to; `null` for an unknown name. */
  readonly event_type: AnyEventType | null;
  readonly bodies: number;
  /** Where the first of them are: `export.json at [0].body`. */
  readonly places: readonly string[];
  /** Whether at least one of them is inside an envelope. */
  readonly enveloped: boolean;
  /** The nearest dialect, and the event whose shape it is. */
  readonly dialect: string;
  readonly shape: AnyEventType;
  /** Fields whose value was masked in the capture, so that only their presence is compared. */
  readonly masked: readonly string[];
  /** The difference that most bodies show comes first. */
  readonly differences: readonly CountedDifference[];
  /** Number of differences to each dialect that has the event, of the body that differs most. */
  readonly distances: Readonly<Record<string, number>>;
}

export interface CountedDifference extends Omit<Difference, "schema" | "seen"> {
  readonly bodies: number;
  /** Where the first body with this difference is. */
  readonly place: string;
}

interface Group {
  readonly compared: Compared & { readonly nearest: NonNullable<Compared["nearest"]> };
  readonly differences: Map<string, Noted>;
  readonly distances: Map<string, number>;
  readonly places: string[];
  readonly masked: Set<string>;
  isEnveloped: boolean;
  bodies: number;
}

interface Noted {
  readonly difference: Difference;
  readonly place: string;
  bodies: number;
  /** The narrowest schema that fits every value seen. */
  seen: FieldSchema | null;
}

/** How the bodies of one event differ from the dialect that they are nearest to. */
export interface EventChange {
  /** The event name that the bodies use. */
  readonly name: string | null;
  readonly shape: AnyEventType;
  readonly dialect: string;
  readonly bodies: number;
  readonly differences: readonly (Difference & { readonly bodies: number })[];
}

/** Collects the differences of many bodies. */
export class DriftSummary {
  readonly #dialects: readonly DialectShapes[];
  readonly #groups = new Map<string, Group>();
  readonly #places: string[] = [];
  #nearMiss: NearMiss | null = null;
  #bodies = 0;
  #unreadable = 0;

  constructor(dialects: readonly DialectShapes[]) {
    this.#dialects = dialects;
  }

  take({ content, place, isOptional = false }: Captured): void {
    const { bodies, misses } = findBodies(content, this.#dialects);
    for (const { value, at } of bodies) this.#takeBody(value, { place, at });
    for (const at of misses) this.#noteUnreadable(placeAt(place, at));
    if (bodies.length > 0) return;
    if (this.#bodies === this.#unreadable) this.#nearMiss ??= nearMissIn(content, this.#dialects);
    if (!isOptional) this.#noteUnreadable(place);
  }

  /** The first object that is almost a body, if no body was found; `null` if no object names an event. */
  get nearMiss(): NearMiss | null {
    return this.#nearMiss;
  }

  report(source: string, kind: CaptureKind): DriftReport {
    const events = [...this.#groups.values()].map(eventDrift);
    const fits = events.length > 0 && this.#unreadable === 0 && events.every(isFitting);
    const unreadable = { count: this.#unreadable, places: this.#places };
    return { format: 1, source, kind, bodies: this.#bodies, fits, events, unreadable };
  }

  /** Returns the changes to the nearest dialects that would make every body fit: by event, then by path. */
  changes(): readonly EventChange[] {
    return [...this.#groups.values()].map(({ compared, differences, bodies }) => ({
      name: compared.name,
      shape: compared.nearest.eventType,
      dialect: compared.nearest.dialect,
      bodies,
      differences: [...differences.values()].map(({ difference, bodies: shown, seen }) => {
        return { ...difference, seen, bodies: shown };
      }),
    }));
  }

  #takeBody(value: unknown, { place, at }: { readonly place: string; readonly at: string }): void {
    const compared = comparedBody(value, this.#dialects);
    const { nearest } = compared;
    const told = placeAt(place, at);
    if (nearest === null) {
      this.#noteUnreadable(told);
      return;
    }
    this.#bodies += 1;
    const group = this.#groupOf({ ...compared, nearest });
    if (group === undefined) return;
    group.bodies += 1;
    group.isEnveloped ||= at !== "";
    if (group.places.length < MAX_PLACES) group.places.push(told);
    for (const path of maskedPaths(value)) if (group.masked.size < MAX_MASKED) group.masked.add(path);
    for (const [dialect, count] of Object.entries(compared.distances)) {
      group.distances.set(dialect, Math.max(count, group.distances.get(dialect) ?? 0));
    }
    for (const difference of compared.differences) noteDifference(group, difference, told);
  }

  #noteUnreadable(place: string): void {
    this.#bodies += 1;
    this.#unreadable += 1;
    if (this.#places.length < MAX_UNREADABLE) this.#places.push(place);
  }

  #groupOf(compared: Group["compared"]): Group | undefined {
    const { name, nearest } = compared;
    const key = `${name} ${nearest.dialect} ${nearest.eventType}`;
    const known = this.#groups.get(key);
    if (known !== undefined || this.#groups.size >= MAX_GROUPS) return known;
    const group: Group = {
      compared,
      differences: new Map(),
      distances: new Map(),
      places: [],
      masked: new Set(),
      isEnveloped: false,
      bodies: 0,
    };
    this.#groups.set(key, group);
    return group;
  }
}

function placeAt(place: string, at: string): string {
  return at === "" ? place : `${place} at ${at}`;
}

function noteDifference({ differences }: Group, difference: Difference, place: string): void {
  const key = `${difference.kind} ${difference.path}`;
  const known = differences.get(key);
  const { seen } = difference;
  if (known === undefined) {
    if (differences.size < MAX_DIFFERENCES) differences.set(key, { difference, place, bodies: 1, seen });
    return;
  }
  known.bodies += 1;
  known.seen = known.seen === null || seen === null ? (known.seen ?? seen) : mergedShape(known.seen, seen);
}

function eventDrift({ compared, differences, distances, places, masked, isEnveloped, bodies }: Group): EventDrift {
  const { name, eventType, nearest } = compared;
  const counted = [...differences.values()].map(
    ({ difference: { schema: _, seen: __, ...told }, place, bodies: shown }) => ({
      ...told,
      bodies: shown,
      place,
    }),
  );
  return {
    name,
    event_type: eventType,
    bodies,
    places,
    enveloped: isEnveloped,
    dialect: nearest.dialect,
    shape: nearest.eventType,
    masked: [...masked],
    differences: counted.sort((one, other) => other.bodies - one.bodies),
    distances: Object.fromEntries(distances),
  };
}

function isFitting({ event_type, differences }: EventDrift): boolean {
  return event_type !== null && differences.length === 0;
}
