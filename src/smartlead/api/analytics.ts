/** Counts of a campaign, as texts where SmartLead sends texts (smartlead.md §4 analytics; E4, E5). */

import { z } from "zod";
import { DAY_MS } from "../../base/time/calendar.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import { isTimeZone } from "../../base/time/zone.ts";
import type { Campaign } from "../account/account.ts";
import { ACCOUNT_USER_ID } from "./campaign-row.ts";
import { answer, CAMPAIGN_NOT_FOUND, refusalAnswer } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, dayIn, dayOrTime, UNCHECKED } from "./key-schemas.ts";
import { defineOperation, type OperationResponse, type OperationWorld } from "./operation.ts";
import { campaignNotFound, ok, refusal } from "./responses.ts";
import { countLeads, countMails, type MailCounts, sentDays } from "./sent-mails.ts";

/** Maximum days per call (E4). */
const MAX_DAYS = 30;

const countText = z.string().regex(/^\d+$/);

const countsSchema = {
  sent_count: countText,
  unique_sent_count: countText,
  open_count: countText,
  unique_open_count: countText,
  click_count: countText,
  unique_click_count: countText,
  reply_count: countText,
  bounce_count: countText,
  block_count: countText,
  unsubscribed_count: countText,
  total_count: countText,
  drafted_count: countText,
  sequence_count: countText,
};

const replyCountsSchema = { total_reply_count: countText, non_ooo_reply_count: countText };

const headSchema = {
  id: z.int(),
  user_id: z.int(),
  created_at: z.string(),
  status: z.string(),
  name: z.string(),
  client_id: z.int().nullable(),
};

const leadStatsSchema = z.strictObject({
  total: z.int(),
  notStarted: z.int(),
  inprogress: z.int(),
  completed: z.int(),
  paused: z.int(),
  stopped: z.int(),
  blocked: z.int(),
  interested: z.int(),
  revenue: z.number(),
});

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "must be in YYYY-MM-DD format");
const DATES_QUERY = z.strictObject({ start_date: dayOrTime, end_date: dayOrTime });
const ZONED_DATES_QUERY = DATES_QUERY.extend({ time_zone: z.string().max(64).optional() });
const BAD_DATES = refusalAnswer(
  400,
  "The dates are invalid, in the wrong order or too far apart, or the time zone is invalid.",
);

export const analyticsOperations = [
  defineOperation({
    id: "campaigns.analytics",
    method: "GET",
    path: "/campaigns/:campaign_id/analytics",
    summary: "Counts what a campaign has sent and the results; an empty object if there is no such campaign.",
    sources: ["E4", "E5"],
    answers: [
      answer(
        "Counts as strings.",
        z.strictObject({ ...headSchema, ...countsSchema, campaign_lead_stats: leadStatsSchema }),
      ),
      answer("An empty object: there is no such campaign.", z.strictObject({})),
    ],
    queryHint: "These numbers cover all time; for start_date and end_date use analytics-by-date.",
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params }, { world }) => {
      const campaign = world.campaign(params.campaign_id);
      if (campaign === undefined) return ok({});
      const leads = countLeads(world.enrolmentsOf(campaign.id));
      return ok({
        ...headOf(campaign),
        ...countsOf(campaign, countMails(world, campaign.id, null), leads),
        campaign_lead_stats: leads,
      });
    },
  }),
  defineOperation({
    id: "campaigns.analytics-by-date",
    method: "GET",
    path: "/campaigns/:campaign_id/analytics-by-date",
    summary: "Counts the emails sent on these days, at most 30, and their results.",
    sources: ["E4", "A5"],
    answers: [
      answer(
        "Counts as strings.",
        z.strictObject({ ...headSchema, start_date: date, end_date: date, ...countsSchema, ...replyCountsSchema }),
      ),
      BAD_DATES,
      CAMPAIGN_NOT_FOUND,
    ],
    params: CAMPAIGN_PARAMS,
    query: ZONED_DATES_QUERY,
    body: UNCHECKED,
    handle: ({ params, query }, { world }) =>
      onDays(world, { campaignId: params.campaign_id, dates: query }, ({ campaign, days, counts, leads }) => ({
        ...headOf(campaign),
        start_date: days.start,
        end_date: days.end,
        ...countsOf(campaign, counts, leads),
        total_reply_count: String(counts.totalReplies),
        non_ooo_reply_count: String(counts.presentReplies),
      })),
  }),
  defineOperation({
    id: "campaigns.top-level-analytics-by-date",
    method: "GET",
    path: "/campaigns/:campaign_id/top-level-analytics-by-date",
    summary: "Counts the emails sent on these days and their results, with fewer numbers.",
    sources: ["E4", "E5"],
    answers: [
      answer(
        "Counts, flat.",
        z.strictObject({
          total_count: z.int(),
          sent_count: z.int(),
          skipped_count: z.int(),
          open_count: z.int(),
          click_count: z.int(),
          reply_count: z.int(),
          positive_reply_count: z.int(),
          bounce_count: z.int(),
          failed_count: z.int(),
          stopped_count: z.int(),
          unsubscribed_count: z.int(),
        }),
      ),
      BAD_DATES,
      CAMPAIGN_NOT_FOUND,
    ],
    params: CAMPAIGN_PARAMS,
    query: DATES_QUERY,
    body: UNCHECKED,
    handle: ({ params, query }, { world }) =>
      onDays(world, { campaignId: params.campaign_id, dates: query }, ({ counts, leads }) => ({
        total_count: leads.total,
        sent_count: counts.sent,
        skipped_count: 0,
        open_count: counts.open,
        click_count: counts.click,
        reply_count: counts.reply,
        positive_reply_count: counts.positiveReply,
        bounce_count: counts.bounce,
        failed_count: 0,
        stopped_count: leads.stopped,
        unsubscribed_count: counts.unsubscribed,
      })),
  }),
];

