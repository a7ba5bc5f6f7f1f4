import { SmartLeadMockError } from "../base/errors.ts";
import type { Ids } from "../base/ids.ts";
import { isoFromMs } from "../base/time/iso.ts";
import type { Delivery, DeliveryRequest, DeliveryWebhook } from "../delivery/delivery.ts";
import { outgoingRequest, type SignatureForm, traceparentOf } from "../delivery/outgoing-request.ts";
import type { OwnHeaders } from "../delivery/own-headers.ts";
import { campaignOf, type Event, leadEmailOf, MAX_EVENTS_PER_CALL } from "../smartlead/events/event.ts";
import { buildPayload, misfits } from "../smartlead/payloads/build-payload.ts";
import type { DialectName, PayloadContext } from "../smartlead/payloads/dialect.ts";
import { applyOverrides } from "../smartlead/payloads/overrides.ts";
import { bodyLike } from "../smartlead/payloads/own/body-like.ts";
import type { OwnDialect } from "../smartlead/payloads/own/own-dialect.ts";
import { parsePayloadPath } from "../smartlead/payloads/payload-path.ts";

/** What all deliveries of a mock have in common. */
export interface DeliverySettings {
  /** The built-in one that is sent, or that the own one stands on. */
  readonly dialect: DialectName;
  readonly ownDialect: OwnDialect | null;
  readonly secretKey: string | null;
  readonly signingSecret: string | null;
  /** The secret of the next delivery: during a rotation not always the same. */
  readonly nextSecret: () => string | null;
  readonly signatureForm: SignatureForm;
  readonly traceparent: boolean;
  readonly maxAttempts: number;
  /** What the user adds to every delivery, and to those of one webhook. */
  readonly ownHeadersOf: (webhookId: number) => OwnHeaders | undefined;
}

/** What deliveries and the state call the dialect that is sent. */
export function nameOfDialect({ dialect, ownDialect }: Pick<DeliverySettings, "dialect" | "ownDialect">): string {
  return ownDialect?.name ?? dialect;
}

/** What someone asked to be sent in place of, or merged over, the world's own body. */
export interface BodyChange {
  readonly overrides?: Readonly<Record<string, unknown>> | undefined;
  /** A text is sent as it is, byte for byte; anything else as JSON. */
  readonly body?: unknown;
  /** An event type of the custom dialect. */
  readonly ownEvent?: string | undefined;
  /** A recorded body whose shape is kept and filled from the event. */
  readonly like?: Readonly<Record<string, unknown>> | undefined;
  /** Makes what is sent from the world's own body. */
  readonly reshape?: ((body: Readonly<Record<string, unknown>>) => unknown) | undefined;
}

function textOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

export type PlannedDelivery = Delivery & { readonly request: DeliveryRequest };

/** Throws `bad_request` for a number of events that one call cannot make. */
export function mustBeCount(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > MAX_EVENTS_PER_CALL) {
    const limits = `a whole number from 1 to ${MAX_EVENTS_PER_CALL}`;
    throw new SmartLeadMockError("bad_request", `count must be ${limits}, not ${count}.`);
  }
}

/**
 * A custom body becomes text once, however many events it is sent for. Throws `bad_request` for an invalid path, and
 * when both were asked for.
 */
export function checkedChange({ overrides, body, like, ownEvent, reshape }: BodyChange): BodyChange {
  for (const path of Object.keys(overrides ?? {})) parsePayloadPath(path);
  if (body === undefined) return { overrides, like, ownEvent, reshape };
  if (like !== undefined) {
    throw new SmartLeadMockError(
      "bad_request",
      '"body" is sent unchanged and "like" is filled from the account; use only one of them.',
    );
  }
  if (overrides === undefined) return { body: textOf(body), ownEvent };
  throw new SmartLeadMockError(
    "bad_request",
    '"body" is sent unchanged, so "overrides" would have no effect; use only one of them.',
  );
}

/** In which shape a body is made. */
export interface BodyForm {
  readonly dialect: DialectName;
  /** In the place of it. */
  readonly own?: OwnDialect | null;
  readonly context: PayloadContext;
}

/** The text of a body, or the reason why the dialect has none. Throws `bad_request` for an override that does not fit. */
export function bodyTextOf(
  event: Event,
  change: BodyChange,
  { dialect, own = null, context }: BodyForm,
): { readonly text: string; readonly warnings: readonly string[] } | { readonly withheld: string } {
  if (change.body !== undefined) {
    return { text: textOf(change.body), warnings: [] };
  }
  if (change.like !== undefined) {
    const filled = bodyLike(change.like, event, context);
    return { text: JSON.stringify(applyOverrides(filled, change.overrides ?? {})), warnings: [] };
  }
  const ownType = change.ownEvent === undefined ? null : (own?.own.get(change.ownEvent) ?? null);
  const payload = own === null ? buildPayload(event, dialect, context) : own.build(event, context, ownType);
  if (payload.kind === "withheld") return { withheld: payload.reason };
  if (change.reshape !== undefined) return { text: textOf(change.reshape(payload.body)), warnings: [] };
  if (change.overrides === undefined) return { text: JSON.stringify(payload.body), warnings: [] };
  const body = applyOverrides(payload.body, change.overrides);
  const isOther = ownType !== null;
  const warnings = own === null ? misfits(event.type, dialect, body) : isOther ? [] : own.misfits(event.type, body);
  return { text: JSON.stringify(body), warnings };
}

