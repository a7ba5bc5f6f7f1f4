import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ATTEMPT_OUTCOMES } from "../../../src/delivery/delivery.ts";
import {
  adjustedPolicy,
  POLICY_NAMES,
  RETRY_POLICIES,
  type RetryPolicy,
  waitAfter,
} from "../../../src/delivery/retry-policies.ts";
import type { Counters } from "../../../src/journal/counters.ts";
import type { Entry } from "../../../src/journal/entry.ts";
import { EPOCH } from "../time/fake-real-time.ts";
import { type Answer, anEngine } from "./an-engine.ts";

interface Plan {
  readonly webhookId: number;
  /** Mock ms after the start at which it is accepted. */
  readonly atMs: number;
  /** Attempt by attempt; afterwards success. */
  readonly answers: readonly Answer[];
}

interface Session {
  readonly plans: readonly Plan[];
  readonly policy: RetryPolicy;
  readonly limits: { readonly perWebhook: number; readonly total: number };
}

const answer: fc.Arbitrary<Answer> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ outcome: fc.constantFrom(...ATTEMPT_OUTCOMES), afterMs: fc.nat(50) }) },
  { weight: 2, arbitrary: fc.record({ outcome: fc.constant("server_error" as const), afterMs: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.constant<Answer>("hang") },
);

const plan: fc.Arbitrary<Plan> = fc.record({
  webhookId: fc.integer({ min: 1, max: 3 }),
  atMs: fc.oneof(fc.constant(0), fc.nat(400_000)),
  answers: fc.array(answer, { maxLength: 8 }),
});

const policy: fc.Arbitrary<RetryPolicy> = fc.oneof(
  fc.constantFrom(...POLICY_NAMES).map((name) => RETRY_POLICIES[name]),
  fc
    .record({
      tries: fc.integer({ min: 1, max: 5 }),
      waitsMs: fc.array(fc.nat(90_000), { maxLength: 3 }),
      timeoutMs: fc.nat(60_000),
    })
    .map((changes) => adjustedPolicy(RETRY_POLICIES.core, changes)),
);

const session: fc.Arbitrary<Session> = fc.record({
  plans: fc.array(plan, { maxLength: 25 }),
  policy,
  limits: fc.record({ perWebhook: fc.integer({ min: 1, max: 4 }), total: fc.integer({ min: 1, max: 6 }) }),
});

async function played({ plans, policy: chosen, limits }: Session) {
  const bench = anEngine(({ body }, number) => plans[Number(body)]?.answers[number - 1] ?? { outcome: "success" }, {
    policy: chosen,
    limits,
  });
  for (const [id, { webhookId, atMs }] of plans.entries()) {
    bench.clock.wakeAt(EPOCH + atMs, () => bench.accept(String(id), webhookId));
  }
  await bench.real.run();
  return bench;
}

function entriesOf(entries: readonly Entry[], id: string): readonly Entry[] {
  return entries.filter(
    (entry) =>
      (entry.type === "delivery.created" ? entry.delivery.id : "delivery_id" in entry && entry.delivery_id) === id,
  );
}

function times(entries: readonly Entry[]): number[] {
  return entries.map((entry) => Date.parse(entry.at));
}

describe("an engine with any receivers, webhooks, limits and policy", () => {
  it("settles each accepted delivery exactly once, by a lawful life", async () => {
    await fc.assert(
      fc.asyncProperty(session, async (one) => {
        const bench = await played(one);
        expect(bench.engine.openCount).toBe(0);
        for (const id of one.plans.keys()) {
          const life = entriesOf(bench.entries(), String(id)).map((entry) =>
            "attempt" in entry ? `${entry.type} ${entry.attempt.number}` : entry.type,
          );
          const attempts = (life.length - 2) / 2;
          const lawful = Array.from({ length: attempts }, (_, index) => [
            `attempt.started ${index + 1}`,
            `attempt.finished ${index + 1}`,
          ]);
          expect(life).toEqual(["delivery.created", ...lawful.flat(), "delivery.settled"]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("never counts more tries than the policy has, and ends as the last outcome says", async () => {
    await fc.assert(
      fc.asyncProperty(session, async (one) => {
        const bench = await played(one);
        for (const { state, reason, attempts } of bench.projections.deliveries.all()) {
          const counted = attempts.filter(({ outcome }) => outcome !== "interrupted").length;
          expect(counted).toBeLessThanOrEqual(one.policy.tries);
          const last = attempts.at(-1)?.outcome;
          if (state === "delivered") expect(last).toBe("success");
          else if (state === "withheld") expect(last).toBe("withheld");
          else if (reason === "rejected") expect(last).toBe("rejected");
          else if (reason === "exhausted") expect(counted).toBe(one.policy.tries);
          else expect(reason).toBe("disabled");
        }
      }),
      { numRuns: 150 },
    );
  });

  it("sends nothing before it is due, and each retry its wait after the end of the attempt before", async () => {
    await fc.assert(
      fc.asyncProperty(session, async (one) => {
        const bench = await played(one);
        for (const delivery of bench.projections.deliveries.all()) {
          let triesUsed = 0;
          let dueAt = Date.parse(delivery.created_at);
          for (const { started_at, ended_at, next_attempt_at, outcome } of delivery.attempts) {
            expect(Date.parse(started_at)).toBeGreaterThanOrEqual(dueAt);
            expect(Date.parse(ended_at ?? "")).toBeGreaterThanOrEqual(Date.parse(started_at));
            if (next_attempt_at === null) continue;
            triesUsed += outcome === "interrupted" ? 0 : 1;
            dueAt = Date.parse(next_attempt_at);
            const wait = outcome === "interrupted" ? 0 : waitAfter(one.policy, triesUsed);
            expect(dueAt - Date.parse(ended_at ?? "")).toBe(wait);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it("never has more in flight than its limits, and lets nothing that is due wait for a place that is free", async () => {
    await fc.assert(
      fc.asyncProperty(session, async (one) => {
        const bench = await played(one);
        const webhookOf = new Map([...bench.projections.deliveries.all()].map(({ id, webhook }) => [id, webhook.id]));
        const inFlight = new Set<string>();
        const dueAt = new Map<string, number>();
        const countOf = (webhookId = 0) => [...inFlight].filter((id) => webhookOf.get(id) === webhookId).length;
        let now = EPOCH;
        for (const entry of bench.entries()) {
          const isLater = Date.parse(entry.at) > now;
          for (const [id, due] of isLater ? dueAt : []) {
            const isBlocked =
              inFlight.size === one.limits.total || countOf(webhookOf.get(id)) === one.limits.perWebhook;
            expect(due > now || isBlocked).toBe(true);
          }
          now = Date.parse(entry.at);
          if (entry.type === "delivery.created") dueAt.set(entry.delivery.id, now);
          else if (entry.type === "delivery.settled") dueAt.delete(entry.delivery_id);
          else if (entry.type === "attempt.started") {
            dueAt.delete(entry.delivery_id);
            inFlight.add(entry.delivery_id);
          } else if (entry.type === "attempt.finished") {
            inFlight.delete(entry.delivery_id);
            const next = entry.attempt.next_attempt_at;
            if (next !== null) dueAt.set(entry.delivery_id, Date.parse(next));
          }
          expect(inFlight.size).toBeLessThanOrEqual(one.limits.total);
          for (const webhookId of [1, 2, 3]) expect(countOf(webhookId)).toBeLessThanOrEqual(one.limits.perWebhook);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("writes its entries in order of time, and books a timeout's full time", async () => {
    await fc.assert(
      fc.asyncProperty(session, async (one) => {
        const bench = await played(one);
        const written = times(bench.entries());
        expect(written).toEqual([...written].sort((a, b) => a - b));
        for (const { attempts } of bench.projections.deliveries.all()) {
          for (const { outcome, started_at, ended_at, clipped, duration_ms } of attempts) {
            if (outcome !== "timeout") continue;
            expect(Date.parse(ended_at ?? "") - Date.parse(started_at)).toBeGreaterThanOrEqual(
              one.policy.timeoutMs ?? 0,
            );
            expect(clipped).toBe((duration_ms ?? 0) < (one.policy.timeoutMs ?? 0));
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it("sends the same request id, headers and bytes on each attempt", async () => {
    await fc.assert(
      fc.asyncProperty(session, async (one) => {
        const bench = await played(one);
        const attempts = [...bench.projections.deliveries.all()].reduce(
          (sum, delivery) => sum + delivery.attempts.length,
          0,
        );
        expect(bench.sender.sent).toHaveLength(attempts);
        for (const { request, at } of bench.sender.sent) {
          expect(request.headers).toEqual({
            "X-Request-Id": `req_${request.body}`,
            "X-Mock-Time": new Date(EPOCH + at).toISOString(),
          });
        }
      }),
      { numRuns: 50 },
    );
  });

  it("counts what a recount of the entries counts", async () => {
    await fc.assert(
      fc.asyncProperty(session, async (one) => {
        const bench = await played(one);
        expect(bench.projections.counters()).toEqual(recount(bench.entries()));
      }),
      { numRuns: 50 },
    );
  });

  it("switches a webhook off just at the fifth failed delivery in a row, and sends nothing more that was owed to it then", async () => {
    const failing = fc.constantFrom<Answer>(
      { outcome: "rejected" },
      { outcome: "server_error" },
      { outcome: "success" },
    );
    const bad = fc.record({
      webhookId: fc.integer({ min: 1, max: 2 }),
      atMs: fc.nat(200_000),
      answers: fc.oneof(
        { weight: 3, arbitrary: fc.constant<Answer[]>([{ outcome: "rejected" }]) },
        { weight: 1, arbitrary: fc.array(failing, { maxLength: 7 }) },
      ),
    });
    let switchedOff = 0;
    await fc.assert(
      fc.asyncProperty(session, fc.array(bad, { minLength: 10, maxLength: 30 }), async (one, plans) => {
        const bench = await played({ ...one, plans, policy: RETRY_POLICIES.core });
        const entries = bench.entries();
        expect(bench.disabled.map(({ webhookId }) => webhookId)).toEqual(fifthsInARow(entries));
        switchedOff += bench.disabled.length;
        for (const { webhookId, afterSeq } of bench.disabled) {
          for (const delivery of bench.projections.deliveries.all()) {
            const [created, ...rest] = entriesOf(entries, delivery.id);
            if (delivery.webhook.id !== webhookId || (created?.seq ?? 0) > afterSeq) continue;
            const after = rest.filter((entry) => entry.seq > afterSeq);
            expect(after.filter((entry) => entry.type === "attempt.started")).toEqual([]);
            if (after.length === 1) expect(delivery.reason).toBe("disabled");
          }
        }
      }),
      { numRuns: 100 },
    );
    expect(switchedOff).toBeGreaterThan(20);
  });
});

/** The webhooks that the entries say should be switched off, in order. */
function fifthsInARow(entries: readonly Entry[]): number[] {
  const webhookOf = new Map<string, number>();
  const inARow = new Map<number, number>();
  const fifths: number[] = [];
  for (const entry of entries) {
    if (entry.type === "delivery.created") webhookOf.set(entry.delivery.id, entry.delivery.webhook.id);
    if (entry.type !== "delivery.settled" || entry.reason === "disabled") continue;
    const webhookId = webhookOf.get(entry.delivery_id) ?? 0;
    const count = entry.state === "failed" ? (inARow.get(webhookId) ?? 0) + 1 : 0;
    if (count === 5) fifths.push(webhookId);
    inARow.set(webhookId, count === 5 ? 0 : count);
  }
  return fifths;
}

function recount(entries: readonly Entry[]): Counters {
  const count = (isMeant: (entry: Entry) => boolean) => entries.filter(isMeant).length;
  const settled = (state: string) => count((entry) => entry.type === "delivery.settled" && entry.state === state);
  return {
    events: 0,
    deliveries: count(({ type }) => type === "delivery.created"),
    in_flight: 0,
    waiting: 0,
    delivered: settled("delivered"),
    failed: settled("failed"),
    attempts: count(({ type }) => type === "attempt.started"),
    duplicates: { swallowed: 0, reprocessed: 0, refused: 0, unproven: 0, "effect-once": 0, acknowledged: 0 },
  };
}
