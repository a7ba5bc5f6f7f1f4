import type { Delivery, ReceiverCall } from "../delivery/delivery.ts";
import { maskSecrets } from "../mask-secrets.ts";
import { attributed, type RecentDelivery } from "./attribution.ts";

/** Real ms after an attempt's end in which a call may still react to it: a queue behind the receiver works it off by then. */
export const REACTION_TIME_MS = 10_000;
/** Deliveries looked through for each call, the oldest dropped first: what a burst leaves behind in the reaction time. */
const MAX_RECENT_DELIVERIES = 500;
/** Calls kept to be shown, the oldest dropped first. */
export const MAX_CALLS_KEPT = 2_000;
/** Characters of a call that are searched, and of its path that are shown. */
const MAX_SEARCHED = 64 * 1024;
const MAX_PATH_SHOWN = 300;

/** A call that came in from outside: SmartLead's API, or the sink. */
export interface IncomingCall {
  readonly source: "api" | "sink";
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly bodyText: string;
  /** The operation's id; `null` for the sink. */
  readonly operation: string | null;
  readonly campaignId: number | null;
}

export interface ReactionsParts {
  /** Real ms, monotonic. */
  readonly monotonicMs: () => number;
  /** ISO 8601 on the mock's clock. */
  readonly now: () => string;
  /** Address and ids that name the lead of a delivery. */
  readonly leadMarksOf: (delivery: Delivery) => readonly string[];
  /** Counts an effect under a request id. */
  readonly addEffect: (requestId: string, name: string, source: IncomingCall["source"]) => void;
}

/** Sees what the receiver calls while it handles deliveries, and counts its writes as effects (PRODUCT §8). */
export class Reactions {
  readonly #parts: ReactionsParts;
  readonly #recent = new Map<string, { readonly delivery: Delivery; readonly endedAt: number | null }>();
  readonly #calls: ReceiverCall[] = [];

  constructor(parts: ReactionsParts) {
    this.#parts = parts;
  }

  attemptStarted(delivery: Delivery): void {
    this.#note(delivery, null);
  }

  attemptEnded(delivery: Delivery): void {
    this.#note(delivery, this.#parts.monotonicMs());
  }

  /**
   * A call has come in: what it reacts to is decided now, before it causes events of its own. Tell the result how it was answered
   * (0 = not at all), and whether it was performed: a fault may answer in its place. Writes that succeed and can be attributed are
   * effects; what only reads, or fails, is shown and no more.
   */
  see(call: IncomingCall): (status: number, isPerformed?: boolean) => void {
    const found = attributed({ text: textOf(call), campaignId: call.campaignId }, this.#recentNow());
    return (status, isPerformed = true) => this.#answered(call, { status, isPerformed, found });
  }

  #answered(
    call: IncomingCall,
    { status, isPerformed, found }: { status: number; isPerformed: boolean; found: ReturnType<typeof attributed> },
  ): void {
    const isWrite = call.method !== "GET" && call.method !== "HEAD" && call.method !== "OPTIONS";
    const isEffect = found !== null && isWrite && isPerformed && status < 400;
    const seen: ReceiverCall = {
      at: this.#parts.now(),
      source: call.source,
      method: call.method,
      path: maskSecrets(call.url).slice(0, MAX_PATH_SHOWN),
      status,
      operation: call.operation,
      delivery_id: found?.delivery.deliveryId ?? null,
      attributed_by: found?.by ?? null,
      is_effect: isEffect,
    };
    this.#calls.push(seen);
    if (this.#calls.length > MAX_CALLS_KEPT) this.#calls.shift();
    if (isEffect) this.#parts.addEffect(found.delivery.requestId, nameOf(call), call.source);
  }

  /** Newest last; all, or those that react to one delivery. */
  calls(deliveryId?: string): readonly ReceiverCall[] {
    return deliveryId === undefined ? [...this.#calls] : this.#calls.filter((call) => call.delivery_id === deliveryId);
  }

  clear(): void {
    this.#recent.clear();
    this.#calls.length = 0;
  }

  #note(delivery: Delivery, endedAt: number | null): void {
    this.#recent.delete(delivery.id);
    this.#recent.set(delivery.id, { delivery, endedAt });
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > MAX_RECENT_DELIVERIES && oldest !== undefined) this.#recent.delete(oldest);
  }

  #recentNow(): RecentDelivery[] {
    const since = this.#parts.monotonicMs() - REACTION_TIME_MS;
    return [...this.#recent.values()]
      .filter(({ endedAt }) => endedAt === null || endedAt >= since)
      .map(({ delivery, endedAt }) => ({
        deliveryId: delivery.id,
        requestId: delivery.request_id,
        campaignId: delivery.campaign_id,
        leadMarks: this.#parts.leadMarksOf(delivery),
        endedAt,
      }));
  }
}

function textOf({ url, headers, bodyText }: IncomingCall): string {
  const values = Object.values(headers).flatMap((value) => value ?? []);
  return `${decoded(url)}\n${values.join("\n")}\n${bodyText}`.slice(0, MAX_SEARCHED);
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** The operation, or method and path of the sink with numbers and UUIDs taken out: the same write has the same name for every lead. */
function nameOf({ operation, method, url }: IncomingCall): string {
  if (operation !== null) return operation;
  const path = (url.split("?")[0] ?? "").replace(/^\/_mock\/sink/, "") || "/";
  const general = path.replace(/\/(\d+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})(?=\/|$)/gi, "/:id");
  return `${method} ${general}`.slice(0, 100);
}
