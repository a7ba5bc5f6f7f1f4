/** The replies of leads, and when they were sent (more-endpoints.json, analytics). */
import { z } from "zod";
import type { Enrolment } from "../../account/account.ts";
import { sentimentOf } from "../../account/categories.ts";
import { MailReader } from "../../account/mail-reader.ts";
import type { OperationWorld } from "../operation.ts";
import { DATES, FULL_DATA, type Scope } from "./analytics-scope.ts";
import { countBy, enrolmentsIn, pastIn, percent } from "./counts.ts";
import { defineDatedFigures } from "./define.ts";

const BY_DATES = z.strictObject(DATES);

const responseRow = z.strictObject({
  email_campaign_id: z.int(),
  email_campaign_name: z.string(),
  leads_contacted: z.int(),
  not_replied: z.int(),
  total_response: z.int(),
  total_unique_response: z.int(),
  unrecognised_response: z.int(),
  total_positive_response: z.int(),
  total_negative_response: z.int(),
  total_neutral_response: z.int(),
  campaign_id: z.int(),
  campaign_name: z.string(),
  positive_reply: z.int(),
  neutral_reply: z.int(),
  negative_reply: z.int(),
});

export const responseFigures = [
  defineDatedFigures({
    path: "campaign/response-stats",
    summary: "Counts replies by campaign and by the sentiment of the lead's category.",
    sources: ["A5", "E6", "B4", "H2"],
    query: z.strictObject({ ...DATES, ...FULL_DATA }),
    data: z.strictObject({ campaign_wise_response_stats: z.array(responseRow) }),
    message: "Campaign wise response stats",
    figure: ({ world }, scope) => {
      const contacted = countBy(world, scope, ({ campaignId }) => [campaignId]);
      const rows = scope.campaigns.flatMap(({ id, name }) => {
        const leads = contacted.get(id)?.leads ?? 0;
        const of = responsesOf(world, { ...scope, campaigns: scope.campaigns.filter((one) => one.id === id) });
        if (leads === 0 && of.total === 0) return [];
        return [
          {
            email_campaign_id: id,
            email_campaign_name: name,
            leads_contacted: leads,
            not_replied: Math.max(leads - of.repliers, 0),
            total_response: of.total,
            total_unique_response: of.repliers,
            unrecognised_response: of.unrecognised,
            total_positive_response: of.positive,
            total_negative_response: of.negative,
            total_neutral_response: of.neutral,
            campaign_id: id,
            campaign_name: name,
            positive_reply: of.positive,
            neutral_reply: of.neutral,
            negative_reply: of.negative,
          },
        ];
      });
      return { campaign_wise_response_stats: rows };
    },
  }),
  defineDatedFigures({
    path: "lead/category-wise-response",
    summary: "Counts leads that answered, by category.",
    sources: ["A5", "E6", "B4"],
    query: BY_DATES,
    data: z.strictObject({
      lead_responses_by_category: z.strictObject({
        filter: z.array(z.strictObject({ sentiment_type: z.string() })),
        leadResponseGrouping: z.array(
          z.strictObject({
            total_response: z.int(),
            name: z.string(),
            sentiment_type: z.string().optional(),
            percentage: z.string(),
          }),
        ),
      }),
    }),
    message: "Category-wise responses fetched successfully!",
    figure: ({ world }, scope) => {
      const counts = repliersByCategory(world, scope);
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const rows = [...counts].map(([categoryId, count]) => {
        const sentiment = sentimentOf(categoryId);
        return {
          total_response: count,
          name: world.categories.find(({ id }) => id === categoryId)?.name ?? "Uncategorized",
          ...(sentiment !== undefined && { sentiment_type: sentiment }),
          percentage: `${Number(((100 * count) / total).toFixed(2))}%`,
        };
      });
      rows.sort((one, other) => other.total_response - one.total_response || (one.name < other.name ? -1 : 1));
      const filter = ["positive", "neutral", "negative"].map((sentiment_type) => ({ sentiment_type }));
      return { lead_responses_by_category: { filter, leadResponseGrouping: rows } };
    },
  }),
  defineDatedFigures({
    path: "campaign/follow-up-reply-rate",
    summary: "Counts replies to follow-ups: emails of the second step and later.",
    sources: ["A5", "E6", "B4"],
    query: BY_DATES,
    data: z.strictObject({
      followup_reply_rate: z.string(),
      followup_stats: z.strictObject({
        total_followups: z.int(),
        followup_replies: z.int(),
        followup_reply_rate: z.string(),
        avg_followups_per_campaign: z.number(),
      }),
    }),
    message: "Follow-up reply rate stats fetched successfully!",
    figure: ({ world }, scope) => {
      const { sent, replies, campaigns } = followUpsIn(world, scope);
      const followup_reply_rate = percent(replies, sent);
      return {
        followup_reply_rate,
        followup_stats: {
          total_followups: sent,
          followup_replies: replies,
          followup_reply_rate,
          avg_followups_per_campaign: campaigns === 0 ? 0 : Math.round((100 * sent) / campaigns) / 100,
        },
      };
    },
  }),
  defineDatedFigures({
    path: "campaign/lead-to-reply-time",
    summary: "How long leads take from their first email to their first reply; deleted leads are left out.",
    sources: ["A5", "E6", "B4"],
    query: BY_DATES,
    data: z.strictObject({
      lead_to_reply_time: z.strictObject({ average_time_diff: z.string(), median_time_diff: z.string() }),
    }),
    message: "Lead to reply time stats fetched successfully!",
    figure: ({ world }, scope) => {
      const waits: number[] = [];
      const mail = new MailReader();
      for (const enrolment of enrolmentsIn(world, scope)) {
        const { sentAt, repliedAt } = firstTimes(mail, enrolment);
        if (repliedAt >= scope.from && repliedAt < scope.until) waits.push(repliedAt - sentAt);
      }
      waits.sort((one, other) => one - other);
      const average = waits.reduce((sum, wait) => sum + wait, 0) / Math.max(waits.length, 1);
      const median = waits[Math.floor((waits.length - 1) / 2)] ?? 0;
      return { lead_to_reply_time: { average_time_diff: inWords(average), median_time_diff: inWords(median) } };
    },
  }),
  defineDatedFigures({
    path: "campaign/leads-take-for-first-reply",
    summary: "How many leads get email before the first one answers, on average over campaigns.",
    sources: ["A5", "E6", "B4"],
    query: BY_DATES,
    data: z.strictObject({ leads_take_for_first_reply: z.number() }),
    message: "First reply stats fetched successfully!",
    figure: ({ world }, scope) => {
      const counts = scope.campaigns.flatMap(({ id }) => {
        const { firsts, repliedAt } = beginningOf(world.enrolmentsOf(id), scope);
        return repliedAt === null ? [] : [firsts.filter((at) => at <= repliedAt).length];
      });
      const sum = counts.reduce((all, count) => all + count, 0);
      return { leads_take_for_first_reply: counts.length === 0 ? 0 : Math.round(sum / counts.length) };
    },
  }),
];

