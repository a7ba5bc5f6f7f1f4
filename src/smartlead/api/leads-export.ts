/** A campaign's leads as a CSV file, and the activities of leads in all campaigns (smartlead.md §4 "Leads"; E4, E5, A5). */
import { z } from "zod";
import { isoFromMs, msFromIso } from "../../base/time/iso.ts";
import type { Campaign, Enrolment, Lead } from "../account/account.ts";
import { MailReader } from "../account/mail-reader.ts";
import { answer, CAMPAIGN_NOT_FOUND, textAnswer } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, pageOffset, UNCHECKED } from "./key-schemas.ts";
import { defineOperation, type OperationWorld } from "./operation.ts";
import { campaignNotFound, ok } from "./responses.ts";

const CSV_TYPE = "text/csv; charset=utf-8";
const MAX_ACTIVITIES = 1_000;

const replySchema = z.strictObject({
  time: z.string(),
  reply_email_body: z.string(),
  reply_email: z.string(),
  message_id: z.string(),
});

/** An email with all its activity. */
const activitySchema = z.strictObject({
  stats_id: z.string(),
  message_id: z.string(),
  subject: z.string(),
  email_body: z.string(),
  sent_time: z.string(),
  from_email: z.string(),
  to_email: z.string(),
  email_seq_number: z.int().nullable(),
  open_count: z.int(),
  click_count: z.int(),
  click_details: z.record(z.string(), z.int()),
  reply_details: replySchema.nullable(),
  thread_replies: z.array(replySchema).describe("Replies after the first."),
});

const leadActivitySchema = z.strictObject({
  lead_id: z.int(),
  email_lead_map_id: z.int(),
  campaign_id: z.int(),
  campaign_name: z.string(),
  campaign_status: z.string(),
  status: z.string(),
  current_seq_num: z.int(),
  created_at: z.string(),
  activities: z.array(activitySchema),
});

type Activity = z.output<typeof activitySchema>;

const time = z.string().max(64).optional();

export const leadsExportOperations = [
  defineOperation({
    id: "campaign-leads.export",
    method: "GET",
    path: "/campaigns/:campaign_id/leads-export",
    summary: "Returns a campaign's leads as CSV.",
    sources: ["E4", "E5"],
    answers: [textAnswer("A line of names, then one for each lead.", CSV_TYPE), CAMPAIGN_NOT_FOUND],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params }, { world }) => {
      if (world.campaign(params.campaign_id) === undefined) return campaignNotFound();
      const mail = new MailReader();
      let body = `${COLUMNS.join(",")}\n`;
      for (const enrolment of world.enrolmentsOf(params.campaign_id)) {
        const lead = world.lead(enrolment.leadId);
        if (lead !== undefined) body += csvLine(enrolment, lead, mail);
      }
      return { status: 200, contentType: CSV_TYPE, body };
    },
  }),
  defineOperation({
    id: "leads.activities",
    method: "GET",
    path: "/campaigns/all-leads-activities",
    summary: "Lists the activities of the leads of all campaigns, page by page.",
    sources: ["A5"],
    answers: [
      answer("A page.", z.strictObject({ data: z.array(leadActivitySchema), hasMore: z.boolean() })),
      answer("A time is invalid.", z.strictObject({ error: z.string(), status: z.literal("error") }), 400),
    ],
    params: UNCHECKED,
    query: z.strictObject({
      offset: pageOffset,
      limit: z.int().min(1).max(MAX_ACTIVITIES).default(100),
      event_time_from: time,
      event_time_to: time,
    }),
    body: UNCHECKED,
    handle: ({ query }, { world }) => {
      for (const name of ["event_time_from", "event_time_to"] as const) {
        const text = query[name];
        if (text !== undefined && msFromIso(text) === null) {
          const error = `Invalid ${name} format. Use YYYY-MM-DD or ISO 8601 format.`;
          return { status: 400, body: { error, status: "error" } };
        }
      }
      const isAsked = isWithin(query.event_time_from, query.event_time_to);
      const hasRange = query.event_time_from !== undefined;
      const { page, hasMore } = pageOfActivities(world, query, (enrolment) =>
        hasRange ? activitiesOf(enrolment, isAsked).length > 0 : true,
      );
      const shown = page.map((one) => ({ ...one, activities: activitiesOf(one.enrolment, isAsked) }));
      const data = shown.map(({ campaign, enrolment, activities }) => ({
        lead_id: enrolment.leadId,
        email_lead_map_id: enrolment.mapId,
        campaign_id: campaign.id,
        campaign_name: campaign.name,
        campaign_status: campaign.status,
        status: enrolment.status,
        current_seq_num: enrolment.currentStep,
        created_at: isoFromMs(enrolment.createdAt),
        activities,
      }));
      return ok({ data, hasMore });
    },
  }),
];

