import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Campaign } from "../account/account.ts";
import type { Tag } from "../account/crm-records.ts";
import { isoMs } from "./declared-answers.ts";

/** The account has one user; this is the id of the owner. */
export const ACCOUNT_USER_ID = 24_601;

const scheduleSchema = z.strictObject({
  tz: z.string(),
  days: z.array(z.int()),
  startHour: z.string(),
  endHour: z.string(),
});

/** One flat campaign, the same in the list and by id (smartlead.md §4; A5, E4). */
export const campaignRowSchema = z.strictObject({
  id: z.int(),
  user_id: z.int(),
  created_at: isoMs,
  updated_at: isoMs,
  status: z.enum(["DRAFTED", "ACTIVE", "COMPLETED", "STOPPED", "PAUSED"]),
  name: z.string(),
  track_settings: z.array(z.string()),
  scheduler_cron_value: scheduleSchema.nullable(),
  min_time_btwn_emails: z.int(),
  max_leads_per_day: z.int(),
  stop_lead_settings: z.enum(["REPLY_TO_AN_EMAIL", "CLICK_ON_A_LINK", "OPEN_AN_EMAIL"]),
  schedule_start_time: isoMs.nullable(),
  enable_ai_esp_matching: z.boolean(),
  send_as_plain_text: z.boolean(),
  follow_up_percentage: z.int(),
  unsubscribe_text: z.string(),
  parent_campaign_id: z.int().nullable(),
  client_id: z.int().nullable(),
  tags: z
    .array(z.strictObject({ tag_id: z.int(), tag_name: z.string(), tag_color: z.string() }))
    .optional()
    .describe("Only with include_tags."),
});

/** @param tags Shown only if given. */
export function campaignRow(campaign: Campaign, tags?: readonly Tag[]): z.output<typeof campaignRowSchema> {
  return {
    id: campaign.id,
    user_id: ACCOUNT_USER_ID,
    created_at: isoFromMs(campaign.createdAt),
    updated_at: isoFromMs(campaign.updatedAt),
    status: campaign.status,
    name: campaign.name,
    track_settings: [...campaign.trackSettings],
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
    ...(tags && { tags: tags.map(({ id, name, color }) => ({ tag_id: id, tag_name: name, tag_color: color })) }),
  };
}

function scheduleRow(schedule: Campaign["schedule"]): z.output<typeof scheduleSchema> | null {
  if (schedule === null) return null;
  const { timezone, days, startHour, endHour } = schedule;
  return { tz: timezone, days: [...days], startHour, endHour };
}
