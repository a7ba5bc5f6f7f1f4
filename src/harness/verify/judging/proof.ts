import type { Attempt } from "../../../delivery/delivery.ts";
import { isOwnAnswer } from "../../../delivery/idempotency/duplicate-facts.ts";
import { attemptsOf, type Sent } from "../context/sent.ts";
import { atLeast, isZero } from "../measuring/measurement.ts";
import { type ReceiverProfile, typeProfile } from "../receiver-profile.ts";

/** The proof of a failure: a `fail` requires one (PRODUCT §8, rule 2). Data; words come last. */
export type Proof =
  /** More effects than one event should have. */
  | { readonly kind: "second-effect"; readonly subject: Sent }
  /** A status, a reset or a time that itself breaks the contract. */
  | { readonly kind: "protocol"; readonly attempt: Attempt | null }
  /** A number that is right for a few events at once rose by less than these should cause: some had no effect. */
  | { readonly kind: "sum"; readonly subject: Sent; readonly seen: number; readonly expected: number }
  /** A twin had its effect, and this event had none within the time in which effects arrive. */
  | {
      readonly kind: "missing";
      readonly subject: Sent;
      readonly twin: string;
      readonly waitedMs: number;
      /** Whether it was waited for as long as possible: a second look would see no more. */
      readonly isFinal: boolean;
    }
  /** The same history in two orders ended in two states. */
  | { readonly kind: "diverged"; readonly control: string; readonly subject: string };

/** The event was processed more than once; `null` if that was not observed. */
export function secondEffect(sent: Sent): Proof | null {
  return atLeast(sent.work) > 1 ? { kind: "second-effect", subject: sent } : null;
}

/** The answer to an attempt, or the lack of one; `null` if it was cut early. */
export function protocolProof(attempt: Attempt | undefined): Proof | null {
  if (attempt === undefined || attempt.clipped) return null;
  return isOwnAnswer(attempt) || attempt.status === null ? { kind: "protocol", attempt } : null;
}

/** The same for the last attempt of an event. */
export function protocolOf(sent: Sent): Proof | null {
  return protocolProof(sent.delivery.attempts.at(-1) ?? attemptsOf(sent).at(-1));
}

interface Waited {
  /** Real ms that the effect was waited for; by default as long as for the event itself. */
  readonly waitedMs?: number;
  readonly isFinal?: boolean;
}

/**
 * Its work was counted and is missing, and a twin had its effect: the same type, dialect and state of the lead, sent alone in this run. The
 * twin is the given event, else the profile of the type. `null` if either was not observed.
 */
export function missingWork(
  sent: Sent,
  twin: Sent | ReceiverProfile,
  { waitedMs = sent.waitedMs, isFinal = false }: Waited = {},
): Proof | null {
  if (!isZero(sent.work)) return null;
  const name = twinName(sent, twin);
  return name === null ? null : { kind: "missing", subject: sent, twin: name, waitedMs, isFinal };
}

function twinName(sent: Sent, twin: Sent | ReceiverProfile): string | null {
  if ("work" in twin) return atLeast(twin.work) > 0 ? twin.label : null;
  return typeProfile(twin, sent.type, sent.dialect).kind === "works" ? `a plain ${sent.type}` : null;
}

/** The proof in a sentence. */
export function proofText(proof: Proof): string {
  switch (proof.kind) {
    case "second-effect": {
      const counts = [...proof.subject.counts].map(([name, times]) => `${name || "unnamed"} ${times}`);
      return `Effects seen for this one X-Request-Id: ${counts.join(", ")}.`;
    }
    case "sum":
      return `The number rose by ${proof.seen}; it rises by ${proof.expected} if each event is processed once, as it did for a few concurrent events.`;
    case "protocol":
      return proof.attempt === null ? "Seen on the wire." : `Seen on the wire in attempt ${proof.attempt.number}.`;
    case "diverged":
      return `The same history ended in two different states: after ${proof.control}, and after ${proof.subject}.`;
    case "missing":
      return `${capital(proof.twin)} had an effect in this run; this event had none within ${secondsText(proof.waitedMs)} after its answer.`;
  }
}

/** Capitalizes the first letter. */
export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function secondsText(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}
