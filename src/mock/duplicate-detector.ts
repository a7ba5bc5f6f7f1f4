import type { Attempt, Delivery, DuplicateFinding, ProxiedMark } from "../delivery/delivery.ts";
import type { Fact } from "../delivery/facts.ts";
import type { DuplicateQuestion } from "../delivery/idempotency/duplicate-facts.ts";
import { judgeDuplicate } from "../delivery/idempotency/duplicate-verdict.ts";
import type { Effects } from "../delivery/idempotency/effects.ts";
import type { Recognise } from "../delivery/idempotency/recogniser.ts";
import { inEvents, type UsualEffects } from "../delivery/idempotency/usual-effects.ts";
import type { DeliveryIndex } from "../journal/delivery-index.ts";
import { UNKNOWN_EVENT } from "../smartlead/events/event-types.ts";

/** What a delivery is known by, where one came. */
export const REQUEST_ID = "X-Request-Id";

export interface DuplicateDetectorParts {
  readonly deliveries: DeliveryIndex;
  readonly effects: Effects;
  readonly recognise: Recognise;
  readonly usualEffects?: UsualEffects | undefined;
  readonly record: (fact: Fact) => void;
  /** Real ms in which effects of this request id may still come; 0 = they have had their time. */
  readonly effectsComeWithinMs: (requestId: string) => number;
  /** Judges again when they have. */
  readonly judgeLater: (requestId: string, inMs: number) => void;
}

/** Brings together what has to be known to judge a duplicate: all attempts that carried its request id, and the effects. */
export class DuplicateDetector {
  readonly #parts: DuplicateDetectorParts;

  constructor(parts: DuplicateDetectorParts) {
    this.#parts = parts;
  }

  judge(requestId: string, deliveryId: string, attempt: Attempt): DuplicateFinding | null {
    const { deliveries, recognise } = this.#parts;
    if (attempt.number === 1 && !deliveries.isShared(requestId)) return null;
    const sharing = deliveries.withRequestId(requestId);
    const earlier = sharing
      .flatMap((delivery) => delivery.attempts.map((other) => ({ delivery, other })))
      .filter(({ delivery, other }) => isEarlier({ delivery, other }, { deliveryId, attempt }, sharing))
      .map(({ other }) => other);
    if (earlier.length === 0) return null;
    const eventType = sharing.at(-1)?.event_type ?? UNKNOWN_EVENT;
    const effects = this.#inEvents(eventType);
    const waitMs = this.#parts.effectsComeWithinMs(requestId);
    const mayStillCome = waitMs > 0;
    const finding = judgeDuplicate({ attempt, earlier, requestId, eventType, effects, recognise, mayStillCome });
    if (mayStillCome && finding?.verdict === "unproven" && effects.isCounted(eventType)) {
      this.#parts.judgeLater(requestId, waitMs);
    }
    return knownBy(deliveries.held(deliveryId)?.proxied, finding);
  }

  #inEvents(eventType: string): DuplicateQuestion["effects"] {
    const { effects, usualEffects } = this.#parts;
    const usual = usualEffects?.get(eventType);
    if (usual === undefined) return effects;
    return {
      isCounted: (type) => effects.isCounted(type),
      countsOf: (key) => inEvents(effects.countsOf(key), usual),
      possibleOf: (key, name) => effects.possibleOf(key, name),
      measuredOf: (key) => effects.measuredOf(key),
    };
  }

  /** Copies that overlap: the one that ended first was judged while the other was still under way. */
  onRecorded(requestId: string): void {
    if (this.#parts.deliveries.isShared(requestId)) this.judgeAgain(requestId);
  }

  /** Now that effects of this event type are counted, that an event had none means something. */
  judgeTypeAgain(eventType: string): void {
    const judged = [...this.#parts.deliveries.all()].filter(
      (delivery) => delivery.event_type === eventType && delivery.duplicate !== null,
    );
    for (const requestId of new Set(judged.map(({ request_id }) => request_id))) this.judgeAgain(requestId);
  }

  /** What was concluded may change when an effect is reported later, or when an attempt that was sent earlier ends later. */
  judgeAgain(requestId: string): void {
    for (const delivery of this.#parts.deliveries.withRequestId(requestId)) {
      for (const attempt of delivery.attempts) {
        const finding = attempt.outcome === null ? null : this.judge(requestId, delivery.id, attempt);
        if (finding === null || finding.verdict === attempt.duplicate?.verdict) continue;
        this.#parts.record({
          type: "delivery.duplicate",
          delivery_id: delivery.id,
          attempt_number: attempt.number,
          ...finding,
        });
      }
    }
  }
}

/** Where no request id came, the verdict rests on fields of the body being the same; the evidence begins by saying so. */
export function knownBy(proxied: ProxiedMark | undefined, finding: DuplicateFinding | null): DuplicateFinding | null {
  if (finding === null || proxied === undefined || proxied.known_by === REQUEST_ID) return finding;
  const sentence = `The request has no X-Request-Id; it was recognized by its ${proxied.known_by}.`;
  return { ...finding, evidence: [sentence, ...finding.evidence] };
}

/** Within a delivery by number; across deliveries by time, then by age of the delivery. */
function isEarlier(
  { delivery, other }: { delivery: Delivery; other: Attempt },
  { deliveryId, attempt }: { deliveryId: string; attempt: Attempt },
  sharing: readonly Delivery[],
): boolean {
  if (delivery.id === deliveryId) return other.number < attempt.number;
  if (other.started_at !== attempt.started_at) return other.started_at < attempt.started_at;
  const ageOf = (id: string) => sharing.findIndex((one) => one.id === id);
  return ageOf(delivery.id) < ageOf(deliveryId);
}