interface CampaignOnDays {
  readonly campaign: Campaign;
  readonly days: ReturnType<typeof daysOf>;
  readonly counts: MailCounts;
  readonly leads: ReturnType<typeof countLeads>;
}

/** The campaign's emails on these days, in the format of `answer`, or the refusal. */
function onDays(
  world: OperationWorld,
  { campaignId, dates }: { readonly campaignId: number; readonly dates: Dates },
  answer: (counted: CampaignOnDays) => object,
): OperationResponse {
  const campaign = world.campaign(campaignId);
  if (campaign === undefined) return campaignNotFound();
  const hindrance = hindranceTo(dates);
  if (hindrance !== null) return refusal(400, hindrance);
  const days = daysOf(dates);
  const counts = countMails(world, campaign.id, sentDays(days));
  return ok(answer({ campaign, days, counts, leads: countLeads(world.enrolmentsOf(campaign.id)) }));
}

function headOf({ id, createdAt, status, name, clientId }: Campaign) {
  return {
    id,
    user_id: ACCOUNT_USER_ID,
    created_at: isoFromMs(createdAt),
    status,
    name,
    client_id: clientId,
  };
}

function countsOf(campaign: Campaign, counts: MailCounts, leads: ReturnType<typeof countLeads>) {
  const numbers = {
    sent_count: counts.sent,
    unique_sent_count: counts.uniqueSent,
    open_count: counts.open,
    unique_open_count: counts.uniqueOpen,
    click_count: counts.click,
    unique_click_count: counts.uniqueClick,
    reply_count: counts.reply,
    bounce_count: counts.bounce,
    block_count: leads.blocked,
    unsubscribed_count: counts.unsubscribed,
    total_count: leads.total,
    drafted_count: leads.notStarted,
    sequence_count: campaign.steps.length,
  };
  return Object.fromEntries(Object.entries(numbers).map(([name, count]) => [name, String(count)]));
}

type Dates = z.output<typeof ZONED_DATES_QUERY>;

/** SmartLead's answer to invalid dates is not known. */
function hindranceTo(query: Dates): string | null {
  const { time_zone: zone = "UTC" } = query;
  if (!isTimeZone(zone)) return `Invalid timezone - ${zone}`;
  const days = daysOf(query);
  const [from, to] = [Date.parse(days.start), Date.parse(days.end)];
  if (Number.isNaN(from)) return `Invalid start_date - ${query.start_date}`;
  if (Number.isNaN(to)) return `Invalid end_date - ${query.end_date}`;
  if (to < from) return "start_date cannot be after end_date";
  return to - from > MAX_DAYS * DAY_MS ? `The dates are more than ${MAX_DAYS} days apart` : null;
}

interface Days {
  /** YYYY-MM-DD, both included. */
  readonly start: string;
  readonly end: string;
  readonly zone: string;
}

function daysOf({ start_date: start, end_date: end, time_zone: zone = "UTC" }: Dates): Days {
  return { start: dayIn(start, zone), end: dayIn(end, zone), zone };
}
