import type { FaultRule } from "../../../src/delivery/faults/fault.ts";
import { type AttemptSubject, FaultRegistry } from "../../../src/delivery/faults/fault-registry.ts";
import type { DeliverySubject } from "../../../src/delivery/faults/selecting.ts";
import { EPOCH } from "../time/fake-real-time.ts";

/** A book with a clock that is set by hand, and what it told. */
export function aBook(rules: readonly FaultRule[] = [], seed = 1) {
  const told: string[] = [];
  const clock = { now: EPOCH };
  let ids = 0;
  const nextId = () => {
    ids += 1;
    return `flt_${ids}`;
  };
  const book = new FaultRegistry({
    seed,
    nextId,
    now: () => clock.now,
    onChange: (change, fault) => told.push(`${change} ${fault.id}`),
  });
  for (const rule of rules) book.arm(rule);
  return { book, clock, told };
}

export function aSubject(changes: Partial<DeliverySubject> = {}): DeliverySubject {
  return {
    event_id: "evt_1",
    event_type: "EMAIL_REPLY",
    campaign_id: 3,
    lead_email: "ann@example.com",
    webhook: { id: 1, level: "user" },
    ...changes,
  };
}

export function anAttempt(changes: Partial<DeliverySubject & { number: number; order: number }> = {}): AttemptSubject {
  const { number = 1, order = 1, ...delivery } = changes;
  return { delivery: aSubject(delivery), number, order };
}