function responsesOf(world: Pick<OperationWorld, "enrolmentsOf" | "pastMails">, scope: Scope) {
  const counts = { total: 0, repliers: 0, unrecognised: 0, positive: 0, negative: 0, neutral: 0 };
  const add = (categoryId: number, replies: number) => {
    counts.total += replies;
    counts[sentimentOf(categoryId) ?? "unrecognised"] += replies;
  };
  const mail = new MailReader();
  for (const enrolment of enrolmentsIn(world, scope)) {
    const replies = repliesOf(mail, enrolment, scope);
    if (replies === 0) continue;
    counts.repliers += 1;
    add(enrolment.category?.id ?? 0, replies);
  }
  for (const row of pastIn(world, scope)) {
    let known = 0;
    for (const [categoryId, repliers] of Object.entries(row.repliersByCategory)) {
      counts.repliers += repliers;
      known += repliers;
      add(Number(categoryId), repliers);
    }
    // Replies of leads that have left beyond the known ones have no category.
    add(0, Math.max(row.happened.replied - known, 0));
  }
  return counts;
}

function repliersByCategory(world: Pick<OperationWorld, "enrolmentsOf" | "pastMails">, scope: Scope) {
  const counts = new Map<number, number>();
  const add = (categoryId: number, count: number) => counts.set(categoryId, (counts.get(categoryId) ?? 0) + count);
  const mail = new MailReader();
  for (const enrolment of enrolmentsIn(world, scope)) {
    if (repliesOf(mail, enrolment, scope) > 0) add(enrolment.category?.id ?? 0, 1);
  }
  for (const row of pastIn(world, scope)) {
    for (const [categoryId, count] of Object.entries(row.repliersByCategory)) add(Number(categoryId), count);
  }
  return counts;
}

function followUpsIn(world: Pick<OperationWorld, "enrolmentsOf" | "pastMails">, scope: Scope) {
  const { from, until } = scope;
  const campaigns = new Set<number>();
  let sent = 0;
  let replies = 0;
  const mail = new MailReader();
  for (const enrolment of enrolmentsIn(world, scope)) {
    mail.open(enrolment);
    while (mail.next()) {
      if (mail.stepNumber < 2) continue;
      replies += mail.times("replies", from, until);
      if (mail.at < from || mail.at >= until) continue;
      sent += 1;
      campaigns.add(enrolment.campaignId);
    }
  }
  for (const row of pastIn(world, scope)) {
    if (row.stepNumber < 2) continue;
    replies += row.happened.replied;
    sent += row.happened.sent;
    if (row.happened.sent > 0) campaigns.add(row.campaignId);
  }
  return { sent, replies, campaigns: campaigns.size };
}

/** When each lead got its first email, and when the first reply of all came; within the scope. */
function beginningOf(enrolments: readonly Enrolment[], { from, until }: Scope) {
  const firsts: number[] = [];
  let first: number | null = null;
  const mail = new MailReader();
  for (const enrolment of enrolments) {
    const { sentAt, repliedAt } = firstTimes(mail, enrolment);
    if (sentAt >= from && sentAt < until) firsts.push(sentAt);
    if (repliedAt >= from && repliedAt < until && (first === null || repliedAt < first)) first = repliedAt;
  }
  return { firsts, repliedAt: first };
}

/** The times of a lead's first email and first reply; `NaN` = never. */
function firstTimes(mail: MailReader, enrolment: Enrolment): { sentAt: number; repliedAt: number } {
  mail.open(enrolment);
  let sentAt = Number.NaN;
  let repliedAt = Number.NaN;
  while (mail.next()) {
    if (Number.isNaN(sentAt)) sentAt = mail.at;
    const at = mail.first("replies");
    if (Number.isNaN(repliedAt) || at < repliedAt) repliedAt = at;
  }
  return { sentAt, repliedAt };
}

/** All replies of a lead within the scope. */
function repliesOf(mail: MailReader, enrolment: Enrolment, { from, until }: Scope): number {
  mail.open(enrolment);
  let sum = 0;
  while (mail.next()) sum += mail.times("replies", from, until);
  return sum;
}

const SECOND_MS = 1_000;

/** `1d 6h 12m 40s` (B4). */
function inWords(ms: number): string {
  const seconds = Math.floor(ms / SECOND_MS);
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24];
  return `${days}d ${hours}h ${Math.floor(seconds / 60) % 60}m ${seconds % 60}s`;
}
