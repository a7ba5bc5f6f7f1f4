/** The setup of a campaign: status, schedule, settings (smartlead.md §4 "Campaigns and statistics"). */

import { z } from "zod";
import { definedOnly } from "../../base/defined-only.ts";
import { isTimeZone } from "../../base/time/zone.ts";
import type { Campaign } from "../account/account.ts";
import type { CampaignSettings } from "../account/edits/campaign-edits.ts";
import { answer, CAMPAIGN_NOT_FOUND, okBody, refusalAnswer } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, isoTime, UNCHECKED } from "./key-schemas.ts";
import { defineOperation } from "./operation.ts";
import { campaignNotFound, clientNotFound, ok, refusal } from "./responses.ts";

const STATUS_WORDS = { START: "ACTIVE", PAUSED: "PAUSED", STOPPED: "STOPPED" } as const;

/** Written with DONT_TRACK_…, read back without TRACK (smartlead.md §4 settings; E4). */
const TRACK_WORDS = {
  DONT_TRACK_EMAIL_OPEN: "DONT_EMAIL_OPEN",
  DONT_TRACK_LINK_CLICK: "DONT_LINK_CLICK",
  DONT_TRACK_REPLY_TO_AN_EMAIL: "DONT_REPLY_TO_AN_EMAIL",
} as const;

const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "with value fails to match the required pattern: HH:MM");

/** Minimum minutes between two emails of a mailbox (C3). */
const MIN_MINUTES_BETWEEN_EMAILS = 3;

/** Maximum characters of a footer, and entries of a list of options: more than anyone writes. */
const MAX_TEXT_LENGTH = 2_000;
const MAX_OPTIONS = 100;

const SETTINGS_BODY = z.strictObject({
  name: z.string().min(1).max(255).optional(),
  track_settings: z
    .array(z.enum(Object.keys(TRACK_WORDS) as (keyof typeof TRACK_WORDS)[]))
    .max(3)
    .optional(),
  stop_lead_settings: z.enum(["REPLY_TO_AN_EMAIL", "CLICK_ON_A_LINK", "OPEN_AN_EMAIL"]).optional(),
  unsubscribe_text: z.string().max(MAX_TEXT_LENGTH).optional(),
  send_as_plain_text: z.boolean().optional(),
  follow_up_percentage: z.int().min(0).max(100).optional(),
  client_id: z.int().nullable().optional(),
  enable_ai_esp_matching: z.boolean().optional(),
  bounce_autopause_threshold: z
    .string()
    .regex(/^\d{1,3}$/, "must be a number from 0 to 100, as text")
    .refine((text) => Number(text) <= 100, "must be a number from 0 to 100, as text")
    .optional(),
  out_of_office_detection_settings: z
    .strictObject({
      ignoreOOOasReply: z.boolean().optional(),
      autoReactivateOOO: z.boolean().optional(),
      reactivateOOOwithDelay: z.int().min(0).max(365).nullable().optional(),
      autoCategorizeOOO: z.boolean().optional(),
    })
    .optional(),
  force_plain_text: z.boolean().optional(),
  auto_pause_domain_leads_on_reply: z.boolean().optional(),
  ignore_ss_mailbox_sending_limit: z.boolean().optional(),
  domain_level_rate_limit: z.boolean().optional(),
  add_unsubscribe_tag: z.boolean().optional(),
  ai_categorisation_options: z.array(z.int()).max(MAX_OPTIONS).optional(),
});

