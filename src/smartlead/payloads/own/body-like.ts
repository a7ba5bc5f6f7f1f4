import { isObject } from "../../../base/json-text.ts";
import { hashText, seededRandom } from "../../../base/random.ts";
import { isoFromMs } from "../../../base/time/iso.ts";
import type { Event } from "../../events/event.ts";
import { buildPayload } from "../build-payload.ts";
import { DIALECTS, type PayloadContext } from "../dialect.ts";
import { type AccountValues, accountValues } from "./account-values.ts";
import { accountValueNamed } from "./sample-value.ts";

type Body = Readonly<Record<string, unknown>>;

/** Maximum depth that is filled; deeper values stay as recorded. */
const MAX_DEPTH = 32;
/** Shorter texts and numbers are only matched as a whole: they occur within others by chance. */
const SHORTEST_INSIDE = 5;

/**
 * A recorded body with another event's content: every key, list and type stays, and addresses, names, ids, times and texts become those of
 * the event, each recorded value consistently. Values without a counterpart stay as recorded, except addresses and UUIDs, which are
 * replaced, and times, which are moved to the present in their format. The body's event name stays.
 */
export function bodyLike(recorded: Body, event: Event, context: PayloadContext): Record<string, unknown> {
  const own = ownBodies(event, context, recorded);
  const values = accountValues(event, context);
  const links = new Map<string, unknown>();
  const shift = noteLinks(recorded, own, links, event.at);
  const filler = new Filler({ event, values, links, shiftMs: shift });
  return filler.filled(recorded, own, "", 0) as Record<string, unknown>;
}

/** The event's bodies in every dialect that has it, the one with the most common keys first. */
function ownBodies(event: Event, context: PayloadContext, recorded: Body): readonly Body[] {
  const bodies = DIALECTS.flatMap((dialect) => {
    const built = buildPayload(event, dialect, context);
    return built.kind === "body" ? [built.body] : [];
  });
  const shared = (body: Body) => Object.keys(recorded).filter((key) => Object.hasOwn(body, key)).length;
  return bodies.sort((one, other) => shared(other) - shared(one));
}

/** Maps recorded values to ours; returns the difference between recorded times and ours, ms. */
function noteLinks(recorded: unknown, own: readonly unknown[], links: Map<string, unknown>, at: number): number {
  let shift: number | null = null;
  let latest: number | null = null;
  const walk = (value: unknown, ours: readonly unknown[], name: string, depth: number): void => {
    if (depth > MAX_DEPTH) return;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, itemsOf(ours, index), name, depth + 1);
    } else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) walk(inner, fieldsOf(ours, key), key, depth + 1);
    } else {
      const time = likelyTimeOf(value, name);
      if (time !== null && (latest === null || time > latest)) latest = time;
      const [first] = ours.filter((one) => !isObject(one) && !Array.isArray(one) && one !== null);
      if (first === undefined || value === null || typeof value === "boolean") return;
      if (!links.has(String(value))) links.set(String(value), first);
      const [theirs, mine] = [timeOf(value), timeOf(first)];
      // The event's own time gives the best difference.
      if (theirs !== null && mine !== null && (shift === null || mine === at)) shift = mine - theirs;
    }
  };
  walk(recorded, own, "", 0);
  // Without a time of the event, the latest recorded time becomes the present.
  return shift ?? (latest === null ? 0 : at - latest);
}

function fieldsOf(ours: readonly unknown[], key: string): readonly unknown[] {
  return ours.flatMap((one) => (isObject(one) && Object.hasOwn(one, key) ? [one[key]] : []));
}

/** A longer list repeats the type of its last item. */
function itemsOf(ours: readonly unknown[], index: number): readonly unknown[] {
  return ours.flatMap((one) => (Array.isArray(one) && one.length > 0 ? [one[Math.min(index, one.length - 1)]] : []));
}

/** Event names are kept as recorded. */
const NAME_KEYS: ReadonlySet<string> = new Set(["event_type", "event", "eventType"]);
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const ADDRESS = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;

interface FillerParts {
  readonly event: Event;
  readonly values: AccountValues;
  readonly links: ReadonlyMap<string, unknown>;
  readonly shiftMs: number;
}

class Filler {
  readonly #parts: FillerParts;
  /** Longest first, so that an address is found before the name within it. */
  readonly #inside: readonly (readonly [text: string, ours: string])[];

  constructor(parts: FillerParts) {
    this.#parts = parts;
    this.#inside = [...parts.links]
      .filter(([text]) => text.length >= SHORTEST_INSIDE)
      .map(([text, ours]) => [text, String(ours)] as const)
      .sort(([one], [other]) => other.length - one.length);
  }

