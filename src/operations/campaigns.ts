/** Campaigns as they read live (smartlead.md §4 "Campaigns and statistics"). */
import { z } from "zod";
import { isoFromMs } from "../time/iso.ts";
import type { Campaign } from "../world/account.ts";
import { CAMPAIGN_PARAMS, UNCHECKED } from "./fields.ts";
import { defineOperation } from "./operation.ts";
import { ok } from "./responses.ts";

/** The account has one user; this is the id of the owner. */
const ACCOUNT_USER_ID = 24_601;

export const campaignOperations = [
  defineOperation({
    id: "campaigns.list",
    method: "GET",
    path: "/campaigns",
    summary: "Lists the campaigns, newest first.",
    sources: ["A5", "E4"],
    params: UNCHECKED,
    query: z.strictObject({ client_id: z.int().optional(), include_tags: z.boolean().default(false) }),
    body: UNCHECKED,
    handle: ({ query }, { world }) => {
      const { client_id: clientId, include_tags: hasTags } = query;
      const asked = world.campaigns.filter((campaign) => clientId === undefined || campaign.clientId === clientId);
      return ok(asked.toReversed().map((campaign) => campaignRow(campaign, hasTags)));
    },
  }),
  defineOperation({
    id: "campaigns.get",
    method: "GET",
    path: "/campaigns/:campaign_id",
    summary: "Shows one campaign; an empty object when there is none.",
    sources: ["E4", "A5"],
    params: CAMPAIGN_PARAMS,
    query: z.strictObject({ include_tags: z.boolean().default(false) }),
    body: UNCHECKED,
    handle: ({ params, query }, { world }) => {
      const campaign = world.campaign(params.campaign_id);
      return ok(campaign === undefined ? {} : campaignRow(campaign, query.include_tags));
    },
  }),
];

function campaignRow(campaign: Campaign, hasTags: boolean) {
  return {
    id: campaign.id,
    user_id: ACCOUNT_USER_ID,
    created_at: isoFromMs(campaign.createdAt),
    updated_at: isoFromMs(campaign.updatedAt),
    status: campaign.status,
    name: campaign.name,
    track_settings: campaign.trackSettings,
    scheduler_cron_value: scheduleRow(campaign.schedule),
    min_time_btwn_emails: campaign.minMinutesBetweenEmails,
    max_leads_per_day: campaign.maxLeadsPerDay,
    stop_lead_settings: campaign.stopLeadSettings,
    schedule_start_time: campaign.scheduleStartTime === null ? null : isoFromMs(campaign.scheduleStartTime),
    enable_ai_esp_matching: campaign.enableAiEspMatching,
    send_as_plain_text: campaign.sendAsPlainText,
    follow_up_percentage: campaign.followUpPercentage,
    unsubscribe_text: campaign.unsubscribeText,
    parent_campaign_id: campaign.parentId,
    client_id: campaign.clientId,
    ...(hasTags && { tags: [] }),
  };
}

function scheduleRow(schedule: Campaign["schedule"]) {
  if (schedule === null) return null;
  const { timezone, days, startHour, endHour } = schedule;
  return { tz: timezone, days, startHour, endHour };
}
