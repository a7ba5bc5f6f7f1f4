import { assertNever } from "../base/errors.ts";
import type { Attempt, AttemptOutcome, Delivery, DeliveryStateName, FailureReason } from "./delivery.ts";
import { type RetryPolicy, waitAfter } from "./retry-policies.ts";

/** A delivery's state, with only the data that it needs. Times are epoch ms on the mock's clock. */
export type Phase =
  | { readonly kind: "queued"; readonly dueAt: number }
  | { readonly kind: "in_flight"; readonly attemptNumber: number; readonly triesUsed: number }
  | { readonly kind: "waiting"; readonly dueAt: number; readonly attemptNumber: number; readonly triesUsed: number }
  | { readonly kind: "settled"; readonly state: SettledState; readonly reason: FailureReason | null };

export type SettledState = Extract<DeliveryStateName, "delivered" | "failed" | "withheld">;

export type Input =
  | { readonly kind: "start" }
  | { readonly kind: "ended"; readonly outcome: AttemptOutcome }
  | { readonly kind: "disabled" };

/** An action for the engine. */
export type Effect =
  | { readonly kind: "send"; readonly attemptNumber: number }
  | { readonly kind: "wake"; readonly at: number }
  | { readonly kind: "settle"; readonly state: SettledState; readonly reason: FailureReason | null };

export interface Transition {
  readonly phase: Phase;
  readonly effects: readonly Effect[];
}

/**
 * The state machine of a delivery. Pure: gives the next phase and effects for an input, policy and time. An input that does not apply
 * changes nothing.
 */
export function transition(
  phase: Phase,
  input: Input,
  at: { readonly policy: RetryPolicy; readonly now: number },
): Transition {
  switch (input.kind) {
    case "start":
      return start(phase);
    case "ended":
      return phase.kind === "in_flight" ? ended(phase, input.outcome, at) : { phase, effects: [] };
    case "disabled":
      return phase.kind === "queued" || phase.kind === "waiting"
        ? settle("failed", "disabled")
        : { phase, effects: [] };
    default:
      return assertNever(input);
  }
}

/** The phase of an open delivery, according to its recorded data. */
export function phaseOf(delivery: Pick<Delivery, "attempts">, now: number): Phase {
  const last = delivery.attempts.at(-1);
  if (last === undefined) return { kind: "queued", dueAt: now };
  const attemptNumber = last.number;
  if (last.next_attempt_at === null) {
    return { kind: "in_flight", attemptNumber, triesUsed: triesAmong(delivery.attempts.slice(0, -1)) };
  }
  const dueAt = Date.parse(last.next_attempt_at);
  return { kind: "waiting", dueAt, attemptNumber, triesUsed: triesAmong(delivery.attempts) };
}

/** An attempt that the mock itself interrupted does not count (PRODUCT §3). */
function triesAmong(attempts: readonly Attempt[]): number {
  return attempts.filter(({ outcome }) => outcome !== "interrupted").length;
}

function start(phase: Phase): Transition {
  if (phase.kind !== "queued" && phase.kind !== "waiting") return { phase, effects: [] };
  const before = phase.kind === "queued" ? { attemptNumber: 0, triesUsed: 0 } : phase;
  const attemptNumber = before.attemptNumber + 1;
  return {
    phase: { kind: "in_flight", attemptNumber, triesUsed: before.triesUsed },
    effects: [{ kind: "send", attemptNumber }],
  };
}

function ended(
  phase: Extract<Phase, { kind: "in_flight" }>,
  outcome: AttemptOutcome,
  { policy, now }: { readonly policy: RetryPolicy; readonly now: number },
): Transition {
  switch (outcome) {
    case "success":
      return settle("delivered", null);
    case "rejected":
      return settle("failed", "rejected");
    case "withheld":
      return settle("withheld", null);
    case "interrupted":
      // The mock itself failed: the attempt is repeated at once and does not count as a try (PRODUCT §3).
      return wait({ ...phase, dueAt: now });
    case "server_error":
    case "redirect":
    case "timeout":
    case "network_error": {
      const triesUsed = phase.triesUsed + 1;
      if (triesUsed >= policy.tries) return settle("failed", "exhausted");
      return wait({ attemptNumber: phase.attemptNumber, triesUsed, dueAt: now + waitAfter(policy, triesUsed) });
    }
    default:
      return assertNever(outcome);
  }
}

function wait(next: { attemptNumber: number; triesUsed: number; dueAt: number }): Transition {
  const { attemptNumber, triesUsed, dueAt } = next;
  return { phase: { kind: "waiting", attemptNumber, triesUsed, dueAt }, effects: [{ kind: "wake", at: dueAt }] };
}

function settle(state: SettledState, reason: FailureReason | null): Transition {
  return { phase: { kind: "settled", state, reason }, effects: [{ kind: "settle", state, reason }] };
}
