import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ATTEMPT_OUTCOMES, type AttemptOutcome } from "../../../src/delivery/delivery.ts";
import { type Effect, type Input, type Phase, transition } from "../../../src/delivery/lifecycle.ts";
import {
  adjustedPolicy,
  POLICY_NAMES,
  RETRY_POLICIES,
  type RetryPolicy,
  waitAfter,
} from "../../../src/delivery/retry-policies.ts";

const NOW = 1_000_000;
const MINUTE = 60_000;
const QUEUED: Phase = { kind: "queued", dueAt: 0 };

const RETRIED = ["server_error", "redirect", "timeout", "network_error"] as const;
/** PRODUCT §3, by hand. */
const WAITS: Record<string, readonly number[]> = {
  guide: [1, 5].map((minutes) => minutes * MINUTE),
  "guide-retries": [1, 5, 30].map((minutes) => minutes * MINUTE),
  core: [1, 5, 15, 60, 360].map((minutes) => minutes * MINUTE),
  fixed: [5, 5, 5, 5, 5].map((minutes) => minutes * MINUTE),
};

/** Plays outcomes one after the other, each as soon as it may; returns what happened. */
function play(outcomes: readonly AttemptOutcome[], policy: RetryPolicy) {
  let phase: Phase = QUEUED;
  const waits: number[] = [];
  const settled: Effect[] = [];
  let attempts = 0;
  for (const outcome of outcomes) {
    const started = transition(phase, { kind: "start" }, { policy, now: NOW });
    if (started.effects.length === 0) break;
    attempts += 1;
    const ended = transition(started.phase, { kind: "ended", outcome }, { policy, now: NOW });
    phase = ended.phase;
    for (const effect of ended.effects) {
      if (effect.kind === "wake") waits.push(effect.at - NOW);
      if (effect.kind === "settle") settled.push(effect);
    }
  }
  return { attempts, waits, settled, phase };
}

describe.each(POLICY_NAMES)("policy %s", (name) => {
  const policy = RETRY_POLICIES[name];
  const waits = WAITS[name] ?? [];
  const tries = waits.length + 1;

  it.each(RETRIED)("tries again after %s with its waits, then fails as exhausted", (outcome) => {
    const played = play(new Array(20).fill(outcome), policy);
    expect(played).toMatchObject({
      attempts: tries,
      waits,
      settled: [{ kind: "settle", state: "failed", reason: "exhausted" }],
    });
  });

  it.each([
    ["success", "delivered", null],
    ["rejected", "failed", "rejected"],
    ["withheld", "withheld", null],
  ] as const)("is done after %s, whenever it comes", (outcome, state, reason) => {
    for (let before = 0; before < tries; before += 1) {
      const played = play([...new Array(before).fill("timeout"), outcome, outcome], policy);
      expect(played).toMatchObject({ attempts: before + 1, settled: [{ kind: "settle", state, reason }] });
    }
  });

  it("tries again at once after interrupted, which does not count as a try", () => {
    const played = play(["interrupted", "server_error", "interrupted", ...new Array(20).fill("server_error")], policy);
    expect(played.attempts).toBe(tries + 2);
    expect(played.waits).toEqual([0, waits[0], 0, ...waits.slice(1)]);
    expect(played.settled).toEqual([{ kind: "settle", state: "failed", reason: "exhausted" }]);
  });

  it("has SmartLead's 30 s, and says what is not documented", () => {
    expect(policy.timeoutMs).toBe(30_000);
    expect(policy.note).toContain("does not document");
    expect(policy.disableAfterFailures).toBe(name === "core" ? 5 : null);
  });
});

describe("a delivery's life", () => {
  const outcome = fc.constantFrom(...ATTEMPT_OUTCOMES);
  const policy: fc.Arbitrary<RetryPolicy> = fc
    .record({ tries: fc.integer({ min: 1, max: 8 }), waitsMs: fc.array(fc.nat(1_000), { maxLength: 4 }) })
    .map((changes) => adjustedPolicy(RETRY_POLICIES.guide, changes));

  it("never has more counted attempts than the policy allows, and settles at most once", () => {
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 40 }), policy, (outcomes, chosen) => {
        const { attempts, settled, phase } = play(outcomes, chosen);
        const interrupted = outcomes.slice(0, attempts).filter((one) => one === "interrupted").length;
        expect(attempts - interrupted).toBeLessThanOrEqual(chosen.tries);
        expect(settled).toHaveLength(phase.kind === "settled" ? 1 : 0);
      }),
    );
  });

  it("always ends when each attempt does", () => {
    const ending = outcome.filter((one) => one !== "interrupted");
    fc.assert(
      fc.property(fc.array(ending, { minLength: 8, maxLength: 8 }), policy, (outcomes, chosen) => {
        expect(play(outcomes, chosen).settled).toHaveLength(1);
      }),
    );
  });

  it("is changed by no input that does not fit, and by none at all once it has settled", () => {
    const phase: fc.Arbitrary<Phase> = fc.oneof(
      fc.constant(QUEUED),
      fc.constant<Phase>({ kind: "in_flight", attemptNumber: 1, triesUsed: 0 }),
      fc.constant<Phase>({ kind: "waiting", dueAt: 5, attemptNumber: 1, triesUsed: 1 }),
      fc.constant<Phase>({ kind: "settled", state: "delivered", reason: null }),
    );
    const input: fc.Arbitrary<Input> = fc.oneof(
      fc.constant<Input>({ kind: "start" }),
      fc.constant<Input>({ kind: "disabled" }),
      outcome.map((one): Input => ({ kind: "ended", outcome: one })),
    );
    const fits = { start: ["queued", "waiting"], ended: ["in_flight"], disabled: ["queued", "waiting"] };
    fc.assert(
      fc.property(phase, input, (before, one) => {
        const after = transition(before, one, { policy: RETRY_POLICIES.guide, now: NOW });
        if (fits[one.kind].includes(before.kind)) expect(after.phase).not.toEqual(before);
        else expect(after).toEqual({ phase: before, effects: [] });
      }),
    );
  });

  it("fails with the reason disabled when its webhook is switched off before an attempt", () => {
    const effects = [{ kind: "settle", state: "failed", reason: "disabled" }];
    for (const phase of [QUEUED, { kind: "waiting", dueAt: 5, attemptNumber: 2, triesUsed: 2 } as const]) {
      expect(transition(phase, { kind: "disabled" }, { policy: RETRY_POLICIES.core, now: NOW }).effects).toEqual(
        effects,
      );
    }
  });
});

describe("waitAfter", () => {
  it("repeats the last wait, and is nothing where there is none", () => {
    const twice = adjustedPolicy(RETRY_POLICIES.guide, { waitsMs: [10, 20] });
    expect([1, 2, 3, 9].map((number) => waitAfter(twice, number))).toEqual([10, 20, 20, 20]);
    expect(waitAfter(adjustedPolicy(RETRY_POLICIES.guide, { waitsMs: [] }), 1)).toBe(0);
  });
});

describe("adjustedPolicy", () => {
  it("says what was changed, and is custom once tries or waits are", () => {
    const { guide } = RETRY_POLICIES;
    expect(adjustedPolicy(guide, {})).toBe(guide);
    expect(adjustedPolicy(guide, { timeoutMs: null })).toMatchObject({ name: "guide", tries: 3, timeoutMs: null });
    expect(adjustedPolicy(guide, { tries: 2 })).toMatchObject({ name: "custom", tries: 2, timeoutMs: 30_000 });
    expect(adjustedPolicy(guide, { waitsMs: [1], timeoutMs: 5 }).note).toContain("Changed here: waits, timeout.");
  });
});
