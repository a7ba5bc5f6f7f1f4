/** Determines which events a call or a line of the receiver may be about, by its content. */

import { isObject, parsedJson } from "../../base/json-text.ts";
import type { Delivery } from "../delivery.ts";
import { type DeliveryMarks, type Naming, namedBy } from "./attribution.ts";
import type { EffectSource } from "./effects.ts";
import { isReading, type WriteCall } from "./idempotent-writes.ts";
import type { RecentDeliveries } from "./recent-deliveries.ts";

/** Characters of a call that are searched. */
const MAX_SEARCHED = 64 * 1024;
/** The mock's request ids are UUIDs; this many are looked up per call. */
const REQUEST_ID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;
const MAX_IDS_LOOKED_UP = 20;
const NO_MARKS: DeliveryMarks = { lead: [], message: [], types: [] };

/** A call from outside, to SmartLead's API or the sink. */
export interface IncomingCall extends WriteCall {
  readonly source: "api" | "sink";
  readonly campaignId: number | null;
}

/** The fields of a delivery that attribution by request id needs. */
export type NamedDelivery = Pick<Delivery, "id" | "request_id" | "campaign_id"> & { readonly event_type: string };

export interface NamingParts {
  /** Real ms, monotonic. */
  readonly monotonicMs: () => number;
  /** Whether a text in lower case names any lead of the account. */
  readonly namesSomeLead: (text: string) => boolean;
  /** The delivery with a request id, however long ago it was sent; `null` if none exists. */
  readonly deliveryOf: (requestId: string) => NamedDelivery | null;
}

/** Searches the receiver's calls and output for request ids, leads and messages. */
export class CallNaming {
  readonly #parts: NamingParts;
  readonly #recent: RecentDeliveries;

  constructor(parts: NamingParts, recent: RecentDeliveries) {
    this.#parts = parts;
    this.#recent = recent;
  }

