/** A played history with its observations. Data for the properties, which judge it. */
import type { FieldValues } from "../convergence/field-values.ts";
import type { Sent } from "../verify/context/sent.ts";
import type { ReceiverProfile } from "../verify/receiver-profile.ts";
import type { History, PlannedCrowd, PlannedEvent } from "./history.ts";

export interface PlayedEvent {
  readonly planned: PlannedEvent;
  /** Its index among the history's items. */
  readonly index: number;
  /** Its name in the scenario. */
  readonly name: string;
  readonly sent: Sent;
  /** Whether a later event of the same lead was answered 2xx before this one first arrived: a receiver may legitimately ignore the older one. */
  readonly isOvertaken: boolean;
  /** Whether it first arrived before an earlier event of its lead. */
  readonly isEarly: boolean;
  /** When the receiver learned that its lead has unsubscribed, ISO 8601 on the mock's clock; `null` = it did not. */
  readonly unsubscribedAt: string | null;
  /** Whether the first answer, to the only delivery, already calls it a duplicate. */
  readonly saysDuplicate: boolean;
}

/** Events that were sent as a crowd, or as a stream. */
export interface PlayedCrowd {
  readonly name: string;
  readonly item: PlannedCrowd;
  readonly sent: readonly Sent[];
}

/** The receiver's final state of a lead. */
export interface LeadEnd {
  readonly lead: number;
  /** With values that depend on time or lead replaced by names; `null` = it has nothing about the lead. */
  readonly state: string | null;
  /** Whether the state consists of PATCH requests: the resulting record is unknown. */
  readonly isChange: boolean;
  /** The fields that effects report as set, if no other source shows the state; `null` = none, or their order is unknown. */
  readonly fields?: FieldValues | null;
}

export interface Played {
  readonly history: History;
  /** End states of the leads, if the history can be compared with its chronological order. */
  readonly states: readonly LeadEnd[];
  readonly events: readonly PlayedEvent[];
  /** Events whose type is of a custom dialect. */
  readonly own?: readonly PlayedEvent[];
  readonly crowds: readonly PlayedCrowd[];
  /** The plain event after all trouble has ended. */
  readonly control: Sent | null;
  /** The total increase of the probe, and the increase if each event is processed once; `null` = there is no probe, or it is unknown. */
  readonly total: { readonly seen: number; readonly expected: number } | null;
  /** Number of effects that name no event, and could belong to any. */
  readonly stray: number;
  readonly profile: ReceiverProfile;
  /** Why it could not be played to its end, as a sentence; nothing is judged then. */
  readonly trouble: string | null;
  /** Duration in milliseconds on the mock's clock. */
  readonly mockMs: number;
}
