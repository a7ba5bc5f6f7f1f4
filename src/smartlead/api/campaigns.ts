/** Campaigns: list, create, copy, delete (smartlead.md §4 "Campaigns and statistics"). */
import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import { campaignRow, campaignRowSchema } from "./campaign-row.ts";
import { answer, CAMPAIGN_NOT_FOUND, isoMs, LIMIT_REACHED } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, UNCHECKED } from "./key-schemas.ts";
import { defineOperation } from "./operation.ts";
import { campaignNotFound, ok } from "./responses.ts";

/** Maximum characters of a campaign's name. SmartLead's own limit is not known. */
const MAX_NAME_LENGTH = 255;

const createdSchema = z.strictObject({ ok: z.literal(true), id: z.int(), name: z.string(), created_at: isoMs });
const noCampaign = {
  status: 500,
  description: "There is no such campaign.",
  schema: z.strictObject({ message: z.string() }),
};

export const campaignOperations = [
  defineOperation({
    id: "campaigns.create",
    method: "POST",
    path: "/campaigns/create",
    summary: "Creates a campaign as a draft.",
    sources: ["E1", "E4", "A5"],
    answers: [
      answer("The campaign.", createdSchema),
      { status: 500, description: "There is no such client.", schema: z.strictObject({ error: z.string() }) },
      LIMIT_REACHED,
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({
      name: z.string().min(1).max(MAX_NAME_LENGTH).default("Untitled Campaign"),
      client_id: z.int().nullable().optional(),
    }),
    handle: ({ body: { name, client_id: clientId = null } }, { world, change, now }) => {
      if (clientId !== null && world.client(clientId) === undefined) {
        return { status: 500, body: { error: "Error while creating email campaign - Invalid client_id" } };
      }
      const at = now();
      const id = change("campaign.create", { name, clientId });
      return ok({ ok: true, id, name, created_at: isoFromMs(world.campaign(id)?.createdAt ?? at) });
    },
  }),
  defineOperation({
    id: "campaigns.list",
    method: "GET",
    path: "/campaigns/",
    summary: "Lists the campaigns, newest first.",
    sources: ["A5", "E4"],
    answers: [
      answer("A bare array.", z.array(campaignRowSchema.extend({ campaign_activity_logs: z.strictObject({}) }))),
    ],
    params: UNCHECKED,
    query: z.strictObject({ client_id: z.int().optional(), include_tags: z.boolean().default(false) }),
    body: UNCHECKED,
    handle: ({ query }, { world }) => {
      const { client_id: clientId, include_tags: hasTags } = query;
      const asked = world.campaigns.filter((campaign) => clientId === undefined || campaign.clientId === clientId);
      const rows = asked
        .toReversed()
        .map((campaign) => campaignRow(campaign, hasTags ? world.crm.tagsOf("campaign", campaign.id) : undefined));
      return ok(rows.map((row) => ({ ...row, campaign_activity_logs: {} })));
    },
  }),
  defineOperation({
    id: "campaigns.get",
    method: "GET",
    path: "/campaigns/:campaign_id",
    summary: "Shows one campaign; an empty object if it does not exist.",
    sources: ["E4", "A5"],
    answers: [
      answer("The campaign, flat.", campaignRowSchema),
      answer("An empty object: it does not exist.", z.strictObject({})),
    ],
    params: CAMPAIGN_PARAMS,
    query: z.strictObject({ include_tags: z.boolean().default(false) }),
    body: UNCHECKED,
    handle: ({ params, query }, { world }) => {
      const campaign = world.campaign(params.campaign_id);
      return ok(
        campaign === undefined
          ? {}
          : campaignRow(campaign, query.include_tags ? world.crm.tagsOf("campaign", campaign.id) : undefined),
      );
    },
  }),
  defineOperation({
    id: "campaigns.delete",
    method: "DELETE",
    path: "/campaigns/:campaign_id",
    summary: "Deletes a campaign that is not active, with its webhooks and the leads that no other campaign has.",
    sources: ["C3", "A5"],
    answers: [
      answer("Deleted.", z.strictObject({ ok: z.literal(true), success: z.literal(true), message: z.string() })),
      answer(
        "The campaign is active; the status that goes with this body is not known.",
        z.strictObject({
          success: z.literal(false),
          error: z.strictObject({ code: z.literal("CAMPAIGN_ACTIVE"), message: z.string() }),
        }),
        400,
      ),
      CAMPAIGN_NOT_FOUND,
    ],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params: { campaign_id: campaignId } }, { world, webhooks, change }) => {
      const campaign = world.campaign(campaignId);
      if (campaign === undefined) return campaignNotFound();
      if (campaign.status === "ACTIVE") {
        const message = "Cannot delete an active campaign. Pause or stop it first.";
        return { status: 400, body: { success: false, error: { code: "CAMPAIGN_ACTIVE", message } } };
      }
      change("campaign.delete", { campaignId });
      for (const webhook of webhooks.list()) if (webhook.campaignId === campaignId) webhooks.delete(webhook.id);
      return ok({ ok: true, success: true, message: "Campaign deleted successfully" });
    },
  }),
  defineOperation({
    id: "campaigns.duplicate",
    method: "POST",
    path: "/campaigns/:campaign_id/duplicate",
    summary: "Creates a draft with the same steps, schedule, settings and mailboxes, and no leads.",
    sources: ["A5", "E4"],
    answers: [
      answer("The copy.", z.strictObject({ ok: z.literal(true), newCampaignId: z.int() })),
      noCampaign,
      LIMIT_REACHED,
    ],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: z.strictObject({
      duplicate_sub_sequence: z.boolean().default(false),
      duplicate_client_label: z.boolean().default(true),
    }),
    handle: ({ params, body }, { world, change }) => {
      const { campaign_id: campaignId } = params;
      if (world.campaign(campaignId) === undefined) return { status: 500, body: { message: "Invalid campaign Id!" } };
      const { duplicate_sub_sequence: isSubsequence, duplicate_client_label: keepsClient } = body;
      return ok({ ok: true, newCampaignId: change("campaign.duplicate", { campaignId, isSubsequence, keepsClient }) });
    },
  }),
];
