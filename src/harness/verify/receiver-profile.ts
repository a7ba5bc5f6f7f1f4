import type { EventType } from "../../smartlead/events/event-types.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import type { Lags } from "../probe/evidence-lags.ts";

/** What one event of a type does, sent alone to a lead who was written to before (PRODUCT §8, rule 2: the twin). */
export type TypeProfile =
  /** Its effects were seen; how often each rightly occurs for one event, by name. */
  | { readonly kind: "works"; readonly units: ReadonlyMap<string, number> }
  /** Effects of other types were seen, and none of this one. */
  | { readonly kind: "idle" }
  /** The receiver does not accept it. */
  | { readonly kind: "refused"; readonly answer: string }
  /** Nothing shows what it does. */
  | { readonly kind: "unmeasured"; readonly why: string; readonly wouldSettle?: string };

/** What was learned of the receiver before the first check: it decides how requests are sent to it, and what silence means. */
export interface ReceiverProfile {
  /** Dialects in which plain events are accepted. */
  readonly dialects: readonly DialectName[];
  /** The one in which checks speak unless they are about another. */
  readonly dialect: DialectName;
  /** Why nothing can be judged but how it answers, in a sentence; `null` when plain events are accepted. */
  readonly obstacle: string | null;
  /** It did not answer its first event within the full time: it is not asked the same again. */
  readonly isHanging: boolean;
  /** Tries after which it accepts a plain event; more than 1 is a matter of SL-1, and no news afterwards. */
  readonly usualTries: number;
  /** Real ms of its slowest answer to a plain event. */
  readonly answersInMs: number;
  /** Real ms of its fastest answer to a plain event, which a busy machine makes longer the least. */
  readonly answersAtBestInMs: number;
  /** Requests that are sent to it at once, where that has nothing to do with the check. */
  readonly concurrency: number;
  /** Variants of events, each of its own lead, that are sent to it at once; the same unless each effect names its event. */
  readonly variantsAtOnce: number;
  /** By dialect and type. */
  readonly types: ReadonlyMap<DialectName, ReadonlyMap<EventType, TypeProfile>>;
  readonly lags: Lags;
  /** Its answer to a request that came again says so, and its answer to a new one does not. */
  readonly tellsDuplicates: boolean;
  /** Its answer calls a request that never came before a duplicate. */
  readonly callsAllDuplicates: boolean;
  /** The event that checks use where any will do: one that it does something for, else one that it accepts. */
  readonly workType: EventType;
  /** The event for checks that look at answers alone: the simplest that it accepts. */
  readonly plainType: EventType;
  /** Every effect that was seen names its event: by request id, or by its lead. */
  readonly areEffectsNamed: boolean;
  /** Every effect that was seen names the event itself, so that an earlier one of the same lead needs not be waited for. */
  readonly areEventsNamed: boolean;
  /** Types of which some effect does not name its event, or may not; empty where every effect does. */
  readonly namelessTypes: ReadonlySet<EventType>;
  /** It called SmartLead's API, and so asks about the account of the event that it works on. */
  readonly callsApi: boolean;
  /** It called SmartLead's API or the sink while it worked. */
  readonly makesCalls: boolean;
  /** Real ms after its start in which it answered 5xx, and accepted events afterwards; 0 for one that was ready at once. */
  readonly warmUpMs: number;
  /** What would let `verify` see its work, where nothing does; `null` where something does. */
  readonly advice: string | null;
}

const UNMEASURED: TypeProfile = { kind: "unmeasured", why: "it was not sent on its own" };

export function typeProfile(profile: ReceiverProfile, type: EventType, dialect = profile.dialect): TypeProfile {
  return profile.types.get(dialect)?.get(type) ?? UNMEASURED;
}

/** Events of this type are known to have effects. */
export function works(profile: ReceiverProfile, type: EventType, dialect = profile.dialect): boolean {
  return typeProfile(profile, type, dialect).kind === "works";
}

/** Some event has an effect that is seen. */
export function isAnyWorkSeen({ types }: Pick<ReceiverProfile, "types">): boolean {
  return [...types.values()].some((ofDialect) => [...ofDialect.values()].some(({ kind }) => kind === "works"));
}

/** The event that checks use, in order of preference, where the receiver does something for it. */
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
/** The event for checks of answers, in order of preference. */
export const PLAIN_TYPES: readonly EventType[] = ["EMAIL_SENT", "EMAIL_REPLY", ...WORK_TYPES];
/** Those whose work some check looks at. */
export const TYPES_OF_CHECKS: ReadonlySet<EventType> = new Set(WORK_TYPES.slice(0, 7));

/** Ways in which a write names its event, and not only whom it is about. */
export const NAMES_ITS_EVENT: ReadonlySet<string> = new Set(["request-id", "lead-and-type", "message"]);
