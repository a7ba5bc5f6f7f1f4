/**
 * Events whose type is of a custom dialect. What a receiver does for one is not known beforehand, so that each is compared with
 * itself: the same event of the same history, with nothing in its way. Pure.
 */
import { attemptsOf, type Sent } from "../verify/context/sent.ts";
import { missingWork, type Proof } from "../verify/judging/proof.ts";
import { isZero } from "../verify/measuring/measurement.ts";
import type { Played, PlayedEvent } from "./played.ts";
import type { Violation } from "./violation.ts";

/** By what a write is known to be about one event, and no other. */
const NAMES_ITS_EVENT: ReadonlySet<string> = new Set(["request-id", "message"]);
/** Names of effects that put a whole record, or a part of it, into its place: they may be written again. */
const SETS = /^(PUT|PATCH) /;

/** What may be wrong with them; the twin decides. */
export function ownTypeViolations({ own = [], stray }: Played): readonly Violation[] {
  return own.flatMap((one) => doubledOwn(one) ?? (stray === 0 ? lostOwn(one) : null) ?? []);
}

function doubledOwn({ name, sent }: PlayedEvent): Violation | null {
  const times = attemptsOf(sent).length;
  const repeated = repeatedEffects(sent);
  if (times < 2 || repeated.length === 0 || isGuessed(sent)) return null;
  return {
    property: "once",
    cause: "once: a custom type",
    message: `${sent.label} was processed more than once: it was sent ${times} times with one X-Request-Id.`,
    expected: "processed once",
    actual: `effects: ${repeated.map((effect) => `${effect || "unnamed"} ${sent.counts.get(effect)}`).join(", ")}`,
    proof: null,
    subject: { name, sent },
    twin: "itself",
  };
}

function lostOwn({ name, sent, isOvertaken }: PlayedEvent): Violation | null {
  if (sent.delivery.state !== "delivered" || isOvertaken || !isZero(sent.work) || sent.counts.size > 0) return null;
  return {
    property: "lost",
    cause: "lost: a custom type",
    message: `${sent.label} is answered 2xx but has no effect: the event is lost.`,
    expected: "processed once",
    actual: "no effect",
    proof: null,
    subject: { name, sent },
    twin: "itself",
  };
}

/** What the twin proves, and how many effects the event rightly has; `null` where it did as much, or nothing. */
export function ownTypeProof(
  { property, subject }: Violation,
  twin: Sent | undefined,
): { readonly proof: Proof; readonly units: number } | null {
  if (subject === null || twin === undefined || twin.delivery.state !== "delivered" || isGuessed(twin)) return null;
  const units = [...twin.counts.values()].reduce((sum, count) => sum + count, 0);
  if (units === 0) return null;
  const { sent } = subject;
  if (property === "lost") {
    const proof = missingWork(sent, { ...twin, work: { kind: "read", value: units } });
    return proof === null ? null : { proof, units };
  }
  const isMore = repeatedEffects(sent).some((effect) => {
    const usual = twin.counts.get(effect) ?? 0;
    return usual > 0 && (sent.counts.get(effect) ?? 0) > usual;
  });
  return isMore ? { proof: { kind: "second-effect", subject: sent }, units } : null;
}

function repeatedEffects({ counts }: Sent): readonly string[] {
  return [...counts].filter(([effect, count]) => count > 1 && !SETS.test(effect)).map(([effect]) => effect);
}

function isGuessed({ calls }: Sent): boolean {
  return calls.some(({ is_effect: isEffect, attributed_by: by }) => isEffect && !NAMES_ITS_EVENT.has(by ?? ""));
}
