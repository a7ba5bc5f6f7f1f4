import type { EventType } from "../../smartlead/events/event-types.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import type { Lags } from "../probe/evidence-lags.ts";

/** The effects of one event of a type, sent alone to a lead with an earlier email (PRODUCT §8, rule 2: the twin). */
export type TypeProfile =
  /** Its effects were seen; the expected number of each for one event, by name. */
  | { readonly kind: "works"; readonly units: ReadonlyMap<string, number> }
  /** Effects of other types were seen, and none of this one. */
  | { readonly kind: "idle" }
  /** The receiver does not accept it. */
  | { readonly kind: "refused"; readonly answer: string }
  /** There is no evidence of its effects. */
  | { readonly kind: "unmeasured"; readonly why: string; readonly wouldSettle?: string };

/** Facts about the receiver, learned before the first check: they decide how requests are sent to it, and what missing effects mean. */
export interface ReceiverProfile {
  /** Dialects in which plain events are accepted. */
  readonly dialects: readonly DialectName[];
  /** The dialect of all checks that are not about another one. */
  readonly dialect: DialectName;
  /** Why only its answers can be judged, in a sentence; `null` if plain events are accepted. */
  readonly obstacle: string | null;
  /** It did not answer its first event within the full timeout, so the same is not sent again. */
  readonly isHanging: boolean;
  /** Attempts until it accepts a plain event; more than 1 is reported by SL-1 and not again. */
  readonly usualTries: number;
  /** Real ms of its slowest answer to a plain event. */
  readonly answersInMs: number;
  /** Real ms of its fastest answer to a plain event, which a busy machine affects least. */
  readonly answersAtBestInMs: number;
  /** Concurrent requests, in checks that are not about concurrency. */
  readonly concurrency: number;
  /** Concurrent variants of events, each with its own lead; the same number unless each effect names its event. */
  readonly variantsAtOnce: number;
  /** By dialect and type. */
  readonly types: ReadonlyMap<DialectName, ReadonlyMap<EventType, TypeProfile>>;
  readonly lags: Lags;
  /** Whether its answer to a repeated request says so, and its answer to a new one does not. */
  readonly tellsDuplicates: boolean;
  /** Whether its answer calls a new request a duplicate. */
  readonly callsAllDuplicates: boolean;
  /** The type for checks that may use any: one with effects, else one that it accepts. */
  readonly workType: EventType;
  /** The type for checks that examine only answers: the simplest that it accepts. */
  readonly plainType: EventType;
  /** Whether every effect seen names its event: by request id, or by its lead. */
  readonly areEffectsNamed: boolean;
  /** Whether every effect seen names the event itself, so that earlier events of the same lead need not be waited for. */
  readonly areEventsNamed: boolean;
  /** Types of which some effect does not, or may not, name its event; empty if every effect does. */
  readonly namelessTypes: ReadonlySet<EventType>;
  /** Whether it called SmartLead's API, to ask about the account of the event being processed. */
  readonly callsApi: boolean;
  /** Whether it called SmartLead's API or the sink while it worked. */
  readonly makesCalls: boolean;
  /** Real ms after its start in which it answered 5xx before accepting events; 0 if it was ready at once. */
  readonly warmUpMs: number;
  /** How to let `verify` see its work, if nothing shows it; `null` if something does. */
  readonly advice: string | null;
}

const UNMEASURED: TypeProfile = { kind: "unmeasured", why: "it was not sent on its own" };

export function typeProfile(profile: ReceiverProfile, type: EventType, dialect = profile.dialect): TypeProfile {
  return profile.types.get(dialect)?.get(type) ?? UNMEASURED;
}

/** Whether events of this type are known to have effects. */
export function works(profile: ReceiverProfile, type: EventType, dialect = profile.dialect): boolean {
  return typeProfile(profile, type, dialect).kind === "works";
}

/** Whether some event has a visible effect. */
export function isAnyWorkSeen({ types }: Pick<ReceiverProfile, "types">): boolean {
  return [...types.values()].some((ofDialect) => [...ofDialect.values()].some(({ kind }) => kind === "works"));
}

/** Types for checks, in order of preference, if the receiver does something for them. */
export const WORK_TYPES: readonly EventType[] = [
  "EMAIL_REPLY",
  "LEAD_CATEGORY_UPDATED",
  "LEAD_UNSUBSCRIBED",
  "EMAIL_SENT",
  "EMAIL_BOUNCE",
  "EMAIL_OPEN",
  "EMAIL_LINK_CLICK",
  "FIRST_EMAIL_SENT",
  "MANUAL_STEP_REACHED",
  "CAMPAIGN_STATUS_CHANGED",
  "UNTRACKED_REPLIES",
];
/** Types for checks of answers, in order of preference. */
export const PLAIN_TYPES: readonly EventType[] = ["EMAIL_SENT", "EMAIL_REPLY", ...WORK_TYPES];
/** Types whose work some check examines. */
export const TYPES_OF_CHECKS: ReadonlySet<EventType> = new Set(WORK_TYPES.slice(0, 7));

/** Attributions that connect a write with its event, and not only with its lead. */
export const NAMES_ITS_EVENT: ReadonlySet<string> = new Set(["request-id", "lead-and-type", "message"]);
