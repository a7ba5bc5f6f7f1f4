import type { SeenEventType } from "../smartlead/events/event-types.ts";
import type { WebhookLevel } from "../smartlead/webhooks/webhook.ts";

/** How an attempt ended. A value, never an exception (PRODUCT §3). */
export const ATTEMPT_OUTCOMES = [
  "success",
  "rejected",
  "server_error",
  "redirect",
  "timeout",
  "network_error",
  "interrupted",
  "withheld",
] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

export const DELIVERY_STATES = ["queued", "in_flight", "waiting", "delivered", "failed", "withheld"] as const;
export type DeliveryStateName = (typeof DELIVERY_STATES)[number];

export type FailureReason = "rejected" | "exhausted" | "disabled";

/** From worst to best: a delivery shows the worst verdict of its attempts (PRODUCT §8). */
export const DUPLICATE_VERDICTS = [
  "swallowed",
  "reprocessed",
  "refused",
  "unproven",
  "effect-once",
  "acknowledged",
] as const;
export type DuplicateVerdict = (typeof DUPLICATE_VERDICTS)[number];

/** What was judged of one attempt that carried a request id again, and on what grounds. */
export interface DuplicateFinding {
  readonly verdict: DuplicateVerdict;
  /** Facts, one sentence each. */
  readonly evidence: readonly string[];
  readonly explanation: string;
}

export interface AttemptResponse {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** At most `RESPONSE_BODY_LIMIT_BYTES` of it, decoded as UTF-8. */
  readonly body: string;
  /** All number of bytes received, kept or dropped. */
  readonly bytes: number;
  readonly truncated: boolean;
}

/** A request as it left, changed by a fault. */
export interface SentRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** At most `SENT_BODY_LIMIT_BYTES` of it. */
  readonly body: string;
  readonly body_bytes: number;
  readonly truncated: boolean;
}

/** One HTTP request of a delivery, in the words of the control API (PRODUCT §7). Times are ISO 8601 on the mock's clock. */
export interface Attempt {
  readonly number: number;
  readonly started_at: string;
  readonly ended_at: string | null;
  /** Real milliseconds. */
  readonly duration_ms: number | null;
  readonly outcome: AttemptOutcome | null;
  readonly status: number | null;
  /** `CODE: text` without a complete answer, for instance `ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:3000`. */
  readonly error: string | null;
  readonly clipped: boolean;
  readonly faults: readonly string[];
  /** Only while it is held: before it is sent, or before its answer counts. */
  readonly held?: "request" | "answer";
  readonly response: AttemptResponse | null;
  /** What was really sent, where a fault made it differ from what the delivery says. */
  readonly sent?: SentRequest;
  readonly duplicate: DuplicateFinding | null;
  readonly next_attempt_at: string | null;
}

export interface DeliveryWebhook {
  readonly id: number;
  readonly name: string;
  readonly level: WebhookLevel;
  readonly url: string;
}

export interface DeliveryRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The bytes of a body that is not UTF-8, which `body` shows with replacement characters; only from the real SmartLead. */
  readonly body_base64?: string;
}

/** A call that came in from the receiver while it handled a delivery, or soon after: of SmartLead's API, or of the sink; or a line that it printed (PRODUCT §8). */
export interface ReceiverCall {
  /** ISO 8601 on the mock's clock. */
  readonly at: string;
  readonly source: "api" | "sink" | "log";
  /** `LOG` for a line. */
  readonly method: string;
  /** With its query, secrets masked; the text of a line. */
  readonly path: string;
  /** 0 = there was no answer, or it is a line. */
  readonly status: number;
  /** The operation's id; `null` for the sink and for lines. */
  readonly operation: string | null;
  readonly delivery_id: string | null;
  /** How it is known which delivery it reacts to. */
  readonly attributed_by: "request-id" | "lead-and-type" | "message" | "lead" | "campaign" | "alone" | null;
  /** It is counted as an effect of that delivery. */
  readonly is_effect: boolean;
  /** It may be about another delivery as well: `delivery_id` is the oldest of them, and it is no proof of anything. */
  readonly is_ambiguous: boolean;
  /** It does again what the same delivery did before and what is idempotent by nature, so that it is no further effect. */
  readonly repeats: boolean;
}

