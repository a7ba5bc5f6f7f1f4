/** A campaign's leads as a CSV file, and what has happened to leads of all campaigns (smartlead.md §4 "Leads"; E4, E5, A5). */
import { z } from "zod";
import { isoFromMs, msFromIso } from "../../base/time/iso.ts";
import type { Enrolment, Lead } from "../account/account.ts";
import { answer, CAMPAIGN_NOT_FOUND, textAnswer } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, pageOffset, UNCHECKED } from "./key-schemas.ts";
import { defineOperation } from "./operation.ts";
import { campaignNotFound, ok } from "./responses.ts";

const CSV_TYPE = "text/csv; charset=utf-8";
const MAX_ACTIVITIES = 1_000;

const activitySchema = z.strictObject({
  type: z.enum(["SENT", "OPENED", "CLICKED", "REPLIED", "BOUNCED"]),
  event_time: z.string(),
  stats_id: z.string(),
  seq_number: z.int().nullable(),
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

/** `event_time` is an ISO 8601 text, in order. */
type Activity = z.output<typeof activitySchema>;

const time = z.string().max(64).optional();

export const leadsExportOperations = [
  defineOperation({
    id: "campaign-leads.export",
    method: "GET",
    path: "/campaigns/:campaign_id/leads-export",
    summary: "Gives a campaign's leads as CSV.",
    sources: ["E4", "E5"],
    answers: [textAnswer("A line of names, then one for each lead.", CSV_TYPE), CAMPAIGN_NOT_FOUND],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params }, { world }) => {
      if (world.campaign(params.campaign_id) === undefined) return campaignNotFound();
      const rows = world.enrolmentsOf(params.campaign_id).flatMap((enrolment) => {
        const lead = world.lead(enrolment.leadId);
        return lead === undefined ? [] : [cellsOf(enrolment, lead)];
      });
      return { status: 200, contentType: CSV_TYPE, body: [COLUMNS, ...rows].map(csvLine).join("") };
    },
  }),
  defineOperation({
    id: "leads.activities",
    method: "GET",
    path: "/campaigns/all-leads-activities",
    summary: "Lists what has happened to the leads of all campaigns, page by page.",
    sources: ["A5"],
    answers: [
      answer("A page.", z.strictObject({ data: z.array(leadActivitySchema), hasMore: z.boolean() })),
      answer("A time is none.", z.strictObject({ error: z.string(), status: z.literal("error") }), 400),
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
      const hasRange = query.event_time_from !== undefined || query.event_time_to !== undefined;
      const found = world.campaigns
        .flatMap((campaign) => world.enrolmentsOf(campaign.id).map((enrolment) => ({ campaign, enrolment })))
        .map((one) => ({ ...one, activities: activitiesOf(one.enrolment).filter(isAsked) }))
        .filter(({ activities }) => !hasRange || activities.length > 0);
      const page = found.slice(query.offset, query.offset + query.limit);
      const data = page.map(({ campaign, enrolment, activities }) => ({
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
      return ok({ data, hasMore: query.offset + page.length < found.length });
    },
  }),
];

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

function cellsOf(enrolment: Enrolment, lead: Lead): unknown[] {
  const mails = [...enrolment.activity.values()];
  return [
    lead.id,
    enrolment.mapId,
    enrolment.status,
    enrolment.category?.name,
    enrolment.category?.sentimentType === "positive",
    isoFromMs(enrolment.createdAt),
    lead.firstName,
    lead.lastName,
    lead.email,
    lead.phoneNumber,
    lead.companyName,
    lead.website,
    lead.location,
    JSON.stringify(lead.customFields),
    lead.linkedinProfile,
    lead.companyUrl,
    lead.isUnsubscribed,
    JSON.stringify(lead.unsubscribedClientIdMap),
    enrolment.currentStep,
    mails.reduce((sum, { openCount }) => sum + openCount, 0),
    mails.reduce((sum, { clickCount }) => sum + clickCount, 0),
    enrolment.replyCount,
  ];
}

/** RFC 4180: quoted where it has to be, lines ended by CRLF would break readers of captured files, which end in LF. */
function csvLine(cells: readonly unknown[]): string {
  const texts = cells.map((cell) => String(cell ?? ""));
  return `${texts.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(",")}\n`;
}

function activitiesOf({ thread, activity }: Enrolment): Activity[] {
  const activities = thread.flatMap((message): Activity[] => {
    const seqNumber = message.kind === "SENT" ? message.sequenceNumber : null;
    const about = { stats_id: message.statsId, seq_number: seqNumber };
    const at = isoFromMs(message.at);
    if (message.kind === "REPLY") return [{ type: "REPLIED", event_time: at, ...about }];
    const known = activity.get(message.statsId);
    const sent: Activity = { type: "SENT", event_time: at, ...about };
    const opened = timed("OPENED", known?.openedAt, about);
    const clicked = timed("CLICKED", known?.clickedAt, about);
    return [sent, ...opened, ...clicked, ...(known?.isBounced === true ? timed("BOUNCED", message.at, about) : [])];
  });
  return activities.sort((one, other) => (one.event_time < other.event_time ? -1 : 1));
}

function timed(
  type: Activity["type"],
  at: number | null | undefined,
  about: Pick<Activity, "stats_id" | "seq_number">,
): Activity[] {
  return at === null || at === undefined ? [] : [{ type, event_time: isoFromMs(at), ...about }];
}

/** A date without a time ends with its day. */
function isWithin(from: string | undefined, to: string | undefined): (activity: Activity) => boolean {
  const start = msFromIso(from ?? "") ?? Number.NEGATIVE_INFINITY;
  const end = (msFromIso(to ?? "") ?? Number.POSITIVE_INFINITY) + (to?.length === 10 ? 86_399_999 : 0);
  return ({ event_time: text }) => {
    const at = msFromIso(text) ?? 0;
    return at >= start && at <= end;
  };
}
