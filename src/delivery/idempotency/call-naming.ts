/** Which events a call or a line of the receiver can be about, by what stands in it. */
import type { Delivery } from "../delivery.ts";
import { type DeliveryMarks, type Naming, namedBy } from "./attribution.ts";
import { areAboutDifferentEvents, repeatedIn, rowsOf } from "./call-rows.ts";
import { decoded } from "./decoded-url.ts";
import type { EffectSource } from "./effects.ts";
import { isReading, type WriteCall } from "./idempotent-writes.ts";
import type { RecentDeliveries } from "./recent-deliveries.ts";

/** Characters of a call that are searched. */
const MAX_SEARCHED = 64 * 1024;
/** Request ids of the mock are UUIDs; so many of them are looked up for one call. */
const REQUEST_ID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;
const MAX_IDS_LOOKED_UP = 20;
const NO_MARKS: DeliveryMarks = { lead: [], message: [], types: [] };

/** A call that came in from outside: SmartLead's API, or the sink. */
export interface IncomingCall extends WriteCall {
  readonly source: "api" | "sink";
  readonly campaignId: number | null;
}

/** What attribution has to know of a delivery that is named by its request id. */
export type NamedDelivery = Pick<Delivery, "id" | "request_id" | "campaign_id"> & { readonly event_type: string };

export interface NamingParts {
  /** Real ms, monotonic. */
  readonly monotonicMs: () => number;
  /** Whether a text in lower case names any lead of the account. */
  readonly namesSomeLead: (text: string) => boolean;
  /** The delivery of a request id that is named, however long ago it was sent; `null` when the mock knows none. */
  readonly deliveryOf: (requestId: string) => NamedDelivery | null;
}

/** Looks for request ids, leads and messages in what the receiver calls and prints. */
export class CallNaming {
  readonly #parts: NamingParts;
  readonly #recent: RecentDeliveries;

  constructor(parts: NamingParts, recent: RecentDeliveries) {
    this.#parts = parts;
    this.#recent = recent;
  }

  /** One for each row of a batch, else one. */
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
    // Of SmartLead's API, what names nobody is mostly administration, and none of the receiver's unless it is just at work.
    return { by: null, candidates: named.candidates.filter(({ endedAgoMs }) => endedAgoMs === null) };
  }

  /** A request id is believed however old it is. */
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
