/**
 * The account-wide webhook family, `/webhook/…`, in every documented form (smartlead.md §3). There is no list: `GET /webhook` is unknown
 * live too (G1).
 */
import { z } from "zod";
import { printable } from "../../base/printable.ts";
import { isEventType } from "../events/event-types.ts";
import type { NewWebhook, Webhook, WebhookChange } from "../webhooks/webhook.ts";
import { answer, LIMIT_REACHED, okBody, refusalAnswer } from "./declared-answers.ts";
import { UNCHECKED, WEBHOOK_PARAMS, webhookName, webhookUrl } from "./key-schemas.ts";
import { defineOperation, type OperationContext, type OperationResponse } from "./operation.ts";
import { campaignNotFound, ok, refusal, resourceNotFound } from "./responses.ts";
import { EVENT_NAMES, eventTypeMapOf, eventTypeOfName, resolveCategories } from "./webhook-calls.ts";
import { accountWebhookRow, accountWebhookSchema } from "./webhook-rows.ts";

/** Maximum characters of an event name, and names of a map. */
const MAX_NAME_LENGTH = 100;
const MAX_NAMES = 100;

/** `{"EMAIL_REPLY": true}`, under any name. */
const eventTypeMap = z
  .record(z.string().max(MAX_NAME_LENGTH), z.boolean())
  .refine((map) => Object.keys(map).length <= MAX_NAMES, `must have less than or equal to ${MAX_NAMES} keys`);

/** The same under the names of the documentation's families; the page of this call has the old names. */
const knownEventTypeMap = z.partialRecord(z.enum(EVENT_NAMES), z.boolean());

/** `{"5": true}`: the keys are category ids. */
const categoryIdMap = z.record(z.string().regex(/^\d+$/), z.boolean());

/** The owner's level; older documentation uses numbers (B1, B2, B3). */
const associationType = z.literal(["user", "client", "campaign", 1, 2, 3]);

const CREATE_BODY = z
  .strictObject({
    webhook_url: webhookUrl,
    association_type: associationType,
    email_campaign_id: z.int().nullish(),
    client_id: z.int().nullish(),
    name: webhookName.optional(),
    event_type_map: eventTypeMap.optional(),
    category_id_map: categoryIdMap.optional(),
    event_type: z.string().min(1).max(MAX_NAME_LENGTH).optional(),
    category_id: z.int().optional(),
    webhook_type: z.string().optional(),
    // Overrides a check for similar webhooks. Its rule and error are not documented; the mock refuses none.
    force_create: z.boolean().default(false),
  })
  .refine((body) => levelOf(body.association_type) !== "campaign" || typeof body.email_campaign_id === "number", {
    path: ["email_campaign_id"],
    message: "is required",
    when: () => true,
  })
  .refine((body) => levelOf(body.association_type) !== "client" || typeof body.client_id === "number", {
    path: ["client_id"],
    message: "is required",
    when: () => true,
  });

const UPDATE_BODY = z.strictObject({
  // The page listed it for a time; the id is in the path.
  id: z.int().nullable().optional(),
  name: webhookName.optional(),
  webhook_url: webhookUrl.optional(),
  event_types: z.array(z.enum(EVENT_NAMES)).optional(),
  categories: z.array(z.union([z.string(), z.number()])).optional(),
  event_type_map: knownEventTypeMap.optional(),
});

const NO_WEBHOOK = refusalAnswer(404, "There is no such webhook.");

export const accountWebhookOperations = [
  defineOperation({
    id: "webhook.create",
    method: "POST",
    path: "/webhook/create",
    summary: "Registers a webhook of the user, a client or a campaign.",
    sources: ["A3", "A1", "B1", "B2", "E10"],
    answers: [
      answer(
        "Registered.",
        z.strictObject({ ok: z.literal(true), id: z.int(), webhook_id: z.int(), webhook_url: z.string() }),
      ),
      refusalAnswer(400, "The URL is not one that the mock may send to, or its owner is not named."),
      refusalAnswer(404, "There is no such campaign or client."),
      LIMIT_REACHED,
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: CREATE_BODY,
    handle: ({ body }, context) => createWebhook(body, context),
  }),
  defineOperation({
    id: "webhook.get",
    method: "GET",
    path: "/webhook/:webhook_id",
    summary: "Shows one webhook.",
    sources: ["A3", "A1", "G1"],
    answers: [
      answer(
        "The webhook, flat and under `data`.",
        accountWebhookSchema.extend({ ok: z.literal(true), data: accountWebhookSchema }),
      ),
      NO_WEBHOOK,
    ],
    params: WEBHOOK_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params }, { webhooks }) => {
      const webhook = webhooks.get(params.webhook_id);
      if (webhook === undefined) return resourceNotFound();
      const row = accountWebhookRow(webhook);
      return ok({ ok: true, ...row, data: row });
    },
  }),
  defineOperation({
    id: "webhook.update",
    method: "PUT",
    path: "/webhook/update/:webhook_id",
    summary: "Changes a webhook; what is left out stays.",
    sources: ["A3", "A1"],
    answers: [
      answer("Changed.", z.strictObject({ ok: z.literal(true), id: z.int(), message: z.string() })),
      refusalAnswer(400, "The URL is not one that the mock may send to, or a category is not known."),
      NO_WEBHOOK,
    ],
    params: WEBHOOK_PARAMS,
    query: UNCHECKED,
    body: UPDATE_BODY,
    handle: ({ params, body }, context) => updateWebhook(params.webhook_id, body, context),
  }),
  defineOperation({
    id: "webhook.delete",
    method: "DELETE",
    path: "/webhook/delete",
    summary: "Deletes the webhook that the body names.",
    sources: ["A3"],
    answers: [answer("Deleted.", okBody), NO_WEBHOOK],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({ id: z.int() }),
    handle: ({ body }, context) => deleteWebhook(body.id, context),
  }),
  defineOperation({
    id: "webhook.delete-by-path",
    method: "DELETE",
    path: "/webhook/delete/:webhook_id",
    summary: "Deletes the webhook that the path names.",
    sources: ["A1", "B1", "B2"],
    answers: [answer("Deleted.", okBody), NO_WEBHOOK],
    params: WEBHOOK_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params }, context) => deleteWebhook(params.webhook_id, context),
  }),
];