export interface PlanParts {
  readonly event: Event;
  readonly webhook: DeliveryWebhook;
  readonly body: string;
  readonly now: number;
  readonly ids: Ids;
  readonly settings: DeliverySettings;
  /** A custom event type, under which it is shown. */
  readonly ownEvent?: string | undefined;
}

/** One event on its way to one webhook, ready for the engine. */
export function planDelivery({ event, webhook, body, now, ids, settings, ownEvent }: PlanParts): PlannedDelivery {
  const campaign = campaignOf(event);
  const requestId = ids.request();
  const id = ids.delivery();
  const begun = untried({ id, webhook, requestId, body, now, settings });
  // Written out where nothing is left out: thousands are kept, and one that is spread together takes more room.
  const delivery: PlannedDelivery = {
    id,
    event_id: event.id,
    request_id: requestId,
    resent_from: null,
    event_type: event.type,
    campaign_id: campaign?.id ?? null,
    client_id: campaign?.clientId ?? null,
    lead_email: leadEmailOf(event),
    dialect: nameOfDialect(settings),
    max_attempts: settings.maxAttempts,
    webhook: begun.webhook,
    state: begun.state,
    reason: begun.reason,
    attempts: begun.attempts,
    duplicate: begun.duplicate,
    created_at: begun.created_at,
    settled_at: begun.settled_at,
    request: begun.request,
  };
  return ownEvent === undefined ? delivery : named(delivery, ownEvent);
}

/** A custom event type stands behind the built-in one that it is like. */
function named(delivery: PlannedDelivery, event_name: string): PlannedDelivery {
  const { id, event_id, request_id, resent_from, event_type, ...rest } = delivery;
  return { id, event_id, request_id, resent_from, event_type, event_name, ...rest };
}

export interface ResendParts {
  readonly original: PlannedDelivery;
  /** As it is registered now. */
  readonly webhook: DeliveryWebhook;
  /** A new one, or that of the original. */
  readonly requestId: string;
  readonly body: string;
  readonly now: number;
  readonly ids: Ids;
  readonly settings: DeliverySettings;
}

/** The same event on its way once more, as its own delivery (PRODUCT §3 `resend`). */
function planResend({ original, webhook, requestId, body, now, ids, settings }: ResendParts): PlannedDelivery {
  const id = ids.delivery();
  const again = {
    ...original,
    id,
    request_id: requestId,
    resent_from: original.id,
    ...untried({ id, webhook, requestId, body, now, settings }),
  };
  const { proxied } = original;
  if (proxied === undefined) return again;
  return { ...again, request: asItCame(original, again), proxied: { ...proxied, arrival: null } };
}

/** What the real SmartLead sent goes out with its own headers and to the address that it went to. */
function asItCame({ request, request_id }: PlannedDelivery, again: PlannedDelivery): DeliveryRequest {
  const isNew = again.request_id !== request_id;
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    isNew && name.toLowerCase() === "x-request-id" ? again.request_id : value,
  ]);
  const { body } = again.request;
  const sent = { url: request.url, headers: Object.fromEntries(headers), body };
  return body === request.body ? { ...request, ...sent } : sent;
}

export interface SendingAgain extends Pick<ResendParts, "now" | "ids" | "settings"> {
  /** As it is registered now; that of the original where it is gone. */
  readonly webhook: DeliveryWebhook | undefined;
  /** The same unless asked for. */
  readonly requestId?: "same" | "new";
  readonly body?: unknown;
}

/** A delivery that someone asked to have sent again. Throws `not_found` when it is not known what was sent in it. */
export function planSendingAgain(id: string, original: Delivery | undefined, asked: SendingAgain): PlannedDelivery {
  if (original?.request === undefined) {
    throw new SmartLeadMockError("not_found", `There is no delivery ${id.slice(0, 60)}.`);
  }
  const { webhook = original.webhook, requestId, body, ...rest } = asked;
  return planResend({
    original: { ...original, request: original.request },
    webhook,
    requestId: requestId === "new" ? rest.ids.request() : original.request_id,
    body: body === undefined ? original.request.body : textOf(body),
    ...rest,
  });
}

/** A duplicate that the mock itself makes: the same body and request id to the same webhook. */
export function planCopy(
  original: PlannedDelivery,
  rest: Pick<ResendParts, "now" | "ids" | "settings">,
): PlannedDelivery {
  const { webhook, request_id: requestId, request } = original;
  return planResend({ original, webhook, requestId, body: request.body, ...rest });
}

type Untried = Pick<ResendParts, "webhook" | "requestId" | "body" | "now" | "settings"> & { readonly id: string };

/** What every delivery begins with, the first time and each time it is sent again. */
function untried({ id, webhook, requestId, body, now, settings }: Untried) {
  const { url, level } = webhook;
  const { signatureForm, ownHeadersOf } = settings;
  const signingSecret = settings.nextSecret();
  const ownHeaders = ownHeadersOf(webhook.id);
  const traceparent = settings.traceparent ? traceparentOf(requestId, id) : undefined;
  return {
    webhook,
    state: "queued",
    reason: null,
    attempts: NO_ATTEMPTS,
    duplicate: null,
    created_at: isoFromMs(now),
    settled_at: null,
    request: outgoingRequest({ url, requestId, level, body, signingSecret, signatureForm, traceparent, ownHeaders }),
  } as const;
}

const NO_ATTEMPTS: Delivery["attempts"] = [];
