import type { Delivery } from "../../src/delivery/delivery.ts";
import type { Fact } from "../../src/delivery/facts.ts";
import type { Entry, Frame } from "../../src/journal/entry.ts";
import type { MockState } from "../../src/mock/mock.ts";
import type { Scheduler } from "../../ui/scheduler.ts";
import { LiveStore } from "../../ui/store/live-store.ts";
import { aDelivery } from "../a-delivery.ts";

export { aDelivery, anAttempt } from "../a-delivery.ts";

export const AT = "2026-01-05T09:00:00.000Z";

export const NO_DUPLICATES: MockState["counters"]["duplicates"] = {
  swallowed: 0,
  reprocessed: 0,
  refused: 0,
  unproven: 0,
  "effect-once": 0,
  acknowledged: 0,
};

export function aState(changes: Partial<MockState> = {}): MockState {
  return {
    run: "r1",
    seed: 1,
    clock: { mode: "manual", speed: 1, now: AT },
    policy: { name: "guide", tries: 3, waits_ms: [60_000, 300_000], timeout_ms: 30_000, note: "" },
    dialect: "guide",
    target: "http://localhost:3000/hook",
    world_time: null,
    rate: 0,
    counters: {
      events: 0,
      deliveries: 0,
      in_flight: 0,
      waiting: 0,
      delivered: 0,
      failed: 0,
      attempts: 0,
      duplicates: NO_DUPLICATES,
    },
    data: null,
    webhooks: [
      {
        id: 7,
        name: "target",
        level: "user",
        url: "http://localhost:3000/hook",
        client_id: null,
        campaign_id: null,
        event_types: ["EMAIL_REPLY"],
        category_ids: [],
        disabled: false,
        created_at: AT,
      },
    ],
    ...changes,
  };
}

export function entry(seq: number, fact: Fact, at = AT): Entry {
  return { seq, at, ...fact };
}

export function hello(run = "r1"): Frame {
  return { type: "hello", version: "0.1.0", format: 1, run, first_seq: 1, last_seq: 0 };
}

/** What happens to one event: it is emitted, and reaches one webhook. */
export function oneEvent(firstSeq: number, changes: Partial<Delivery> = {}): Entry[] {
  const delivery = aDelivery({ id: `dlv_${firstSeq}`, event_id: `evt_${firstSeq}`, ...changes });
  return [
    entry(firstSeq, emitted(delivery.event_id, { event_type: delivery.event_type })),
    entry(firstSeq + 1, { type: "delivery.created", delivery }),
  ];
}

type Emitted = Extract<Fact, { type: "event.emitted" }>;

export function emitted(eventId: string, changes: Partial<Emitted> = {}): Emitted {
  return {
    type: "event.emitted",
    event_id: eventId,
    event_type: "EMAIL_REPLY",
    campaign_id: 3600001,
    lead_email: "ann@example.com",
    cause: "trigger",
    shadowed: [],
    explanation: "EMAIL_REPLY goes to nobody: no webhook subscribes to it.",
    ...changes,
  };
}

/** Real time that moves when told. */
export class ManualScheduler implements Scheduler {
  #now = 0;
  #timers: { at: number; callback: () => void }[] = [];

  nowMs(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
    }
    this.#now = end;
  }
}

export function aStore(
  options: { columns?: number; rows?: number; capacity?: number; scheduler?: Scheduler } = {},
): LiveStore {
  const { columns = 80, rows = 24, scheduler = new ManualScheduler(), ...rest } = options;
  return new LiveStore({ url: "http://127.0.0.1:7627", size: { columns, rows }, scheduler, ...rest });
}
