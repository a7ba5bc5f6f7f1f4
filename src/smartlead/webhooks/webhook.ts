import type { EventType } from "../events/event-types.ts";

export const WEBHOOK_LEVELS = ["user", "client", "campaign"] as const;
export type WebhookLevel = (typeof WEBHOOK_LEVELS)[number];

/** Which of the two documented readings of scope priority is in force: `priority` (A1, A2, A3, D402, D403) or `unmapped-only` (D185). */
export const SCOPE_READINGS = ["priority", "unmapped-only"] as const;
export type ScopeReading = (typeof SCOPE_READINGS)[number];

/** The origin of a webhook: `start --target`, the configuration, or a call. */
export type WebhookOrigin = "target" | "config" | "api";

/** A registration (smartlead.md §3). Times are epoch milliseconds. */
export interface Webhook {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly level: WebhookLevel;
  /** Set on client level only. */
  readonly clientId: number | null;
  /** Set on campaign level only. */
  readonly campaignId: number | null;
  /** `false` and absent both mean: not subscribed (A1, A2). */
  readonly eventTypeMap: Readonly<Partial<Record<EventType, boolean>>>;
  /** Unknown event names, as sent: they are returned, but nothing is delivered for them (smartlead.json `POST /webhook/create`, T-1). */
  readonly otherEventNames?: Readonly<Record<string, boolean>>;
  /** Category id → true. Filters LEAD_CATEGORY_UPDATED only (A1); empty means every category. */
  readonly categoryIdMap: Readonly<Record<string, boolean>>;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Set by the policy `core` after five failed deliveries in a row (B1); any update enables it again. */
  readonly isDisabled: boolean;
  /** Internal; SmartLead has no such field. */
  readonly origin: WebhookOrigin;
  /** Added to its deliveries. SmartLead has no such feature, and its API does not show them. */
  readonly headers?: Readonly<Record<string, string>>;
}

export type NewWebhook = Pick<Webhook, "name" | "url" | "level" | "eventTypeMap"> &
  Partial<Pick<Webhook, "clientId" | "campaignId" | "categoryIdMap" | "origin" | "headers" | "otherEventNames">>;

/** Level and owner can change only for webhooks that a start registers. */
export type WebhookChange = Partial<
  Pick<
    Webhook,
    | "name"
    | "url"
    | "level"
    | "clientId"
    | "campaignId"
    | "eventTypeMap"
    | "categoryIdMap"
    | "headers"
    | "otherEventNames"
  >
>;

/** The webhook as the control API and the stream show it. */
export interface WebhookView {
  readonly id: number;
  readonly name: string;
  readonly level: WebhookLevel;
  readonly url: string;
  readonly client_id: number | null;
  readonly campaign_id: number | null;
  readonly event_types: readonly EventType[];
  readonly category_ids: readonly number[];
  readonly disabled: boolean;
  readonly created_at: string;
}

export function subscribedTypes(webhook: Pick<Webhook, "eventTypeMap">): EventType[] {
  return (Object.keys(webhook.eventTypeMap) as EventType[]).filter((type) => webhook.eventTypeMap[type] === true);
}
