import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import { EVENT_TYPES, type EventType } from "../events/event-types.ts";
import type { Webhook } from "../webhooks/webhook.ts";
import { subscribedTypes } from "../webhooks/webhook.ts";
import { isoMs } from "./declared-answers.ts";
import type { OperationWorld } from "./operation.ts";

/**
 * The order in which SmartLead returns event types (smartlead.md §3 `POST /campaigns/{campaign_id}/webhooks`, E1); the rest follows as
 * documented.
 */
const NORMALISED_ORDER: readonly EventType[] = [
  "EMAIL_OPEN",
  "EMAIL_SENT",
  "EMAIL_REPLY",
  "EMAIL_BOUNCE",
  "EMAIL_LINK_CLICK",
  "LEAD_UNSUBSCRIBED",
];

const flags = z.record(z.string(), z.boolean());

export const accountWebhookSchema = z.strictObject({
  id: z.int(),
  email_campaign_id: z.int().nullable(),
  name: z.string(),
  webhook_url: z.string(),
  event_type_map: flags,
  category_id_map: flags,
  created_at: isoMs,
  updated_at: isoMs,
});

export const campaignWebhookSchema = z.strictObject({
  id: z.int(),
  name: z.string(),
  created_at: isoMs,
  updated_at: isoMs,
  webhook_url: z.string(),
  email_campaign_id: z.int().nullable(),
  event_types: z.array(z.string()),
  categories: z.array(z.string()),
});

/** The webhook as the account-wide family shows it: no level and no client (smartlead.md §3 `GET /webhook/{webhook_id}`, A3). */
export function accountWebhookRow(webhook: Webhook) {
  return {
    id: webhook.id,
    email_campaign_id: webhook.campaignId,
    name: webhook.name,
    webhook_url: webhook.url,
    event_type_map: { ...webhook.otherEventNames, ...webhook.eventTypeMap },
    category_id_map: webhook.categoryIdMap,
    created_at: isoFromMs(webhook.createdAt),
    updated_at: isoFromMs(webhook.updatedAt),
  };
}

/** The webhook as the campaign family shows it (smartlead.md §3 `GET /campaigns/{campaign_id}/webhooks`; E4, C3, E6). */
export function campaignWebhookRow(webhook: Webhook, world: OperationWorld) {
  return {
    id: webhook.id,
    name: webhook.name,
    created_at: isoFromMs(webhook.createdAt),
    updated_at: isoFromMs(webhook.updatedAt),
    webhook_url: webhook.url,
    email_campaign_id: webhook.campaignId,
    event_types: inNormalisedOrder(subscribedTypes(webhook)),
    categories: world.categories.filter(({ id }) => webhook.categoryIdMap[id] === true).map(({ name }) => name),
  };
}

function inNormalisedOrder(types: readonly EventType[]): EventType[] {
  const order = new Set([...NORMALISED_ORDER, ...EVENT_TYPES]);
  return [...order].filter((type) => types.includes(type));
}
