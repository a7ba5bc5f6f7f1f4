/** The campaign webhook family, `/campaigns/{id}/webhooks` (smartlead.md §3). */
import { z } from "zod";
import { CAMPAIGN_WEBHOOK_EVENT_TYPES } from "../events/event-types.ts";
import type { Webhook } from "../webhooks/webhook.ts";
import { answer, CAMPAIGN_NOT_FOUND, LIMIT_REACHED, refusalAnswer } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, CAMPAIGN_WEBHOOK_PARAMS, UNCHECKED, webhookName, webhookUrl } from "./key-schemas.ts";
import { defineOperation, type OperationContext, type OperationResponse } from "./operation.ts";
import { campaignNotFound, ok, refusal, resourceNotFound } from "./responses.ts";
import { eventTypeMapOf, resolveCategories } from "./webhook-calls.ts";
import { campaignWebhookRow, campaignWebhookSchema } from "./webhook-rows.ts";

/** Maximum characters of an event name, and names per call. */
/** Joi's message if entries are required and there are none; seen live here (E1). */
const NONE_GIVEN = "does not contain 1 required value(s)";
const MAX_EVENT_NAME_LENGTH = 100;
const MAX_EVENT_NAMES = 100;

const UPSERT_BODY = z.strictObject({
  id: z.int().nullish(),
  name: webhookName,
  webhook_url: webhookUrl,
  event_types: z.array(z.string().max(MAX_EVENT_NAME_LENGTH)).min(1, NONE_GIVEN).max(MAX_EVENT_NAMES),
  categories: z.array(z.string().min(1)).min(1, NONE_GIVEN),
});

export const campaignWebhookOperations = [
  defineOperation({
    id: "campaign-webhooks.list",
    method: "GET",
    path: "/campaigns/:campaign_id/webhooks",
    summary: "Lists the webhooks of a campaign's own level.",
    sources: ["E4", "E6", "C3"],
    answers: [answer("A bare array.", z.array(campaignWebhookSchema)), CAMPAIGN_NOT_FOUND],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params }, { world, webhooks }) => {
      if (world.campaign(params.campaign_id) === undefined) return campaignNotFound();
      const own = webhooks.list().filter((webhook) => webhook.campaignId === params.campaign_id);
      return ok(own.map((webhook) => campaignWebhookRow(webhook, world)));
    },
  }),
  defineOperation({
    id: "campaign-webhooks.upsert",
    method: "POST",
    path: "/campaigns/:campaign_id/webhooks",
    summary: "Adds a webhook to a campaign, or changes the one whose id is given.",
    sources: ["E1", "E4", "C3", "A4"],
    answers: [
      answer(
        "Every known form in one.",
        campaignWebhookSchema.extend({
          ok: z.literal(true),
          success: z.literal(true),
          event_type_map: z.record(z.string(), z.boolean()),
          category_id_map: z.record(z.string(), z.boolean()),
          data: campaignWebhookSchema,
        }),
      ),
      refusalAnswer(400, "An event type or a category is not known, or the mock may not send to the URL."),
      refusalAnswer(404, "There is no such campaign, or no such webhook of it."),
      LIMIT_REACHED,
    ],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: UPSERT_BODY,
    handle: ({ params, body }, context) => upsertWebhook(params.campaign_id, body, context),
  }),
  defineOperation({
    id: "campaign-webhooks.delete",
    method: "DELETE",
    path: "/campaigns/:campaign_id/webhooks",
    summary: "Deletes the campaign's webhook that the body names.",
    sources: ["C3", "E6"],
    answers: [
      answer("Deleted.", z.strictObject({ ok: z.literal(true), success: z.literal(true), message: z.string() })),
      refusalAnswer(404, "There is no such campaign, or no such webhook of it."),
    ],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: z.strictObject({ id: z.int() }),
    handle: ({ params, body }, context) => deleteWebhook(params.campaign_id, body.id, context),
  }),
  defineOperation({
    id: "campaign-webhooks.delete-by-path",
    method: "DELETE",
    path: "/campaigns/:campaign_id/webhooks/:webhook_id",
    summary: "Deletes the campaign's webhook that the path names.",
    sources: ["A4"],
    answers: [
      answer("Deleted.", z.strictObject({ ok: z.literal(true), success: z.literal(true), message: z.string() })),
      refusalAnswer(404, "There is no such campaign, or no such webhook of it."),
    ],
    params: CAMPAIGN_WEBHOOK_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params }, context) => deleteWebhook(params.campaign_id, params.webhook_id, context),
  }),
];

function upsertWebhook(
  campaignId: number,
  body: z.output<typeof UPSERT_BODY>,
  context: OperationContext,
): OperationResponse {
  const { world, webhooks } = context;
  if (world.campaign(campaignId) === undefined) return campaignNotFound();
  const id = body.id ?? null;
  if (id !== null && ownWebhook(campaignId, id, context) === undefined) return resourceNotFound();
  const strangers = body.event_types.filter((name) => !isCampaignEventType(name));
  // Live SmartLead refuses the whole registration for an old name (smartlead.json, T-1; E21, C3).
  if (strangers.length > 0) return refusal(400, `Invalid event_types - ${strangers.join(", ")}`);
  const categories = resolveCategories(world, body.categories);
  if (!categories.isKnown) return refusal(400, `Invalid category - ${categories.name}`);
  const objection = context.checkTarget(body.webhook_url);
  if (objection !== null) return refusal(400, objection);
  const asked = {
    name: body.name,
    url: body.webhook_url,
    eventTypeMap: eventTypeMapOf(body.event_types.map((type) => [type, true])),
    categoryIdMap: categories.categoryIdMap,
  };
  const webhook =
    id === null ? webhooks.create({ ...asked, level: "campaign", campaignId }) : webhooks.update(id, asked);
  return ok(savedWebhook(webhook, context));
}

function isCampaignEventType(name: string): name is (typeof CAMPAIGN_WEBHOOK_EVENT_TYPES)[number] {
  return CAMPAIGN_WEBHOOK_EVENT_TYPES.some((type) => type === name);
}

/** All documented forms of the answer in one (E4, E1, C3, A4). */
function savedWebhook(webhook: Webhook, { world }: OperationContext) {
  const row = campaignWebhookRow(webhook, world);
  const maps = { event_type_map: webhook.eventTypeMap, category_id_map: webhook.categoryIdMap };
  return { ok: true, success: true, ...row, ...maps, data: row };
}

function deleteWebhook(campaignId: number, id: number, context: OperationContext): OperationResponse {
  if (context.world.campaign(campaignId) === undefined) return campaignNotFound();
  if (ownWebhook(campaignId, id, context) === undefined) return resourceNotFound();
  context.webhooks.delete(id);
  return ok({ ok: true, success: true, message: "Webhook deleted successfully" });
}

/** A campaign sees its own webhooks only. */
function ownWebhook(campaignId: number, id: number, { webhooks }: OperationContext): Webhook | undefined {
  const webhook = webhooks.get(id);
  return webhook?.campaignId === campaignId ? webhook : undefined;
}
