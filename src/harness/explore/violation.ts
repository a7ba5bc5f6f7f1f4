/** The properties of every lawful history (PRODUCT §9), and the names of their violations. */
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

/** A property that a played history violates. */
export interface Violation {
  readonly property: PropertyId;
  /** Identifies the kind of failure: while shrinking it may not change. */
  readonly cause: string;
  /** A description of the failure, as a sentence. */
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  /** The proof; `null` if a twin must first show that the work was due. */
  readonly proof: Proof | null;
  /** The event concerned; `null` if only all events together were counted. */
  readonly subject: Subject | null;
  /**
   * The twin that must succeed before the receiver is blamed: the same history undisturbed, the plain event without a history, the event
   * alone, or (a custom type) the same event undisturbed; `null` = the observation is proof without a twin.
   */
  readonly twin: "without faults" | "control" | "alone" | "itself" | null;
  /** Equally certain, but not a failure: no evidence shows that work is missing. */
  readonly isWarning?: boolean;
  /** The expected number of effects for the event, if its twin has shown it. */
  readonly units?: number;
  /** Whether the receiver had less than SmartLead's full timeout. */
  readonly isCut?: boolean;
  /** The failed call that was not repeated. */
  readonly call?: ReceiverCall;
}

export interface Subject {
  /** The name in the scenario. */
  readonly name: string;
  readonly sent: Sent;
}

/** The results of a search. */

/** A history that violates a property. */
export interface Found {
  readonly history: History;
  readonly violation: Violation;
  readonly played: Played;
  /** The history as it was first found, before shrinking. */
  readonly original: History;
  /** Whether it was confirmed in fresh conditions. */
  readonly isRepeatable: boolean;
  /** Whether the receiver has stopped working since, and cannot be restarted. */
  readonly isStuck?: boolean;
  /** Number of histories tried while shrinking. */
  readonly shrinkPlays: number;
  /** Real ms from the start, including the profiling of the receiver, until it was first found. */
  readonly foundAfterMs: number;
}

/** A failure that was observed once and not again, so that it proves nothing against the receiver. */
export interface Flaky {
  readonly violation: Violation;
  readonly history: History;
  /** It was confirmed, but `run` played its scenario this many times without a failure. */
  readonly replays?: number;
  /** No time was left to confirm it. */
  readonly isCutShort?: boolean;
}

export interface Searched {
  readonly found: Found | null;
  /** A finding that is only a warning, if there was no failure. */
  readonly warned: Found | null;
  /** The finding as it was first observed and confirmed; `null` if that is already the shortest. */
  readonly unshortened: Found | null;
  readonly flaky: readonly Flaky[];
  /** Errors that prevented histories from being played, a sentence each. */
  readonly troubles: readonly string[];
}
