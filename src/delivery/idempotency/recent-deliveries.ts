import type { Delivery } from "../delivery.ts";
import type { Candidate, DeliveryMarks } from "./attribution.ts";
import type { EffectSource } from "./effects.ts";
import { mayHaveReached } from "./reach.ts";

/** Real ms after an attempt's end in which a call may still react to it: a queue in the receiver has processed it by then. */
export const REACTION_TIME_MS = 10_000;
/** Request ids searched for each call, the oldest dropped first: enough for a burst within the reaction time. */
const MAX_RECENT_REQUESTS = 500;

/** Deliveries with the same request id: the first, its retries, resends and copies. */
interface RecentRequest {
  /** Numbered from 1 in the order in which request ids were first sent. */
  readonly age: number;
  readonly first: Delivery;
  /** When the last attempt of each delivery ended, real ms, monotonic; `null` = in flight. The latest is last; usually there is one. */
  ends: readonly End[];
  marks: DeliveryMarks | null;
}

interface End {
  readonly id: string;
  readonly at: number | null;
}

/** Deliveries that are or were recently in flight to the receiver. */
export class RecentDeliveries {
  readonly #marksOf: (delivery: Delivery) => DeliveryMarks;
  readonly #requests = new Map<string, RecentRequest>();
  /** An iterator kept at the oldest entry: a new one would step over all the deleted slots each time. */
  #byAge = this.#requests.keys();
  #count = 0;

  constructor(marksOf: (delivery: Delivery) => DeliveryMarks) {
    this.#marksOf = marksOf;
  }

  started(delivery: Delivery): void {
    this.#note(delivery, null);
  }

  /** The receiver cannot react to an attempt that never reached it. */
  ended(delivery: Delivery, now: number): void {
    if (delivery.attempts.length === 0 || delivery.attempts.some(mayHaveReached)) this.#note(delivery, now);
    else this.#drop(delivery);
  }

  /** When the last attempt with this request id ended; `null` = in flight, `undefined` = not recent. */
  endOf(requestId: string): number | null | undefined {
    const request = this.#requests.get(requestId.toLowerCase());
    return request === undefined ? undefined : endOf(request);
  }

  /** Oldest first. */
  candidates(now: number): readonly Candidate[] {
    const recent = [...this.#requests.values()].filter((request) => {
      const end = endOf(request);
      return end === null || end >= now - REACTION_TIME_MS;
    });
    return recent.sort((one, other) => one.age - other.age).map((request) => this.#candidateOf(request, now));
  }

  clear(): void {
    this.#requests.clear();
    this.#byAge = this.#requests.keys();
  }

  #candidateOf(request: RecentRequest, now: number): Candidate {
    const { first, ends } = request;
    request.marks ??= this.#marksOf(first);
    const end = endOf(request);
    return {
      requestId: first.request_id,
      deliveryId: ends.findLast(({ at }) => at === end)?.id ?? first.id,
      eventType: first.event_type,
      campaignId: first.campaign_id,
      marks: request.marks,
      endedAgoMs: end === null ? null : now - end,
    };
  }

  #note(delivery: Delivery, end: number | null): void {
    const key = delivery.request_id.toLowerCase();
    const known = this.#requests.get(key);
    const request = known ?? { age: ++this.#count, first: delivery, ends: NO_ENDS, marks: null };
    const others = without(request.ends, delivery.id);
    const latest = { id: delivery.id, at: end };
    request.ends = others.length === 0 ? [latest] : [...others, latest];
    if (known !== undefined) this.#requests.delete(key);
    this.#requests.set(key, request);
    if (this.#requests.size > MAX_RECENT_REQUESTS) this.#forgetOldest();
  }

  #drop(delivery: Delivery): void {
    const key = delivery.request_id.toLowerCase();
    const request = this.#requests.get(key);
    if (request === undefined) return;
    request.ends = without(request.ends, delivery.id);
    if (request.ends.length === 0) this.#requests.delete(key);
  }

  #forgetOldest(): void {
    const oldest = this.#byAge.next();
    if (oldest.done !== true) this.#requests.delete(oldest.value);
  }
}

/** `null` while any of them is in flight. */
function endOf({ ends }: RecentRequest): number | null {
  let latest: number | null = null;
  for (const { at } of ends) {
    if (at === null) return null;
    latest = latest === null ? at : Math.max(latest, at);
  }
  return latest;
}

const NO_ENDS: readonly End[] = [];

function without(ends: readonly End[], id: string): readonly End[] {
  return ends.length === 0 || (ends.length === 1 && ends[0]?.id === id) ? NO_ENDS : ends.filter((end) => end.id !== id);
}

/** Real ms added to a lag above 0, since the duration of the same work varies a little. */
export const LAG_SLACK_MS = 50;

/** How long after an answer effects arrive, by the kind of evidence; learned from effects whose delivery is certain. */
export class Lags {
  readonly #seen = new Map<EffectSource, number>();
  #expected: number | null = null;

  /** Effects may arrive this many real ms after the answer, whatever was seen. */
  expect(ms: number): void {
    this.#expected = Math.min(Math.max(ms, 0), REACTION_TIME_MS);
  }

  /** An effect arrived this many real ms after the answer; 0 = before it. */
  learn(source: EffectSource, ms: number): void {
    this.#seen.set(source, Math.min(Math.max(ms, this.#seen.get(source) ?? 0), REACTION_TIME_MS));
  }

  /** Real ms after an answer in which an effect from this source may still arrive; `null` = unknown, since none was seen yet. */
  windowOf(source: EffectSource): number | null {
    return withSlack(this.#seen.get(source) ?? null, this.#expected);
  }

  /** The same for effects of any kind. */
  window(): number | null {
    return withSlack(this.#seen.size === 0 ? null : Math.max(...this.#seen.values()), this.#expected);
  }

  clear(): void {
    this.#seen.clear();
  }
}

function withSlack(seen: number | null, expected: number | null): number | null {
  if (seen === null && expected === null) return null;
  const lag = Math.max(seen ?? 0, expected ?? 0);
  return lag === 0 ? 0 : Math.min(lag + LAG_SLACK_MS, REACTION_TIME_MS);
}