  filled(value: unknown, ours: readonly unknown[], key: string, depth: number): unknown {
    if (depth > MAX_DEPTH) return value;
    if (Array.isArray(value)) {
      return value.map((item, index) => this.filled(item, itemsOf(ours, index), key, depth + 1));
    }
    if (isObject(value)) {
      const entries = Object.entries(value).map(([name, inner]) => {
        return [name, this.filled(inner, fieldsOf(ours, name), name, depth + 1)] as const;
      });
      return Object.fromEntries(entries);
    }
    if (value === null || (depth === 1 && NAME_KEYS.has(key))) return value;
    for (const one of ours) {
      const fitting = asWritten(value, one);
      if (fitting !== undefined) return fitting;
    }
    return this.#unknown(value, key);
  }

  /** A value for which the event has no counterpart at the same place. */
  #unknown(value: unknown, key: string): unknown {
    const { links, values, event, shiftMs } = this.#parts;
    const linked = asWritten(value, links.get(String(value)));
    if (linked !== undefined) return linked;
    const named = asWritten(value, accountValueNamed(key, values));
    const time = likelyTimeOf(value, key);
    if (time !== null) return restyledTime(value, time + shiftMs);
    if (named !== undefined && typeof value !== "boolean") return named;
    if (typeof value !== "string") return value;
    if (UUID.test(value)) return seededRandom(hashText(`${event.id} ${value}`)).uuid();
    if (ADDRESS.test(value)) return values["lead.email"] ?? value;
    return this.#inside.reduce((text, [theirs, mine]) => text.replaceAll(theirs, mine), value);
  }
}

/** Our value in the type and format of the recorded one; `undefined` if impossible. */
function asWritten(recorded: unknown, ours: unknown): unknown {
  if (ours === undefined || ours === null) return undefined;
  const [theirs, mine] = [timeOf(recorded), timeOf(ours)];
  if (theirs !== null && mine !== null) return restyledTime(recorded, mine);
  if (typeof recorded === typeof ours && !isObject(ours) && !Array.isArray(ours)) return ours;
  if (typeof recorded === "string" && typeof ours === "number") return String(ours);
  if (typeof recorded === "number" && typeof ours === "string" && /^\d{1,15}$/.test(ours)) return Number(ours);
  return undefined;
}

// Time formats of bodies: ISO with and without fractions, zone or T, epoch in seconds or milliseconds, as number or text.

const ISO = /^(\d{4}-\d{2}-\d{2})([T ])(\d{2}:\d{2}:\d{2})(\.\d{1,6})?(Z|[+-]\d{2}:?\d{2})?$/;
const EPOCH_TEXT = /^\d{10}(?:\d{3})?$/;
/** Names under which numbers or digits are times, and names under which they are not. */
const TIME_NAME = /(?:time|stamp|date|epoch|(?:^|_)(?:at|on|ts|ms|seconds)|[a-z](?:At|On|Ts|Ms))$/i;
const OTHER_NAME = /(?:ids?|phone|number|count|amount|total|size)$/i;
/** 2001 to 2100, so that an id is not taken for a time. */
const [FIRST_SECOND, LAST_SECOND] = [1_000_000_000, 4_102_444_800];

/** A value as epoch ms, `null` if it is not a time. A time without a zone is UTC. */
export function timeOf(value: unknown): number | null {
  if (typeof value === "string" && EPOCH_TEXT.test(value)) return timeOf(Number(value));
  if (typeof value === "number") {
    if (Number.isInteger(value) && value >= FIRST_SECOND && value < LAST_SECOND) return value * 1_000;
    return Number.isInteger(value) && value >= FIRST_SECOND * 1_000 && value < LAST_SECOND * 1_000 ? value : null;
  }
  const match = typeof value === "string" ? ISO.exec(value) : null;
  if (match === null) return null;
  const [, day, , clock, fraction = "", zone = "Z"] = match;
  const ms = Date.parse(`${day}T${clock}${fraction.slice(0, 4)}${zone}`);
  return Number.isFinite(ms) ? ms : null;
}

/** The same for a field identified only by its name: digits may be an id or a phone number. */
function likelyTimeOf(value: unknown, name: string): number | null {
  if (typeof value === "number" && OTHER_NAME.test(name)) return null;
  if (typeof value === "string" && EPOCH_TEXT.test(value) && !TIME_NAME.test(name)) return null;
  return timeOf(value);
}

/** Formats a time in the style of one that `timeOf` reads; a zone other than UTC becomes UTC's offset. */
export function restyledTime(style: unknown, ms: number): unknown {
  if (typeof style === "string" && EPOCH_TEXT.test(style)) return String(restyledTime(Number(style), ms));
  if (typeof style === "number") return style < LAST_SECOND ? Math.floor(ms / 1_000) : ms;
  const [, , between = "T", , fraction, zone] = (typeof style === "string" ? ISO.exec(style) : null) ?? [];
  const [day = "", rest = ""] = isoFromMs(ms).slice(0, -1).split("T");
  const [clock = "", millis = "000"] = rest.split(".");
  const digits =
    fraction === undefined ? "" : `.${millis.padEnd(fraction.length - 1, "0").slice(0, fraction.length - 1)}`;
  const zoned = zone === undefined || zone === "Z" ? (zone ?? "") : zone.includes(":") ? "+00:00" : "+0000";
  return `${day}${between}${clock}${digits}${zoned}`;
}
