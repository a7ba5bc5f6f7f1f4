import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ATTEMPT_OUTCOMES, DUPLICATE_VERDICTS, type DuplicateVerdict } from "../../../src/delivery/delivery.ts";
import type { Fact } from "../../../src/delivery/facts.ts";
import { CounterStore, type Counters } from "../../../src/journal/counters.ts";
import { DeliveryIndex } from "../../../src/journal/delivery-index.ts";
import { deliveryIdOf } from "../../../src/journal/delivery-reducer.ts";
import type { Entry } from "../../../src/journal/entry.ts";
import { damagedStates, isLackOfKey } from "../world/damaged-states.ts";
import { aDelivery, anAttempt } from "./a-delivery.ts";

const step = fc.record({
  which: fc.nat(5),
  kind: fc.constantFrom("event", "create", "start", "finish", "settle", "judge"),
  outcome: fc.constantFrom(...ATTEMPT_OUTCOMES),
  verdict: fc.option(fc.constantFrom(...DUPLICATE_VERDICTS)),
  isFinal: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Makes steps into a lawful history of entries. */
function historyOf(steps: readonly Step[]): Entry[] {
  const attempts = new Map<string, number>();
  const inFlight = new Set<string>();
  const settled = new Set<string>();
  return steps.flatMap(({ which, kind, outcome, verdict, isFinal }, index) => {
    const delivery_id = `d${which}`;
    const number = attempts.get(delivery_id);
    const finding = verdict === null ? null : { verdict, evidence: [], explanation: "" };
    const entry = (fact: Fact): Entry[] => [{ seq: index + 1, at: "2026-01-05T09:00:00.000Z", ...fact }];
    if (kind === "event") return entry({ ...EVENT, event_id: `e${index}` });
    if (kind === "create") {
      if (number !== undefined) return [];
      attempts.set(delivery_id, 0);
      return entry({ type: "delivery.created", delivery: aDelivery({ id: delivery_id }) });
    }
    if (number === undefined) return [];
    if (kind === "judge") {
      if (finding === null || number === 0 || inFlight.has(delivery_id)) return [];
      return entry({ type: "delivery.duplicate", delivery_id, attempt_number: 1 + (index % number), ...finding });
    }
    if (settled.has(delivery_id)) return [];
    if (kind === "start" && !inFlight.has(delivery_id)) {
      attempts.set(delivery_id, number + 1);
      inFlight.add(delivery_id);
      return entry({ type: "attempt.started", delivery_id, attempt: anAttempt(number + 1) });
    }
    if (kind === "finish" && inFlight.delete(delivery_id)) {
      const next_attempt_at = isFinal ? null : "2026-01-05T09:01:00.000Z";
      return entry({
        type: "attempt.finished",
        delivery_id,
        attempt: anAttempt(number, outcome, { duplicate: finding, next_attempt_at }),
      });
    }
    if (kind === "settle" && !inFlight.has(delivery_id)) {
      settled.add(delivery_id);
      return entry({ type: "delivery.settled", delivery_id, state: isFinal ? "failed" : "delivered", reason: null });
    }
    return [];
  });
}

const EVENT = {
  type: "event.emitted",
  event_type: "EMAIL_REPLY",
  campaign_id: 1,
  lead_email: null,
  cause: "trigger",
  shadowed: [],
  explanation: "",
} as const;

function recount(entries: readonly Entry[], index: DeliveryIndex): Counters {
  const verdicts: DuplicateVerdict[] = [...index.all()].flatMap(({ attempts }) =>
    attempts.flatMap(({ duplicate }) => (duplicate === null ? [] : [duplicate.verdict])),
  );
  const entriesOf = (type: Entry["type"]) => entries.filter((entry) => entry.type === type).length;
  const inState = (state: string) => [...index.all()].filter((delivery) => delivery.state === state).length;
  return {
    events: entriesOf("event.emitted"),
    deliveries: entriesOf("delivery.created"),
    in_flight: inState("in_flight"),
    waiting: inState("waiting"),
    delivered: inState("delivered"),
    failed: inState("failed"),
    attempts: entriesOf("attempt.started"),
    duplicates: Object.fromEntries(
      DUPLICATE_VERDICTS.map((verdict) => [verdict, verdicts.filter((other) => other === verdict).length]),
    ) as Counters["duplicates"],
  };
}

describe("CounterBook", () => {
  it("counts at every moment what a recount from the start counts, verdicts that change included", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: "max" }), (steps) => {
        const [book, index] = [new CounterStore(), new DeliveryIndex()];
        const entries = historyOf(steps);
        for (const [position, entry] of entries.entries()) {
          const before = index.get(deliveryIdOf(entry) ?? "");
          book.take(entry, before, index.take(entry));
          expect(book.counters()).toEqual(recount(entries.slice(0, position + 1), index));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("begins anew when it is cleared", () => {
    const [book, index] = [new CounterStore(), new DeliveryIndex()];
    for (const entry of historyOf([{ which: 0, kind: "create", outcome: "success", verdict: null, isFinal: true }])) {
      book.take(entry, undefined, index.take(entry));
    }
    expect(book.counters().deliveries).toBe(1);
    book.clear();
    expect(book.counters()).toEqual(new CounterStore().counters());
  });
});

describe("counts that were saved", () => {
  it("go on as if nothing had been between", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: "max" }), fc.nat(150), (steps, cut) => {
        const [book, later, index] = [new CounterStore(), new CounterStore(), new DeliveryIndex()];
        for (const [position, entry] of historyOf(steps).entries()) {
          if (position === cut) later.restore(JSON.parse(JSON.stringify(book.save())));
          const before = index.get(deliveryIdOf(entry) ?? "");
          const after = index.take(entry);
          book.take(entry, before, after);
          if (position >= cut) later.take(entry, before, after);
          if (position >= cut) expect(later.counters()).toEqual(book.counters());
        }
      }),
      { numRuns: 60 },
    );
  });

  const saved = {
    events: 3,
    deliveries: 4,
    attempts: 5,
    states: [["waiting", 1] as const],
    verdicts: [["unproven", 2] as const],
  };

  it("take the place of all that was counted", () => {
    const book = new CounterStore();
    book.restore({ ...saved, states: [["failed", 9]] });
    book.restore(saved);
    expect(book.save()).toEqual(saved);
    expect(book.counters()).toMatchObject({ failed: 0, waiting: 1 });
  });

  it("are refused in a sentence when a part is missing, and taken or refused whatever stands in its place", () => {
    fc.assert(
      fc.property(damagedStates(saved), ({ damage, make }) => {
        const book = new CounterStore();
        try {
          book.restore(make());
        } catch (error) {
          expect(error).toMatchObject({
            code: "data_unusable",
            message: "The saved counters are missing or damaged; choose another --data, or use --ephemeral.",
          });
          expect(book.counters()).toEqual(new CounterStore().counters());
          return;
        }
        expect(isLackOfKey(damage)).toBe(false);
        expect(
          Object.values(book.counters()).every((count) => Number.isInteger(count) || typeof count === "object"),
        ).toBe(true);
      }),
    );
  });
});
