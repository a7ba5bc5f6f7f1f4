import { isObject } from "../../base/json-text.ts";
import { decodedText } from "./captures/decoded-text.ts";
import { likenessOf } from "./likeness.ts";
import type { DialectShapes } from "./shapes.ts";

/** A SmartLead body, found in a capture. */
export interface FoundBody {
  /** Its path, such as `[0].body` or `data["raw-body"]`; empty for the whole capture. */
  readonly at: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface Found {
  readonly bodies: readonly FoundBody[];
  /** Paths of list items without a body, in lists in which another item has one. */
  readonly misses: readonly string[];
}

interface Weighed extends FoundBody {
  readonly weight: number;
}

interface Inside {
  readonly bodies: readonly Weighed[];
  readonly misses: readonly string[];
}

const NOTHING: Inside = { bodies: [], misses: [] };

/** Maximum nesting of objects, lists and texts that is searched; known envelopes have fewer than 10 levels. */
const MAX_DEPTH = 24;
/** Maximum characters of a path that are shown. */
const MAX_PLACE = 300;

/**
 * Finds the bodies in an envelope of any form: objects, lists and texts (JSON, base64, a whole HTTP request, a form) are searched until an
 * object has an event's name and fields. If both a body and the object around it qualify, such as a row with the event's name in a column,
 * the one with more of the event's fields is used. Pure.
 *
 * @example findBodies([{ headers: {}, body }], shapes).bodies // [{ at: "[0].body", value: body }]
 */
export function findBodies(value: unknown, dialects: readonly DialectShapes[]): Found {
  return foundIn({ value, at: "", depth: MAX_DEPTH }, dialects);
}

interface Place {
  readonly value: unknown;
  readonly at: string;
  readonly depth: number;
}

function foundIn({ value, at, depth }: Place, dialects: readonly DialectShapes[]): Inside {
  if (depth === 0) return NOTHING;
  if (typeof value === "string") {
    const inside = decodedText(value).map((one) => ({ value: one.value, at: below(at, one.name), depth: depth - 1 }));
    return joined(inside.map((place) => foundIn(place, dialects)));
  }
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, index) => ({ value: item, at: `${at}[${index}]`, depth: depth - 1 }));
    return foundInItems(items, dialects);
  }
  const bytes = bytesIn(value);
  if (bytes !== null) return foundIn({ value: bytes, at, depth: depth - 1 }, dialects);
  return isObject(value) ? foundInObject(value, { at, depth }, dialects) : NOTHING;
}

/** Decodes bytes as Node writes a buffer into JSON: `{"type":"Buffer","data":[123,…]}`. */
function bytesIn(value: unknown): string | null {
  if (!isObject(value) || value.type !== "Buffer" || !Array.isArray(value.data)) return null;
  const isByte = (one: unknown): one is number => typeof one === "number";
  return value.data.every(isByte) ? Buffer.from(value.data).toString("utf8") : null;
}

function foundInItems(items: readonly Place[], dialects: readonly DialectShapes[]): Inside {
  const results = items.map((item) => ({ ...item, inside: foundIn(item, dialects) }));
  const { bodies, misses } = joined(results.map(({ inside }) => inside));
  if (bodies.length === 0) return NOTHING;
  const empty = results.filter(({ inside, value }) => inside.bodies.length === 0 && mightHoldBody(value));
  return { bodies, misses: [...misses, ...empty.map(({ at }) => at)] };
}

function mightHoldBody(value: unknown): boolean {
  return isObject(value) || (typeof value === "string" && decodedText(value).length > 0);
}

function foundInObject(
  value: Readonly<Record<string, unknown>>,
  { at, depth }: Omit<Place, "value">,
  dialects: readonly DialectShapes[],
): Inside {
  const itself = likenessOf(value, dialects);
  const fields = Object.entries(value)
    .filter(([key]) => itself?.knows(key) !== true)
    .map(([key, field]) => ({ value: field, at: below(at, key), depth: depth - 1 }));
  const inside = joined(withoutTwins(fields.map((field) => foundIn(field, dialects))));
  if (itself === null || inside.bodies.some(({ weight }) => weight >= itself.weight)) return inside;
  return { bodies: [{ at, value, weight: itself.weight }], misses: [] };
}

/** Some envelopes hold the same body twice, parsed and raw (`body`, `rawBody`); it counts once. */
function withoutTwins(fields: readonly Inside[]): readonly Inside[] {
  if (fields.filter(({ bodies }) => bodies.length > 0).length < 2) return fields;
  const seen = new Set<string>();
  return fields.map(({ bodies, misses }) => {
    const fresh = bodies.filter(({ value }) => !seen.has(JSON.stringify(value)));
    for (const { value } of bodies) seen.add(JSON.stringify(value));
    return { bodies: fresh, misses };
  });
}

function joined(parts: readonly Inside[]): Inside {
  return { bodies: parts.flatMap(({ bodies }) => bodies), misses: parts.flatMap(({ misses }) => misses) };
}

function below(at: string, key: string): string {
  if (key === "") return at;
  const step = /^[A-Za-z_$][\w$]*$/.test(key) ? (at === "" ? key : `.${key}`) : `[${JSON.stringify(key)}]`;
  const place = `${at}${step}`;
  return place.length > MAX_PLACE ? `${place.slice(0, MAX_PLACE)}…` : place;
}
