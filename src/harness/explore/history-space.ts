import type * as FastCheck from "fast-check";
import type { EventType } from "../../smartlead/events/event-types.ts";
import { attemptsOf, type Sent } from "../verify/context/sent.ts";
import { missingWork, type Proof } from "../verify/judging/proof.ts";
import { isZero } from "../verify/measuring/measurement.ts";
import { type ReceiverProfile, typeProfile } from "../verify/receiver-profile.ts";
import type { Played, PlayedEvent } from "./played.ts";
import type { Violation } from "./violation.ts";

/** The kinds of items that histories for this receiver may contain. */
export interface HistorySpace {
  /** Event types that the receiver accepts, simplest first. */
  readonly types: readonly EventType[];
  /** Types of the custom dialect that are like one that the receiver accepts. */
  readonly ownTypes: readonly { readonly name: string; readonly like: EventType }[];
  /** The type of crowds and streams: one that causes effects, if possible. */
  readonly crowdType: EventType;
  /** Whether it calls SmartLead's API or the sink while it works: their outages can be simulated. */
  readonly makesCalls: boolean;
  /** Whether it is slow for a plain event. */
  readonly isSlow: boolean;
  /** Whether it can be restarted. */
  readonly canRestart: boolean;
  /** Whether it is reached over sockets, so that the byte stream can be broken. */
  readonly hasWire: boolean;
  /** Whether its state of a lead can be read. */
  readonly hasState: boolean;
  /** Whether its effects can be attributed only if one event is sent at a time. */
  readonly isOneAtATime: boolean;
}

/** The parts of fast-check that are used: of the module itself, or of its default export. */
export type Fc = Pick<
  typeof FastCheck,
  "array" | "constant" | "constantFrom" | "integer" | "nat" | "noShrink" | "oneof" | "record" | "tuple"
>;

/** Types whose bodies have the same content for every seed. */
const PLAINEST: readonly EventType[] = [
  "EMAIL_SENT",
  "EMAIL_OPEN",
  "FIRST_EMAIL_SENT",
  "EMAIL_LINK_CLICK",
  "EMAIL_BOUNCE",
];

/** The type of the plain event that shows whether the receiver works. */
export function controlTypeOf(profile: ReceiverProfile): EventType {
  return PLAINEST.find((type) => typeProfile(profile, type).kind === "works") ?? profile.workType;
}

/**
 * Events with a type of a custom dialect. The receiver's work for them is unknown in advance, so each is compared with itself: the same
 * event of the same history, undisturbed. Pure.
 */

/** Attributions that connect a write with one event only. */
const NAMES_ITS_EVENT: ReadonlySet<string> = new Set(["request-id", "message"]);
/** Names of effects that replace a record, or a part of it: repeating them is harmless. */
const SETS = /^(PUT|PATCH) /;

/** Possible failures of these events; the twin decides. */
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

/** The proof by the twin, and the expected number of effects; `null` if the twin did as much, or nothing. */
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
