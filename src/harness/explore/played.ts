/** A history that was played, and what was seen of it. Data for the properties, which judge it. */
import type { FieldValues } from "../convergence/field-values.ts";
import type { Sent } from "../verify/context/sent.ts";
import type { ReceiverProfile } from "../verify/receiver-profile.ts";
import type { History, PlannedCrowd, PlannedEvent } from "./history.ts";

export interface PlayedEvent {
  readonly planned: PlannedEvent;
  /** Its place among the history's items. */
  readonly index: number;
  /** As the scenario calls it. */
  readonly name: string;
  readonly sent: Sent;
  /** A later event of the same lead was answered 2xx before this one first arrived: a receiver may rightly leave the older one alone. */
  readonly isOvertaken: boolean;
  /** It first arrived before an event of its lead that happened earlier. */
  readonly isEarly: boolean;
  /** Since when the receiver knows that its lead has unsubscribed, ISO 8601 on the mock's clock; `null` = it does not. */
  readonly unsubscribedAt: string | null;
  /** The very first answer, to the only delivery, calls it a duplicate. */
  readonly saysDuplicate: boolean;
}

/** Events that came in a crowd, or in a stream. */
export interface PlayedCrowd {
  readonly name: string;
  readonly item: PlannedCrowd;
  readonly sent: readonly Sent[];
}

/** What the receiver keeps of a lead at the end. */
export interface LeadEnd {
  readonly lead: number;
  /** In words that do not depend on when and to whom it happened; `null` = nothing says anything about the lead. */
  readonly state: string | null;
  /** The state is what was written by PATCH: what the record made of it is not seen. */
  readonly isChange: boolean;
  /** What its effects say was set, where nothing else shows the state; `null` = nothing, or it cannot be known in which order. */
  readonly fields?: FieldValues | null;
}

export interface Played {
  readonly history: History;
  /** Of each lead, where the history may be compared with the same one in order of time. */
  readonly states: readonly LeadEnd[];
  readonly events: readonly PlayedEvent[];
  /** Events whose type is of a custom dialect. */
  readonly own?: readonly PlayedEvent[];
  readonly crowds: readonly PlayedCrowd[];
  /** The plain event after everything has healed. */
  readonly control: Sent | null;
  /** By how much the probe rose over all, and by how much it rises when each event is done once; `null` = there is no probe, or it cannot be known. */
  readonly total: { readonly seen: number; readonly expected: number } | null;
  /** Effects that name no event, and could be anyone's. */
  readonly stray: number;
  readonly profile: ReceiverProfile;
  /** What kept it from being played to its end, in a sentence: nothing is judged then. */
  readonly trouble: string | null;
  /** Milliseconds that passed on the mock's clock. */
  readonly mockMs: number;
}