export const campaignSetupOperations = [
  defineOperation({
    id: "campaigns.status",
    method: "POST",
    path: "/campaigns/:campaign_id/status",
    summary: "Starts, pauses or stops a campaign; CAMPAIGN_STATUS_CHANGED follows.",
    sources: ["E4", "E1", "G3"],
    answers: [
      answer(
        "The campaign has this status now.",
        z.strictObject({
          ok: z.literal(true),
          success: z.literal(true),
          message: z.string(),
          campaign: z.strictObject({ id: z.int(), status: z.string() }),
        }),
      ),
      refusalAnswer(400, "A campaign without steps, mailbox or schedule cannot be started, a stopped one never again."),
      CAMPAIGN_NOT_FOUND,
    ],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: z.strictObject({ status: z.enum(["START", "PAUSED", "STOPPED"]) }),
    handle: ({ params: { campaign_id: campaignId }, body }, { world, change, isWorldTime, notice }) => {
      const campaign = world.campaign(campaignId);
      if (campaign === undefined) return campaignNotFound();
      const status = STATUS_WORDS[body.status];
      const hindrance = hindranceTo(status, campaign);
      if (hindrance !== null) return refusal(400, hindrance);
      change("campaign.status", { campaignId, status, sendsAtOnce: !isWorldTime });
      const { length: steps } = campaign.steps;
      if (status === "ACTIVE" && steps > 1 && !isWorldTime) {
        notice(`campaign ${campaignId} sends only the first of its ${steps} steps: the others need --world-time.`);
      }
      return ok({
        ok: true,
        success: true,
        message: `Campaign status is ${status} now`,
        campaign: { id: campaignId, status },
      });
    },
  }),
  defineOperation({
    id: "campaigns.schedule",
    method: "POST",
    path: "/campaigns/:campaign_id/schedule",
    summary: "Sets when a campaign sends, and how much.",
    sources: ["E1", "E4", "C3"],
    answers: [
      answer("Set.", okBody),
      refusalAnswer(400, "The time zone is invalid, or the day ends before it starts."),
      CAMPAIGN_NOT_FOUND,
    ],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: z.strictObject({
      timezone: z.string().min(1).max(64),
      days_of_the_week: z.array(z.int().min(0).max(6)).min(1).max(7),
      start_hour: hour,
      end_hour: hour,
      min_time_btw_emails: z.int().min(MIN_MINUTES_BETWEEN_EMAILS).max(1_440).optional(),
      max_new_leads_per_day: z.int().min(1).max(100_000).optional(),
      schedule_start_time: isoTime.nullable().optional(),
    }),
    handle: ({ params: { campaign_id: campaignId }, body }, { world, change }) => {
      const campaign = world.campaign(campaignId);
      if (campaign === undefined) return campaignNotFound();
      const { timezone, start_hour: startHour, end_hour: endHour } = body;
      if (!isTimeZone(timezone)) return refusal(400, `Invalid timezone - ${timezone}`);
      if (startHour >= endHour) return refusal(400, "startHour cannot be greater that endHour");
      const days = [...new Set(body.days_of_the_week)].sort();
      change("campaign.schedule", {
        campaignId,
        schedule: { timezone, days, startHour, endHour },
        minMinutesBetweenEmails: body.min_time_btw_emails ?? campaign.minMinutesBetweenEmails,
        maxLeadsPerDay: body.max_new_leads_per_day ?? campaign.maxLeadsPerDay,
        scheduleStartTime: body.schedule_start_time ?? null,
      });
      return ok({ ok: true });
    },
  }),
  defineOperation({
    id: "campaigns.settings",
    method: "POST",
    path: "/campaigns/:campaign_id/settings",
    summary: "Changes a campaign's settings; what is left out stays.",
    sources: ["E4", "A5"],
    answers: [answer("Changed.", okBody), refusalAnswer(404, "There is no such campaign, or no such client.")],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: SETTINGS_BODY,
    handle: ({ params: { campaign_id: campaignId }, body }, { world, change }) => {
      const campaign = world.campaign(campaignId);
      if (campaign === undefined) return campaignNotFound();
      if (typeof body.client_id === "number" && world.client(body.client_id) === undefined) return clientNotFound();
      change("campaign.settings", { campaignId, settings: settingsOf(campaign, body) });
      return ok({ ok: true });
    },
  }),
];

/** SmartLead's wording of these refusals is not known; the requirements of START are (smartlead.md §4 status). */
function hindranceTo(status: Campaign["status"], campaign: Campaign): string | null {
  if (campaign.status === "STOPPED" && status !== "STOPPED") return "A stopped campaign cannot be changed any more.";
  if (status !== "ACTIVE") return null;
  if (campaign.steps.length === 0) return "Campaign has no sequences - add one before you start it.";
  if (campaign.mailboxIds.length === 0) return "Campaign has no email accounts - add one before you start it.";
  return campaign.schedule === null ? "Campaign has no schedule - set one before you start it." : null;
}

function settingsOf(campaign: Campaign, body: z.output<typeof SETTINGS_BODY>): CampaignSettings {
  const switches = definedOnly({
    forcePlainText: body.force_plain_text,
    autoPauseDomainLeadsOnReply: body.auto_pause_domain_leads_on_reply,
    ignoreMailboxSendingLimit: body.ignore_ss_mailbox_sending_limit,
    domainLevelRateLimit: body.domain_level_rate_limit,
    addUnsubscribeTag: body.add_unsubscribe_tag,
  });
  return definedOnly({
    name: body.name,
    clientId: body.client_id,
    trackSettings: body.track_settings?.map((word) => TRACK_WORDS[word]),
    stopLeadSettings: body.stop_lead_settings,
    unsubscribeText: body.unsubscribe_text,
    sendAsPlainText: body.send_as_plain_text,
    followUpPercentage: body.follow_up_percentage,
    enableAiEspMatching: body.enable_ai_esp_matching,
    bounceAutopauseThresholdPercent:
      body.bounce_autopause_threshold === undefined ? undefined : Number(body.bounce_autopause_threshold),
    outOfOfficeDetection: body.out_of_office_detection_settings,
    aiCategorisationOptions: body.ai_categorisation_options,
    switches: { ...campaign.switches, ...switches },
  });
}
