import { type Attempt, type Delivery, DUPLICATE_VERDICTS, type DuplicateVerdict } from "../delivery/delivery.ts";
import type { Entry } from "./entry.ts";

/** The id of the delivery that an entry is about, or `null`. */
export function deliveryIdOf(entry: Entry): string | null {
  if (entry.type === "delivery.created") return entry.delivery.id;
  return "delivery_id" in entry ? entry.delivery_id : null;
}

/**
 * A delivery as it is after one more entry. The server and the terminal UI both use this reducer, so that they cannot disagree. Entries of
 * unknown deliveries (their first entry is gone) give `undefined`.
 */
export function reduceDelivery(current: Delivery | undefined, entry: Entry): Delivery | undefined {
  if (entry.type === "delivery.created") return entry.delivery;
  if (current === undefined) return undefined;
  switch (entry.type) {
    case "attempt.started":
      return { ...current, state: "in_flight", attempts: withAttempt(current.attempts, entry.attempt) };
    case "attempt.finished": {
      const attempts = withAttempt(current.attempts, entry.attempt);
      const isWaiting = entry.attempt.next_attempt_at !== null;
      return { ...current, state: isWaiting ? "waiting" : current.state, attempts, duplicate: worstVerdict(attempts) };
    }
    case "hold.changed":
      return { ...current, attempts: withHeld(current.attempts, entry) };
    case "delivery.settled":
      return { ...current, state: entry.state, reason: entry.reason, settled_at: entry.at };
    case "delivery.duplicate": {
      const { verdict, evidence, explanation } = entry;
      const attempts = current.attempts.map((attempt) =>
        attempt.number === entry.attempt_number
          ? { ...attempt, duplicate: { verdict, evidence, explanation } }
          : attempt,
      );
      return { ...current, attempts, duplicate: worstVerdict(attempts) };
    }
    default:
      return current;
  }
}

function withAttempt(attempts: readonly Attempt[], attempt: Attempt): readonly Attempt[] {
  const last = attempts.at(-1);
  // Most deliveries have one attempt, and an array literal of one takes a tenth of the memory of a spread.
  if (last === undefined || (attempts.length === 1 && last.number === attempt.number)) return [attempt];
  if (last.number < attempt.number) return [...attempts, attempt];
  return last.number === attempt.number
    ? [...attempts.slice(0, -1), attempt]
    : attempts.map((known) => (known.number === attempt.number ? attempt : known));
}

type HoldChanged = Extract<Entry, { readonly type: "hold.changed" }>;

/** An attempt shows `held` for as long as it is held. */
function withHeld(attempts: readonly Attempt[], { attempt_number, held_at, change }: HoldChanged): readonly Attempt[] {
  return attempts.map((attempt) => {
    if (attempt.number !== attempt_number) return attempt;
    const { held: _, ...rest } = attempt;
    return change === "held" ? { ...rest, held: held_at } : rest;
  });
}

function worstVerdict(attempts: readonly Attempt[]): DuplicateVerdict | null {
  if (attempts.length === 1 && attempts[0]?.duplicate === null) return null;
  if (attempts.every((attempt) => attempt.duplicate === null)) return null;
  const seen = new Set(attempts.map((attempt) => attempt.duplicate?.verdict));
  return DUPLICATE_VERDICTS.find((verdict) => seen.has(verdict)) ?? null;
}