/** The requested page, and whether more follow; leads after the page are not examined. */
function pageOfActivities(
  world: Pick<OperationWorld, "campaigns" | "enrolmentsOf">,
  { offset, limit }: { readonly offset: number; readonly limit: number },
  isFound: (enrolment: Enrolment) => boolean,
): { page: { campaign: Campaign; enrolment: Enrolment }[]; hasMore: boolean } {
  const page: { campaign: Campaign; enrolment: Enrolment }[] = [];
  let before = 0;
  for (const campaign of world.campaigns) {
    for (const enrolment of world.enrolmentsOf(campaign.id)) {
      if (!isFound(enrolment)) continue;
      if (page.length === limit) return { page, hasMore: true };
      if (before < offset) before += 1;
      else page.push({ campaign, enrolment });
    }
  }
  return { page, hasMore: false };
}

const COLUMNS = [
  "id",
  "campaign_lead_map_id",
  "status",
  "category",
  "is_interested",
  "created_at",
  "first_name",
  "last_name",
  "email",
  "phone_number",
  "company_name",
  "website",
  "location",
  "custom_fields",
  "linkedin_profile",
  "company_url",
  "is_unsubscribed",
  "unsubscribed_client_id_map",
  "last_email_sequence_sent",
  "open_count",
  "click_count",
  "reply_count",
];

/**
 * A lead's line, in the order of {@link COLUMNS}. Lines are concatenated: a campaign has thousands of leads, and only free text may need
 * quotes. They end in LF: CRLF would break readers of captured files.
 */
function csvLine(enrolment: Enrolment, lead: Lead, mail: MailReader): string {
  const { category } = enrolment;
  const isInterested = category?.sentimentType === "positive";
  let opens = 0;
  let clicks = 0;
  mail.open(enrolment);
  while (mail.next()) {
    opens += mail.times("opens");
    clicks += mail.times("clicks");
  }
  const where = `${lead.id},${enrolment.mapId},${enrolment.status},${quoted(category?.name)},${isInterested}`;
  const name = `${quoted(lead.firstName)},${quoted(lead.lastName)},${quoted(lead.email)},${quoted(lead.phoneNumber)}`;
  const work = `${quoted(lead.companyName)},${quoted(lead.website)},${quoted(lead.location)},${asJson(lead.customFields)}`;
  const links = `${quoted(lead.linkedinProfile)},${quoted(lead.companyUrl)}`;
  const state = `${lead.isUnsubscribed},${asJson(lead.unsubscribedClientIdMap)}`;
  const counts = `${enrolment.currentStep},${opens},${clicks},${enrolment.replyCount}`;
  return `${where},${isoFromMs(enrolment.createdAt)},${name},${work},${links},${state},${counts}\n`;
}

/** RFC 4180: quoted only if necessary. */
function quoted(text: string | null | undefined): string {
  if (text === null || text === undefined) return "";
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function asJson(map: Readonly<Record<string, unknown>>): string {
  for (const _key in map) return quoted(JSON.stringify(map));
  return "{}";
}

/** The emails to a lead with activity in the requested period. */
function activitiesOf({ thread, activity, replyCount }: Enrolment, isAsked: (at: number) => boolean): Activity[] {
  return thread.flatMap((message): Activity[] => {
    if (message.kind !== "SENT") return [];
    const known = activity.get(message.statsId);
    const replies =
      replyCount === 0 ? [] : thread.filter((other) => other.kind === "REPLY" && other.statsId === message.statsId);
    const times = [message.at, known?.openedAt, known?.clickedAt, ...replies.map(({ at }) => at)];
    if (!times.some((at) => typeof at === "number" && isAsked(at))) return [];
    const [first = null, ...others] = replies.map((reply) => ({
      time: isoFromMs(reply.at),
      reply_email_body: reply.html,
      reply_email: reply.from,
      message_id: reply.messageId,
    }));
    return [
      {
        stats_id: message.statsId,
        message_id: message.messageId,
        subject: message.subject,
        email_body: message.html,
        sent_time: isoFromMs(message.at),
        from_email: message.from,
        to_email: message.to,
        email_seq_number: message.sequenceNumber,
        open_count: known?.openCount ?? 0,
        click_count: known?.clickCount ?? 0,
        click_details: { ...known?.clickedLinks },
        reply_details: first,
        thread_replies: others,
      },
    ];
  });
}

/** An end date without a time includes its day; the end applies only together with the start. */
function isWithin(from: string | undefined, to: string | undefined): (at: number) => boolean {
  if (from === undefined) return () => true;
  const start = msFromIso(from) ?? Number.NEGATIVE_INFINITY;
  const end = (msFromIso(to ?? "") ?? Number.POSITIVE_INFINITY) + (to?.length === 10 ? 86_399_999 : 0);
  return (at) => at >= start && at <= end;
}