  /** One result per row of a batch, else one. */
  ofCall(call: IncomingCall): { readonly namings: readonly Naming[]; readonly repeated: string | null } {
    const rows = isReading(call) ? [] : rowsOf(call.bodyText);
    const each = rows.map((bodyText) => this.#ofText(textOf({ ...call, bodyText }), call));
    if (areAboutDifferentEvents(each)) return { namings: each, repeated: null };
    return { namings: [this.#ofText(textOf(call), call)], repeated: repeatedIn(rows, each) };
  }

  #ofText(
    text: string,
    { source, campaignId }: Pick<IncomingCall, "campaignId"> & { readonly source: Exclude<EffectSource, "beacon"> },
  ): Naming {
    const recent = this.#recent.candidates(this.#parts.monotonicMs());
    const named = namedBy({ text, campaignId, namesSomeLead: () => this.#parts.namesSomeLead(text) }, recent);
    if (named.by === "request-id") return named;
    const earlier = this.#earlierRequest(text);
    if (earlier !== null) return earlier;
    if (named.by !== null || source !== "api") return named;
    // A call of SmartLead's API that names no event is mostly administration, so it counts only while a delivery is in flight.
    return { by: null, candidates: named.candidates.filter(({ endedAgoMs }) => endedAgoMs === null) };
  }

  /** A request id counts however old it is. */
  #earlierRequest(text: string): Naming | null {
    const ids = new Set(text.match(REQUEST_ID)?.slice(0, MAX_IDS_LOOKED_UP));
    const found = [...ids].flatMap((id) => this.#parts.deliveryOf(id) ?? []);
    if (found.length === 0) return null;
    const candidates = found.map((delivery) => ({
      requestId: delivery.request_id,
      deliveryId: delivery.id,
      eventType: delivery.event_type,
      campaignId: delivery.campaign_id,
      marks: NO_MARKS,
      endedAgoMs: Number.POSITIVE_INFINITY,
    }));
    return { by: "request-id", candidates };
  }

  /** A line that the receiver printed. */
  ofLine(line: string): Naming {
    return this.#ofText(line.slice(0, MAX_SEARCHED).toLowerCase(), { source: "log", campaignId: null });
  }
}

function textOf({ url, headers, bodyText }: IncomingCall): string {
  const values = Object.values(headers).flatMap((value) => value ?? []);
  return `${decoded(url)}\n${values.join("\n")}\n${bodyText}`.slice(0, MAX_SEARCHED).toLowerCase();
}

/** The name of a receiver's call in reports and counts. */

interface NamedCall {
  /** The operation of SmartLead's API; `null` in the sink. */
  readonly operation: string | null;
  readonly method: string;
  readonly url: string;
}

/** The operation, or the sink's method and path without ids of leads or events, so that the same write has the same name for all. */
export function nameOfCall({ operation, method, url }: NamedCall): string {
  if (operation !== null) return operation;
  const path = (url.split("?")[0] ?? "").replace(/^\/_mock\/sink/, "") || "/";
  return `${method} ${path.split("/").map(generalSegment).join("/")}`.slice(0, 100);
}

/** Numbers, UUIDs, addresses, hashes, and words with a long number in them. */
const PERSONAL_SEGMENT = /^(\d+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|.*(@|%40).*|[\da-f]{16,}|.*\d{5,}.*)$/i;

function generalSegment(segment: string): string {
  return PERSONAL_SEGMENT.test(segment) ? ":id" : segment;
}

/** Rows of one write that are examined; a larger batch counts as one write. */
const MAX_ROWS = 1_000;
/** Minimum share of common keys of two rows. */
const LEAST_SHARED = 0.6;

/**
 * The rows of a write that stores several records at once, each as JSON: of a JSON array, of an object that holds one array, or of JSON
 * lines. Rows have the same keys, unlike the blocks of a chat message. Empty for a write of one record.
 */
export function rowsOf(bodyText: string): readonly string[] {
  const rows = listIn(parsedJson(bodyText)) ?? linesIn(bodyText);
  if (rows === null || rows.length < 2 || rows.length > MAX_ROWS || !areAlike(rows)) return [];
  return rows.map((row) => JSON.stringify(row));
}

/** At least two rows name an event, and no two name the same one: parts of one message repeat their subject. */
export function areAboutDifferentEvents(rows: readonly Naming[]): boolean {
  const named = rows.filter(({ by }) => by !== null && by !== "campaign");
  const ids = named.flatMap(({ candidates }) => candidates.map(({ requestId }) => requestId));
  return named.length > 1 && new Set(ids).size === ids.length;
}

/** The request id of the only event that all rows are about, if two rows are identical: it may have been processed twice. */
function repeatedIn(rows: readonly string[], namings: readonly Naming[]): string | null {
  const ids = new Set(namings.flatMap(({ candidates }) => candidates.map(({ requestId }) => requestId)));
  const [only] = ids;
  return ids.size === 1 && only !== undefined && new Set(rows).size < rows.length ? only : null;
}

function listIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return null;
  const lists = Object.values(value).filter((one) => Array.isArray(one));
  return lists.length === 1 ? (lists[0] ?? null) : null;
}

function linesIn(bodyText: string): readonly unknown[] | null {
  const lines = bodyText.split("\n").filter((line) => line.trim() !== "");
  if (lines.length < 2 || lines.length > MAX_ROWS) return null;
  const rows = lines.map((line) => parsedJson(line));
  return rows.every(isObject) ? rows : null;
}

/** Whether rows belong to one table: most keys of each are keys of the first, and vice versa, since unknown values are often left out. */
function areAlike(rows: readonly unknown[]): boolean {
  const [first, ...others] = rows.map((row) => new Set(isObject(row) ? Object.keys(row) : []));
  if (first === undefined || first.size === 0) return false;
  return others.every((keys) => {
    const shared = [...keys].filter((key) => first.has(key)).length;
    return shared >= LEAST_SHARED * Math.max(keys.size, first.size);
  });
}

/** The decoded URL of a call, with `@` and spaces; unchanged if it cannot be decoded. */
export function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
