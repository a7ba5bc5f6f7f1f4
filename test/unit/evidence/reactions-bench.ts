import type { Attempt, Delivery } from "../../../src/delivery/delivery.ts";
import { createEffectStore, type EffectStore } from "../../../src/delivery/idempotency/effect-store.ts";
import { createSamenessOf } from "../../../src/delivery/idempotency/idempotent-writes.ts";
import { partsOfLine } from "../../../src/delivery/idempotency/log-lines.ts";
import { wordsOfType } from "../../../src/delivery/idempotency/named-marks.ts";
import { type IncomingCall, Reactions } from "../../../src/delivery/idempotency/receiver-calls.ts";
import type { AnyEventType } from "../../../src/smartlead/events/event-types.ts";
import { aDelivery as anyDelivery } from "../../a-delivery.ts";
import { anAttempt } from "./attempts.ts";

/** An event that is delivered, with what a receiver can name it by. */
export interface TestDelivery {
  readonly delivery: Delivery;
  readonly lead: string;
  readonly messageId: string;
}

interface Wanted {
  readonly type?: AnyEventType;
  /** `null` = the event is about a campaign, and about no lead. */
  readonly lead?: string | null;
  readonly messageId?: string;
  readonly campaignId?: number;
  readonly requestId?: string;
}

/** Deliveries, a receiver's calls and a clock, all by hand. */
export class ReactionsBench {
  nowMs = 1_000_000;
  readonly effects: EffectStore;
  readonly reactions: Reactions;
  readonly judgedAgain: string[] = [];
  readonly #deliveries = new Map<string, TestDelivery>();

  constructor(idempotent: readonly string[] = []) {
    this.effects = createEffectStore({
      now: () => Date.UTC(2026, 0, 5, 12),
      deliveryOf: (key) => this.#ofRequest(key)?.delivery.id ?? null,
      eventTypeOf: (id) => this.#deliveries.get(id)?.delivery.event_type ?? null,
      onEffect: ({ key }) => this.judgedAgain.push(key),
      onPossible: ({ keys }) => this.judgedAgain.push(...keys),
    });
    this.reactions = new Reactions({
      monotonicMs: () => this.nowMs,
      now: () => "2026-01-05T12:00:00.000Z",
      marksOf: (delivery) => this.#marksOf(delivery),
      namesSomeLead: (text) => /@elsewhere\.example/.test(text),
      deliveryOf: (requestId) => this.#ofRequest(requestId)?.delivery ?? null,
      effects: this.effects,
      samenessOf: createSamenessOf(idempotent),
    });
  }

  /** A delivery whose first attempt is in flight. */
  begin({ type = "EMAIL_REPLY", lead = "ada@lead.example", messageId, campaignId = 3600001, requestId }: Wanted = {}) {
    const number = this.#deliveries.size + 1;
    const delivery = aDelivery({
      id: `dlv_${number}`,
      event_type: type,
      lead_email: lead,
      campaign_id: campaignId,
      request_id: requestId ?? `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    });
    const made = { delivery, lead: lead ?? "", messageId: messageId ?? `mail-${number}@mailbox.example` };
    this.#deliveries.set(delivery.id, made);
    this.reactions.attemptStarted(delivery);
    return made;
  }

  /** A line that matches `--effect-log done`. */
  seePrinted(text: string): void {
    this.reactions.seeLine(text, partsOfLine(text, /done/));
  }

  /** Its attempt ends now; with what it ended in. */
  end({ delivery }: TestDelivery, ...attempts: Attempt[]): void {
    this.reactions.attemptEnded({ ...delivery, attempts: attempts.length > 0 ? attempts : [anAttempt("success")] });
  }

  /** A write to the sink, answered at once. */
  write(body: unknown, call: Partial<IncomingCall> = {}, status = 200): void {
    this.reactions.see({
      source: "sink",
      method: "POST",
      url: "/_mock/sink/crm",
      headers: {},
      bodyText: JSON.stringify(body),
      operation: null,
      campaignId: null,
      ...call,
    })(status);
  }

  later(ms: number): void {
    this.nowMs += ms;
  }

  /** Certain effects and possible ones of a delivery. */
  countOf({ delivery }: TestDelivery): readonly [certain: number, possible: number] {
    const counts = [...this.effects.countsOf(delivery.request_id).values()];
    return [counts.reduce((sum, count) => sum + count, 0), this.effects.possibleOf(delivery.request_id)];
  }

  get lastCall() {
    return this.reactions.calls().at(-1);
  }

  #ofRequest(requestId: string): TestDelivery | undefined {
    return [...this.#deliveries.values()].find(({ delivery }) => delivery.request_id === requestId);
  }

  #marksOf({ id }: Delivery) {
    const found = this.#deliveries.get(id);
    if (found === undefined) throw new Error(`There is no delivery ${id}.`);
    const { lead, messageId, delivery } = found;
    return { lead: lead === "" ? [] : [lead], message: [messageId], types: [wordsOfType(delivery.event_type)] };
  }
}

function aDelivery(parts: Partial<Delivery>): Delivery {
  return anyDelivery({
    request_id: "00000000-0000-4000-8000-000000000001",
    client_id: null,
    lead_email: "ada@lead.example",
    webhook: { id: 1, name: "target", level: "user", url: "http://127.0.0.1:1/hook" },
    dialect: "live",
    state: "in_flight",
    created_at: "2026-01-05T12:00:00.000Z",
    ...parts,
  });
}