function createWebhook(body: z.output<typeof CREATE_BODY>, context: OperationContext): OperationResponse {
  const { world, webhooks } = context;
  const level = levelOf(body.association_type);
  const campaignId = level === "campaign" ? (body.email_campaign_id ?? null) : null;
  const clientId = level === "client" ? (body.client_id ?? null) : null;
  if (campaignId !== null && world.campaign(campaignId) === undefined) return campaignNotFound();
  if (clientId !== null && world.client(clientId) === undefined) {
    return refusal(404, "Client not found - Invalid client_id.");
  }
  const objection = context.checkTarget(body.webhook_url);
  if (objection !== null) return refusal(400, objection);
  const names = { ...(body.event_type !== undefined && { [body.event_type]: true }), ...body.event_type_map };
  const { eventTypeMap, otherEventNames } = asSent(names, context);
  const asked: NewWebhook = {
    name: body.name ?? "Untitled Webhook",
    url: body.webhook_url,
    level,
    campaignId,
    clientId,
    eventTypeMap,
    otherEventNames,
    categoryIdMap: body.category_id_map ?? (body.category_id === undefined ? {} : { [body.category_id]: true }),
  };
  const webhook = webhooks.create(asked);
  return ok({ ok: true, id: webhook.id, webhook_id: webhook.id, webhook_url: webhook.url });
}

function updateWebhook(id: number, body: z.output<typeof UPDATE_BODY>, context: OperationContext): OperationResponse {
  const { world, webhooks } = context;
  // A3 describes the 404 of this call, and only this call, as "Campaign not found".
  if (webhooks.get(id) === undefined) return refusal(404, "Campaign not found");
  const objection = body.webhook_url === undefined ? null : context.checkTarget(body.webhook_url);
  if (objection !== null) return refusal(400, objection);
  const categories = body.categories === undefined ? null : resolveCategories(world, body.categories);
  if (categories?.isKnown === false) return refusal(400, `Invalid category - ${categories.name}`);
  const isSubscriptionGiven = body.event_types !== undefined || body.event_type_map !== undefined;
  const change: WebhookChange = {
    ...(body.name !== undefined && { name: body.name }),
    ...(body.webhook_url !== undefined && { url: body.webhook_url }),
    ...(isSubscriptionGiven && {
      eventTypeMap: subscriptionOf(body.event_types ?? [], body.event_type_map),
      otherEventNames: {},
    }),
    ...(categories !== null && { categoryIdMap: categories.categoryIdMap }),
  };
  webhooks.update(id, change);
  return ok({ ok: true, id, message: "Webhook saved successfully" });
}

function deleteWebhook(id: number, { webhooks }: OperationContext): OperationResponse {
  if (webhooks.get(id) === undefined) return resourceNotFound();
  webhooks.delete(id);
  return ok({ ok: true });
}

/** Subscribes to the types of known names and ignores the others; a notice has SmartLead's present name (T-1). */
function asSent(names: Readonly<Record<string, boolean>>, { notice }: OperationContext) {
  const entries = Object.entries(names);
  const others = entries.filter(([name]) => !isEventType(name));
  for (const [name, isSubscribed] of others) {
    if (!isSubscribed) continue;
    const meant = eventTypeOfName(name);
    const hint = meant === undefined ? "" : `; the event is called ${meant}`;
    notice(`webhook/create has ${printable(name)}, which is not an event type: nothing is delivered for it${hint}.`);
  }
  return {
    eventTypeMap: eventTypeMapOf(entries.filter(([name]) => isEventType(name))),
    otherEventNames: Object.fromEntries(others),
  };
}

/** Names listed one by one, and a map over them; the map wins if both name a type. */
function subscriptionOf(
  names: readonly string[],
  map: z.output<typeof knownEventTypeMap> = {},
): Webhook["eventTypeMap"] {
  const listed = names.map((name) => [name, true] as const);
  const mapped = Object.entries(map).map(([name, isSubscribed]) => [name, isSubscribed === true] as const);
  return eventTypeMapOf([...listed, ...mapped]);
}

function levelOf(association: z.output<typeof associationType>): Webhook["level"] {
  switch (association) {
    case "user":
    case 1:
      return "user";
    case "client":
    case 2:
      return "client";
    default:
      return "campaign";
  }
}