/** One delivery as it is shown by itself, with what the receiver called meanwhile. */
export interface ShownDelivery extends Delivery {
  readonly calls?: readonly ReceiverCall[];
}

/** One event on its way to one webhook, in the words of the control API (PRODUCT §7). */
export interface Delivery {
  readonly id: string;
  readonly event_id: string;
  readonly request_id: string;
  readonly resent_from: string | null;
  readonly event_type: SeenEventType;
  /** The custom event type that it is; `event_type` is the built-in one that it is like. */
  readonly event_name?: string;
  readonly campaign_id: number | null;
  readonly client_id: number | null;
  readonly lead_email: string | null;
  readonly webhook: DeliveryWebhook;
  readonly dialect: string;
  readonly state: DeliveryStateName;
  readonly reason: FailureReason | null;
  readonly attempts: readonly Attempt[];
  readonly duplicate: DuplicateVerdict | null;
  readonly created_at: string;
  readonly settled_at: string | null;
  /** The tries that the policy in force allows in all: the 3 in `2/3`. */
  readonly max_attempts: number;
  /** Why nothing is sent, in a sentence; only where the state is `withheld`. */
  readonly withheld_because?: string;
  /** What is sent. Lists leave it out. */
  readonly request?: DeliveryRequest;
  /** It came from the real SmartLead, through the proxy. */
  readonly proxied?: ProxiedMark;
}

/**
 * Which try a delivery has come to: the 2 in `2/3`. What the real SmartLead sends again is its own delivery, whose one attempt
 * is the second try, so attempts are not counted but asked for their number.
 */
export function tryNumberOf({ attempts }: Pick<Delivery, "attempts">): number {
  return attempts.at(-1)?.number ?? 0;
}

export const SIGNATURE_CHECKS = ["valid", "previous", "wrong", "missing", "unchecked"] as const;

/** What the proxy saw of a delivery of the real SmartLead. */
export interface ProxiedMark {
  /** Counts from 1 how often it has come; `null` for what the mock itself sent once more. */
  readonly arrival: number | null;
  /** The event as the body names it; `null` when it names none. */
  readonly event_name: string | null;
  /** By what it is known when it is sent again: `X-Request-Id`, or fields of the body where none came. */
  readonly known_by: string;
  /** `previous`: valid by the secret before; `unchecked` where no secret was given. */
  readonly signature: (typeof SIGNATURE_CHECKS)[number];
  /** The address that SmartLead called, as far as the tunnel tells. */
  readonly url: string;
  /** What a user should know of it, a sentence each. */
  readonly remarks: readonly string[];
}

/** Bytes of an answer that are kept: enough for an error page with its stack, little enough for 10,000 of them. */
export const RESPONSE_BODY_LIMIT_BYTES = 16 * 1024;

/** Bytes of a changed body that an attempt keeps: enough to see the change, whatever a fault blew it up to. */
export const SENT_BODY_LIMIT_BYTES = 16 * 1024;

/** Attempts in flight at once to one webhook; what a careful sender keeps open to one host (PRODUCT §14). */
export const DEFAULT_CONCURRENCY_PER_WEBHOOK = 64;
/** Attempts in flight at once in all (PRODUCT §14): well under the usual 1,024 open files. */
export const DEFAULT_CONCURRENCY_TOTAL = 256;

/** Codes of failures to reach the receiver at all; whatever else goes wrong on the way has reached someone. */
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether an attempt ended because no connection to the receiver could be made. */
export function foundNobody({ status, error }: Pick<Attempt, "status" | "error">): boolean {
  return status === null && error !== null && UNREACHABLE.has(error.split(":")[0] ?? "");
}
