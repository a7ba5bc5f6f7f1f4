import type * as FastCheck from "fast-check";
import type { EventType } from "../../smartlead/events/event-types.ts";
import { attemptsOf, type Sent } from "../verify/context/sent.ts";
import { missingWork, type Proof } from "../verify/judging/proof.ts";
import { isZero } from "../verify/measuring/measurement.ts";
import { type ReceiverProfile, typeProfile } from "../verify/receiver-profile.ts";
import type { Played, PlayedEvent } from "./played.ts";
import type { Violation } from "./violation.ts";

/** What histories may hold for this receiver. */
export interface HistorySpace {
  /** Event types that the receiver accepts, the simplest first. */
  readonly types: readonly EventType[];
  /** Types of the custom dialect that are like one that the receiver accepts. */
  readonly ownTypes: readonly { readonly name: string; readonly like: EventType }[];
  /** Of crowds and streams: one that it does something for, if possible. */
  readonly crowdType: EventType;
  /** It calls SmartLead's API or the sink while it works: they may be down. */
  readonly makesCalls: boolean;
  /** It takes its time for a plain event. */
  readonly isSlow: boolean;
  /** It can be stopped and started. */
  readonly canRestart: boolean;
  /** It is reached over sockets, so that bytes can be broken. */
  readonly hasWire: boolean;
  /** What it keeps of a lead can be read. */
  readonly hasState: boolean;
  /** Only one event at a time can be told from another by its effects. */
  readonly isOneAtATime: boolean;
}

/** What is used of fast-check: the module itself, or its default export. */
export type Fc = Pick<
  typeof FastCheck,
  "array" | "constant" | "constantFrom" | "integer" | "nat" | "noShrink" | "oneof" | "record" | "tuple"
>;

/** Types whose bodies say the same whatever the seed draws. */
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
 * Events whose type is of a custom dialect. What a receiver does for one is not known beforehand, so that each is compared with
 * itself: the same event of the same history, with nothing in its way. Pure.
 */

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
