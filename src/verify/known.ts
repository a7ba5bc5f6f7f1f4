import type { EventType } from "../events/event-types.ts";
import type { DialectName } from "../payloads/dialect.ts";

/** What was learned of the receiver before the first check: it decides how it is spoken to, and what silence means. */
export interface Known {
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
  /** Requests that it is spoken to with at once, where that is no matter of the check. */
  readonly lanes: number;
  /** Effects were seen: from here on their absence means something. */
  readonly areEffectsCounted: boolean;
  /** Real ms from an answer to its effect; 0 when effects are there before the answer. */
  readonly lagMs: number;
  /** Its answer to a request that came again says so, and its answer to a new one does not. */
  readonly tellsDuplicates: boolean;
  /** Its answer calls a request that never came before a duplicate. */
  readonly callsAllDuplicates: boolean;
  /** The event that checks use where any will do: one that it does something for. */
  readonly workType: EventType;
  /** Events for which an effect was seen, and those for which none came. */
  readonly works: ReadonlyMap<EventType, boolean>;
  /** How often each named effect rightly occurs for one event of `workType`. */
  readonly units: ReadonlyMap<string, number>;
}
