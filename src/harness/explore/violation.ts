/** What must hold for every lawful history (PRODUCT §9), and what it is called when it does not. */
import type { ReceiverCall } from "../../delivery/delivery.ts";
import { ORDER_HINT } from "../convergence/state-words.ts";
import type { Sent } from "../verify/context/sent.ts";
import type { Proof } from "../verify/judging/proof.ts";
import type { History } from "./history.ts";
import type { Played } from "./played.ts";

export const PROPERTIES = [
  {
    id: "once",
    title: "each event is processed at most once",
    hint: "Store the X-Request-Id together with the work, in one transaction under a unique key; let a request that arrives meanwhile wait for the first.",
  },
  {
    id: "lost",
    title: "nothing that is acknowledged is lost",
    hint: "Answer 2xx only after the work is done, or safely queued; record the X-Request-Id after the work, never before it.",
  },
  {
    id: "accepted",
    title: "each event is accepted in the end, in any order and however late it arrives",
    hint: "Answer 2xx to events that you do not use, and 5xx to events that you can use later: SmartLead treats any 4xx as final.",
  },
  {
    id: "recovers",
    title: "the receiver works again once all faults have ended",
    hint: "Release every connection, lock and slot when the work fails, and clean up what a failure leaves behind.",
  },
  {
    id: "quiet",
    title: "no lead gets email after an unsubscribe",
    hint: "Store the unsubscribe before you answer 2xx to LEAD_UNSUBSCRIBED, and check it before each call that makes SmartLead email a lead.",
  },
  {
    id: "order",
    title: "the end state does not depend on the order of arrival",
    hint: ORDER_HINT,
  },
] as const;
export type PropertyId = (typeof PROPERTIES)[number]["id"];

/** A property that does not hold for what was played. */
export interface Violation {
  readonly property: PropertyId;
  /** The same for every history that goes wrong in the same way: while shrinking it may not change. */
  readonly cause: string;
  /** What happened, in a sentence. */
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  /** What it is seen by; `null` where a twin has still to show that the work was due. */
  readonly proof: Proof | null;
  /** The event that it is about; `null` where only all of them together were counted. */
  readonly subject: Subject | null;
  /**
   * Which twin has to go well before anyone is blamed: the same history with nothing in its way, the plain event without a history, or
   * the event by itself, or (a custom type) the same event with nothing in its way; `null` = what was seen stands by itself.
   */
  readonly twin: "without faults" | "control" | "alone" | "itself" | null;
  /** As sure, and no failure: nothing shows that any work is missing. */
  readonly isWarning?: boolean;
  /** How many effects the event rightly has, where its twin has shown it. */
  readonly units?: number;
  /** It was not given all the time that SmartLead gives. */
  readonly isCut?: boolean;
  /** The call that failed and was not made again. */
  readonly call?: ReceiverCall;
}

export interface Subject {
  /** As the scenario calls it. */
  readonly name: string;
  readonly sent: Sent;
}

/** What a search comes back with. */

/** A history for which a property does not hold. */
export interface Found {
  readonly history: History;
  readonly violation: Violation;
  readonly played: Played;
  /** As it was first met, before anything was taken away. */
  readonly original: History;
  /** It was seen again in fresh conditions. */
  readonly isRepeatable: boolean;
  /** The receiver has stopped working since, and cannot be restarted. */
  readonly isStuck?: boolean;
  /** Histories tried while shrinking. */
  readonly shrinkPlays: number;
  /** Real ms from the start, getting to know the receiver included, until it was first met. */
  readonly foundAfterMs: number;
}

/** Something was seen once and not again, so that it proves nothing against the receiver. */
export interface Flaky {
  readonly violation: Violation;
  readonly history: History;
  /** It was seen again, but `run` played its scenario this many times without a failure. */
  readonly replays?: number;
  /** No time was left to see it again. */
  readonly isCutShort?: boolean;
}

export interface Searched {
  readonly found: Found | null;
  /** Found where no failure was: what is no failure by itself. */
  readonly warned: Found | null;
  /** The same as it was first met and seen again; `null` where that is the shortest. */
  readonly unshortened: Found | null;
  readonly flaky: readonly Flaky[];
  /** What kept histories from being played, a sentence each. */
  readonly troubles: readonly string[];
}
