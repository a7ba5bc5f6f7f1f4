import { z } from "zod";
import type { AnyEventType } from "../../events/event-types.ts";
import type { PayloadContext } from "../dialect.ts";
import { javascriptTimestamp } from "../timestamps.ts";

/** Used for previews, which have no webhook or key. */
const PREVIEW_WEBHOOK = { id: 670_001, name: "preview", url: "http://localhost:3000/webhooks/smartlead", createdAt: 0 };
const PREVIEW_SECRET_KEY = "00000000-0000-4000-8000-000000000000";

const APP = "https://app.smartlead.ai/app";

const secretKey = z.uuid().describe("The same for every event of the account; --secret-key sets it.");
const appUrl = z.url().describe("Where SmartLead's own pages show it.");
const description = z.string().describe("The event in a sentence.");
const metadata = z
  .strictObject({
    webhook_created_at: z.iso
      .datetime({ precision: 3 })
      .describe("When the webhook was registered, not when the event happened."),
  })
  .describe("About the webhook.");
const webhookUrl = z.string().describe("The registered address, with its query.");
const webhookId = z.int().positive().describe("Id of the webhook.");
const webhookName = z.string().describe("Name of the webhook.");

/**
 * The last keys of every campaign event, in captured order: some bodies omit some of them, and a reply has another key between the two
 * halves (smartlead.md §2 "Common tail of every campaign event"; E1).
 */
export const tailBeforeWebhook = {
  secret_key: secretKey,
  app_url: appUrl,
  ui_master_inbox_link: z.url().describe("The same as app_url; deprecated, still sent."),
  description,
  metadata,
};

/** The tail of events that the master inbox does not show: campaign status and manual steps. */
export const tailBeforeWebhookWithoutInbox = { secret_key: secretKey, app_url: appUrl, description, metadata };

/** The tail of events that no page shows: untracked replies. */
export const tailBeforeWebhookWithoutPage = { secret_key: secretKey, description, metadata };

export function tailOfWebhook<Type extends AnyEventType>(type: Type) {
  return {
    webhook_url: webhookUrl,
    webhook_id: webhookId,
    webhook_name: webhookName,
    event_type: z.literal(type).describe("Name of the event; the last key."),
  };
}

/** The whole tail of an event with a lead. */
export function leadTail<Type extends AnyEventType>(type: Type) {
  return { ...tailBeforeWebhook, ...tailOfWebhook(type) };
}

export interface TailParts {
  readonly url: string;
  readonly sentence: string;
  readonly context: PayloadContext;
}

export function leadTailOf<Type extends AnyEventType>(type: Type, parts: TailParts) {
  return { ...beforeWebhookOf(parts), ...webhookOf(type, parts.context) };
}

export function beforeWebhookOf({ url, sentence, context }: TailParts) {
  return {
    secret_key: secretKeyOf(context),
    app_url: url,
    ui_master_inbox_link: url,
    description: sentence,
    metadata: metadataOf(context),
  };
}

export function beforeWebhookWithoutInboxOf({ url, sentence, context }: TailParts) {
  return {
    secret_key: secretKeyOf(context),
    app_url: url,
    description: sentence,
    metadata: metadataOf(context),
  };
}

export function beforeWebhookWithoutPageOf({ sentence, context }: Omit<TailParts, "url">) {
  return { secret_key: secretKeyOf(context), description: sentence, metadata: metadataOf(context) };
}

export function webhookOf<Type extends AnyEventType>(type: Type, context: PayloadContext) {
  const { id, name, url } = context.webhook ?? PREVIEW_WEBHOOK;
  return { webhook_url: url, webhook_id: id, webhook_name: name, event_type: type };
}

/** The conversation in the master inbox; for an unsubscribe the map id after `=` is missing (E1). */
export function inboxUrl(mapId: number | null): string {
  return `${APP}/master-inbox?leadMap=${mapId ?? ""}`;
}

/** Includes the doubled `/app` of the sample (smartlead.md §2 CAMPAIGN_STATUS_CHANGED; C1). */
export function analyticsUrl(campaignId: number): string {
  return `${APP}/app/email-campaign/${campaignId}/analytics`;
}

/** smartlead.md §2 MANUAL_STEP_REACHED (C1). */
export function leadListUrl(campaignId: number): string {
  return `${APP}/email-campaign/${campaignId}/lead-list`;
}

function secretKeyOf({ secretKey: key }: PayloadContext): string {
  return key ?? PREVIEW_SECRET_KEY;
}

function metadataOf({ webhook }: PayloadContext) {
  return { webhook_created_at: javascriptTimestamp((webhook ?? PREVIEW_WEBHOOK).createdAt) };
}
