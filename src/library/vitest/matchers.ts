import { SmartLeadMockError } from "../../base/errors.ts";
import type { DuplicateVerdict, FailureReason } from "../../delivery/delivery.ts";
import { hasParts } from "../deliveries-handle.ts";
import { deliveriesIn, type JudgedDelivery, storyOf } from "./judged.ts";

export interface SmartLeadMatchers<Result = unknown> {
  /** Every delivery got its 2xx; an event has at least one. */
  toBeDelivered(): Result;
  /** Every delivery failed: for this reason, if one is given. */
  toHaveFailed(reason?: FailureReason): Result;
  /** Every delivery had so many attempts. */
  toHaveAttempts(count: number): Result;
  /** What was sent again had no second effect, by evidence: `acknowledged` or `effect-once`. Where nothing was sent again it fails, also behind `not`. */
  toBeIdempotent(): Result;
  /** Every body that was sent has these parts; objects may hold more, lists have as many items. */
  toMatchPayload(parts: object): Result;
}

/** What vitest and jest take as the answer of a matcher. */
export interface MatcherAnswer {
  readonly pass: boolean;
  message(): string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** Verdicts that rest on evidence; `unproven` is not one (PRODUCT §8). */
const PROVEN: readonly (DuplicateVerdict | null)[] = ["acknowledged", "effect-once"];

/** For `expect.extend`. Each failure shows the timeline of its deliveries. */
export const smartleadMatchers = {
  toBeDelivered: (received: unknown) =>
    judge(deliveriesIn(received, "toBeDelivered"), {
      wanted: "to be delivered",
      holds: ({ state }) => state === "delivered",
      was: stateOf,
    }),

  toHaveFailed: (received: unknown, reason?: FailureReason) =>
    judge(deliveriesIn(received, "toHaveFailed"), {
      wanted: reason === undefined ? "to have failed" : `to have failed as ${reason}`,
      holds: (delivery) => delivery.state === "failed" && (reason === undefined || delivery.reason === reason),
      was: stateOf,
    }),

  toHaveAttempts: (received: unknown, count: number) =>
    judge(deliveriesIn(received, "toHaveAttempts"), {
      wanted: `to have ${attempts(count)}`,
      holds: (delivery) => delivery.attempts.length === count,
      was: (delivery) => `had ${attempts(delivery.attempts.length)}`,
    }),

  toBeIdempotent: (received: unknown) => {
    const judged = deliveriesIn(received, "toBeIdempotent");
    const repeated = judged.filter(({ delivery }) => delivery.duplicate !== null);
    if (repeated.length === 0) return nothingRepeated(judged);
    return judge(repeated, {
      wanted: "to be handled once although it was sent again",
      holds: ({ duplicate }) => PROVEN.includes(duplicate),
      was: ({ duplicate }) =>
        duplicate === "unproven"
          ? "is unproven: nothing shows whether the work ran twice; report each effect with smartlead.effects.add(requestId)"
          : `was ${duplicate}`,
    });
  },

  toMatchPayload: (received: unknown, parts: object): MatcherAnswer => {
    const judged = deliveriesIn(received, "toMatchPayload");
    const answer = judge(judged, {
      wanted: "to carry the payload",
      holds: (delivery) => hasParts(bodyOf(delivery), parts),
      was: () => "carried another",
    });
    const other = judged.find(({ delivery }) => !hasParts(bodyOf(delivery), parts));
    return other === undefined
      ? answer
      : { ...answer, actual: partsOf(bodyOf(other.delivery), parts), expected: parts };
  },
};

interface Judgement {
  /** Completes "expected every delivery …". */
  readonly wanted: string;
  holds(delivery: JudgedDelivery["delivery"]): boolean;
  /** Completes "this one …". */
  was(delivery: JudgedDelivery["delivery"]): string;
}

function judge(judged: readonly JudgedDelivery[], { wanted, holds, was }: Judgement): MatcherAnswer {
  const wrong = judged.filter(({ delivery }) => !holds(delivery));
  const pass = judged.length > 0 && wrong.length === 0;
  const message = () => {
    if (pass) return `expected no delivery ${wanted}, but ${judged.length} did:\n${storyOf(judged)}`;
    if (judged.length === 0) return `expected every delivery ${wanted}, but there are none: no webhook got the event`;
    const found = [...new Set(wrong.map(({ delivery }) => was(delivery)))].join("; ");
    return `expected every delivery ${wanted}, but ${wrong.length} of ${judged.length} ${found}:\n${storyOf(wrong)}`;
  };
  return { pass, message };
}

/** Neither idempotent nor not: an error, so that `not` does not make a proof of it. */
function nothingRepeated(judged: readonly JudgedDelivery[]): never {
  const how = "let an answer be lost (faults: [{ kind: 'lost-response', attempt: 1 }]) or resend the delivery first";
  const what = "Nothing was sent again, so nothing shows whether it is handled once";
  throw new SmartLeadMockError("conflict", `${what}; ${how}:\n${storyOf(judged)}`);
}

function stateOf({ state, reason, attempts: tries }: JudgedDelivery["delivery"]): string {
  const last = tries.at(-1);
  const answer =
    last === undefined || last.outcome === null ? "" : `, last ${last.outcome} ${last.status ?? ""}`.trimEnd();
  if (state === "queued" || state === "in_flight" || state === "waiting") {
    return `is still ${state}${answer}; await smartlead.settle() first`;
  }
  return `is ${state}${reason === null ? "" : `, ${reason}`}${answer}`;
}

function bodyOf({ request }: JudgedDelivery["delivery"]): unknown {
  try {
    return request === null || request === undefined ? null : JSON.parse(request.body);
  } catch {
    return request?.body;
  }
}

/** Of a body only what was asked about, so that a difference is not lost among thirty keys. */
function partsOf(body: unknown, parts: object): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body) !== Array.isArray(parts)) return body;
  const asked = new Set(Object.keys(parts));
  return Array.isArray(body) ? body : Object.fromEntries(Object.entries(body).filter(([key]) => asked.has(key)));
}

function attempts(count: number): string {
  return count === 1 ? "1 attempt" : `${count} attempts`;
}
