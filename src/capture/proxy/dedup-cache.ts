import { createHash } from "node:crypto";
import { BoundedMap } from "../../base/bounded-map.ts";
import type { Attempt } from "../../delivery/delivery.ts";
import { REQUEST_ID } from "../../mock/duplicate-detector.ts";
import { headerOf, type InboundRequest } from "./inbound-request.ts";
import { type Recognised, valueAt } from "./recognition.ts";

/** Maximum request ids that are remembered; the oldest are dropped first. At worst some 50 MB, a day of a busy account. */
export const MAX_KNOWN_REQUESTS = 50_000;
/** Maximum attempts of one request id that are remembered; SmartLead makes six at most. */
const MAX_ATTEMPTS = 20;
/** Maximum characters of an answer that are remembered: enough to recognise "already processed". */
const MAX_ANSWER_CHARACTERS = 512;

/** The deliveries received under one request id. */
export interface RequestHistory {
  readonly eventId: string;
  /** The id of the first delivery. */
  readonly firstDelivery: string;
  /** How many times SmartLead has sent it. */
  count: number;
  /** In order of sending; bodies of long answers are left out. */
  readonly attempts: Attempt[];
}

/** Everything received since the proxy started, whatever the journal still holds: duplicates are judged over all of it. */
export class DedupCache {
  readonly #known = new BoundedMap<string, RequestHistory>(MAX_KNOWN_REQUESTS);

  get(requestId: string): RequestHistory | undefined {
    return this.#known.get(requestId);
  }

  begin(requestId: string, history: Pick<RequestHistory, "eventId" | "firstDelivery">): RequestHistory {
    const begun = { ...history, count: 0, attempts: [] };
    this.#known.set(requestId, begun);
    return begun;
  }
}

/** Adds an attempt that has begun, or updates it when it has ended. */
export function noteAttempt({ attempts }: RequestHistory, attempt: Attempt, before: Attempt | null): Attempt {
  const { response } = attempt;
  const slim =
    response === null
      ? attempt
      : { ...attempt, response: { ...response, body: response.body.slice(0, MAX_ANSWER_CHARACTERS) } };
  const at = before === null ? -1 : attempts.indexOf(before);
  if (at === -1) attempts.push(slim);
  else attempts[at] = slim;
  if (attempts.length > MAX_ATTEMPTS) attempts.shift();
  return slim;
}

/** The key by which a redelivery is recognized. */
export interface Identity {
  /** The `X-Request-Id`, or a UUID derived from the key that replaces it. */
  readonly requestId: string;
  readonly knownBy: string;
}

/** Maximum characters of a request id; SmartLead's are UUIDs. Longer ones are hashed into one. */
const MAX_REQUEST_ID = 200;

const TIMES = ["event_timestamp", "timestamp", "time_sent", "time_opened", "time_clicked", "time_replied"] as const;

/**
 * SmartLead's documentation proposes four keys (smartlead.md §1 "Deduplication"): the request id (A1), an event id (D402), campaign, lead,
 * event and time (A2), lead id, event and time (B1). `message_id` and `stats_id` are not keys: an open and a click share them (E1). Without
 * any key the whole body is used.
 */
export function identityOf({ rawHeaders, body }: InboundRequest, recognised: Recognised): Identity {
  const given = headerOf(rawHeaders, REQUEST_ID)?.trim() ?? "";
  if (given !== "" && given.length <= MAX_REQUEST_ID) return { requestId: given, knownBy: REQUEST_ID };
  if (given !== "") return { requestId: uuidOf([given]), knownBy: REQUEST_ID };
  const event = recognised.eventName;
  for (const fields of keysFor(recognised)) {
    const values = fields.map((path) => valueAt(recognised.body, path));
    if (!values.every(isKeyPart)) continue;
    const known = fields.map((path) => path.replace(/^(event_type|event|eventType)$/, "event_type"));
    return { requestId: uuidOf([event, ...values]), knownBy: known.join(", ") };
  }
  return { requestId: uuidOf([body]), knownBy: "whole body" };
}

/** The fields of each key, the most reliable key first. */
function keysFor({ body, eventName }: Recognised): readonly (readonly string[])[] {
  if (eventName === null) return [];
  const name = ["event_type", "event", "eventType"].find((key) => valueAt(body, key) === eventName) ?? "type";
  const time = TIMES.find((key) => isKeyPart(valueAt(body, key)));
  const leads = ["to_email", "lead_email", "lead.email"].find((key) => isKeyPart(valueAt(body, key)));
  return [
    ["event_id"],
    ...(name === "type" ? [["id", "type"]] : []),
    ...(time === undefined || leads === undefined ? [] : [["campaign_id", leads, name, time]]),
    ...(time === undefined ? [] : [["lead_id", name, time]]),
  ];
}

function isKeyPart(value: unknown): value is string | number {
  return (typeof value === "string" && value !== "") || typeof value === "number";
}

/** Derives a UUID (version 8); the same parts always give the same one. */
function uuidOf(parts: readonly (string | number | Buffer | null)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(Buffer.isBuffer(part) ? part : `${typeof part}:${part}\n`);
  const hex = hash.digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
