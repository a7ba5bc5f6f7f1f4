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

/** The verdict on one attempt that repeats a request id, with its evidence. */
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
  /** Total bytes received, kept or dropped. */
  readonly bytes: number;
  readonly truncated: boolean;
}

/** A request as it was sent, changed by a fault. */
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
  /** Only while it is held: before it is sent, or before its answer is accepted. */
  readonly held?: "request" | "answer";
  readonly response: AttemptResponse | null;
  /** The request that was sent, if a fault changed it from the delivery's. */
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

/**
 * A call that the receiver made while it handled a delivery, or soon after, to SmartLead's API or the sink; or a line that it printed
 * (PRODUCT §8).
 */
export interface ReceiverCall {
  /** ISO 8601 on the mock's clock. */
  readonly at: string;
  readonly source: "api" | "sink" | "log";
  /** `LOG` for a line. */
  readonly method: string;
  /** With its query, secrets masked; for a line its text. */
  readonly path: string;
  /** 0 = there was no answer, or it is a line. */
  readonly status: number;
  /** The operation's id; `null` for the sink and for lines. */
  readonly operation: string | null;
  readonly delivery_id: string | null;
  /** How the delivery that it reacts to was determined. */
  readonly attributed_by: "request-id" | "lead-and-type" | "message" | "lead" | "campaign" | "alone" | null;
  /** It is counted as an effect of that delivery. */
  readonly is_effect: boolean;
  /** It may also be about another delivery: `delivery_id` is the oldest of them, and the call proves nothing. */
  readonly is_ambiguous: boolean;
  /** It repeats an idempotent call of the same delivery, so it is not a further effect. */
  readonly repeats: boolean;
}

/** A single delivery as shown by the API, with the calls that the receiver made meanwhile. */
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
  /** The custom event type; `event_type` is the built-in type that it is based on. */
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
  /** Maximum tries under the policy in force: the 3 in `2/3`. */
  readonly max_attempts: number;
  /** Why nothing is sent, in a sentence; only where the state is `withheld`. */
  readonly withheld_because?: string;
  /** The request that is sent. Lists leave it out. */
  readonly request?: DeliveryRequest;
  /** It came from the real SmartLead, through the proxy. */
  readonly proxied?: ProxiedMark;
}

/**
 * The current try of a delivery: the 2 in `2/3`. A retry by the real SmartLead is a separate delivery whose only attempt is the second try,
 * so this reads the attempt's number instead of counting attempts.
 */
export function tryNumberOf({ attempts }: Pick<Delivery, "attempts">): number {
  return attempts.at(-1)?.number ?? 0;
}

export const SIGNATURE_CHECKS = ["valid", "previous", "wrong", "missing", "unchecked"] as const;

/** The proxy's data about a delivery of the real SmartLead. */
export interface ProxiedMark {
  /** How many times it has arrived, from 1; `null` for a copy that the mock itself resent. */
  readonly arrival: number | null;
  /** The event as the body names it; `null` when it names none. */
  readonly event_name: string | null;
  /** The key by which a retry is recognised: `X-Request-Id`, or fields of the body if none exists. */
  readonly known_by: string;
  /** `previous`: valid with the previous secret; `unchecked` where no secret was given. */
  readonly signature: (typeof SIGNATURE_CHECKS)[number];
  /** The URL that SmartLead called, as far as the tunnel reports it. */
  readonly url: string;
  /** Notes for the user, a sentence each. */
  readonly remarks: readonly string[];
}

/** Bytes of an answer that are kept: enough for an error page with its stack, small enough for 10,000 of them. */
export const RESPONSE_BODY_LIMIT_BYTES = 16 * 1024;

/** Bytes of a changed body that an attempt keeps: enough to see the change, however large the fault made it. */
export const SENT_BODY_LIMIT_BYTES = 16 * 1024;

/** Attempts in flight at once to one webhook; the connections that a careful sender opens to one host (PRODUCT §14). */
export const DEFAULT_CONCURRENCY_PER_WEBHOOK = 64;
/** Attempts in flight at once in total (PRODUCT §14): well under the usual 1,024 open files. */
export const DEFAULT_CONCURRENCY_TOTAL = 256;

/** Codes of failures to reach the receiver at all; any other failure happens after a connection. */
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
