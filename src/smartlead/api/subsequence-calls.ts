/** Subsequences, test emails, senders and members of campaigns, and counts by step (more-endpoints.json, campaigns; A5, B4, H16, H17). */
import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import { isTimeZone } from "../../base/time/zone.ts";
import { TEAM_MEMBERS } from "../account/crm-records.ts";
import { answer, CAMPAIGN_NOT_FOUND, isoMs, LIMIT_REACHED, refusalAnswer } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, UNCHECKED } from "./key-schemas.ts";
import { defineOperation } from "./operation.ts";
import { campaignNotFound, leadNotFound, mailboxNotFound, ok, refusal } from "./responses.ts";
import { sentDays } from "./sent-mails.ts";
import { countSteps, stepRow } from "./step-counts.ts";

const MAX_NAME_LENGTH = 255;
const MAX_CONDITIONS = 20;
const MAX_DELAY_DAYS = 366;
const MAX_TEXT_LENGTH = 1_000;

const success = z.strictObject({ success: z.literal(true), message: z.string() });
const condition = z.strictObject({
  eventType: z.string().max(MAX_NAME_LENGTH),
  eventSubType: z.string().max(MAX_NAME_LENGTH).nullable().optional(),
  categoryId: z.int().nullable().optional(),
  text: z.string().max(MAX_TEXT_LENGTH).nullable().optional(),
});
const conditions = z.array(condition).max(MAX_CONDITIONS).optional();

const when = z.string().regex(/^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}:\d{2})?$/, "must be in YYYY-MM-DD format");

export const subsequenceOperations = [
  defineOperation({
    id: "campaigns.create-subsequence",
    method: "POST",
    path: "/campaigns/create-subsequence",
    summary:
      "Creates a subsequence, a campaign below another: a lead joins when a condition is met in the parent campaign, or by hand.",
    sources: ["A5", "B4", "E6", "H16"],
    answers: [
      answer(
        "The campaign, a draft.",
        z.strictObject({
          ok: z.literal(true),
          id: z.int(),
          name: z.string(),
          created_at: isoMs,
          success: z.literal(true),
          subsequence_id: z.int(),
        }),
      ),
      CAMPAIGN_NOT_FOUND,
      LIMIT_REACHED,
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({
      parent_campaign_id: z.int(),
      subsequence_name: z.string().min(1).max(MAX_NAME_LENGTH).optional(),
      condition_events: z.array(z.record(z.string(), z.unknown())).max(MAX_CONDITIONS).optional(),
      name: z.string().min(1).max(MAX_NAME_LENGTH).optional(),
      client_id: z.int().optional(),
      delayForNewLeads: z.int().min(0).max(MAX_DELAY_DAYS).optional(),
      stopLeadOnParentCampaignReply: z.boolean().optional(),
      conditionEvents: conditions,
    }),
    handle: ({ body }, { world, change, now }) => {
      const parent = world.campaign(body.parent_campaign_id);
      if (parent === undefined) return campaignNotFound();
      const name = body.subsequence_name ?? body.name ?? `${parent.name} - subsequence`;
      const given = body.conditionEvents ?? z.array(condition).safeParse(body.condition_events).data ?? [];
      const rules = {
        conditions: given.map(({ eventType, eventSubType = null, categoryId = null, text = null }) => ({
          eventType,
          eventSubType,
          categoryId,
          text,
        })),
        delayDays: body.delayForNewLeads ?? 0,
        stopsOnParentReply: body.stopLeadOnParentCampaignReply ?? false,
      };
      const clientId = world.client(body.client_id ?? 0)?.id ?? null;
      const id = change("campaign.createSubsequence", { parentId: parent.id, name, clientId, rules });
      const created_at = isoFromMs(world.campaign(id)?.createdAt ?? now());
      return ok({ ok: true, id, name, created_at, success: true, subsequence_id: id });
    },
  }),
  defineOperation({
    id: "campaigns.send-test-email",
    method: "POST",
    path: "/campaigns/:campaign_id/send-test-email",
    summary: "Sends one email of a step as a test: it is not added to a thread and not counted.",
    sources: ["A5"],
    answers: [answer("Sent.", success), refusalAnswer(404, "There is no such campaign, lead, step or mailbox.")],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: z.strictObject({
      leadId: z.int(),
      sequenceNumber: z.int().min(1),
      selectedEmailAccountId: z.int().optional(),
      customEmailAddress: z.string().max(320).optional(),
    }),
    handle: ({ params: { campaign_id: id }, body }, { world }) => {
      const campaign = world.campaign(id);
      if (campaign === undefined) return campaignNotFound();
      if (world.enrolment(id, body.leadId) === undefined) return leadNotFound();
      if (campaign.steps.every(({ number }) => number !== body.sequenceNumber)) {
        return refusal(404, "Sequence not found - Invalid sequenceNumber.");
      }
      const mailboxId = body.selectedEmailAccountId;
      if (mailboxId !== undefined && world.mailbox(mailboxId) === undefined) return mailboxNotFound();
      return ok({ success: true, message: "Test email sent successfully" });
    },
  }),
  defineOperation({
    id: "campaigns.update-lead-email-account",
    method: "POST",
    path: "/campaigns/update-lead-email-account",
    summary:
      "Changes the mailbox that writes to a lead; a lead that already got email keeps its sender unless overridden.",
    sources: ["A5"],
    answers: [answer("Done.", success), refusalAnswer(404, "There is no such campaign, lead or mailbox.")],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({
      email_account_id: z.int(),
      email_campaign_id: z.int(),
      email_lead_id: z.int(),
      override_lead_email_account: z.boolean().default(false),
    }),
    handle: ({ body }, { world, change }) => {
      const { email_account_id: mailboxId, email_campaign_id: campaignId, email_lead_id: leadId } = body;
      if (world.campaign(campaignId) === undefined) return campaignNotFound();
      const enrolment = world.enrolment(campaignId, leadId);
      if (enrolment === undefined) return leadNotFound();
      if (world.mailbox(mailboxId) === undefined) return mailboxNotFound();
      if (enrolment.mails.length === 0 || body.override_lead_email_account) {
        change("lead.mailbox", { campaignId, leadId, mailboxId });
      }
      return ok({ success: true, message: "Lead email account updated" });
    },
  }),
  defineOperation({
    id: "campaigns.team-member",
    method: "POST",
    path: "/campaigns/:campaign_id/team-member",
    summary: "Makes a team member responsible for a campaign; null removes them.",
    sources: ["A5"],
    answers: [answer("Done.", success), refusalAnswer(404, "There is no such campaign or team member.")],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: z.strictObject({ teamMemberId: z.int().nullable().optional() }),
    handle: ({ params: { campaign_id: campaignId }, body: { teamMemberId: memberId = null } }, { world, change }) => {
      if (world.campaign(campaignId) === undefined) return campaignNotFound();
      if (memberId !== null && TEAM_MEMBERS.every(({ id }) => id !== memberId)) {
        return refusal(404, `Team member not found with ID ${memberId}`);
      }
      change("campaign.teamMember", { campaignId, memberId });
      return ok({ success: true, message: "Team member updated" });
    },
  }),
  defineOperation({
    id: "campaigns.sequence-analytics",
    method: "GET",
    path: "/campaigns/:campaign_id/sequence-analytics",
    summary: "Counts by step, for the emails sent in a range of days.",
    sources: ["B4", "E6", "H17"],
    answers: [
      answer("One row per step.", z.strictObject({ ok: z.literal(true), data: z.array(stepRow) })),
      CAMPAIGN_NOT_FOUND,
      refusalAnswer(400, "The time zone is invalid."),
    ],
    params: CAMPAIGN_PARAMS,
    query: z.strictObject({ start_date: when, end_date: when, time_zone: z.string().max(64).optional() }),
    body: UNCHECKED,
    handle: ({ params: { campaign_id: id }, query }, { world }) => {
      const campaign = world.campaign(id);
      if (campaign === undefined) return campaignNotFound();
      const { time_zone: zone = "UTC" } = query;
      if (!isTimeZone(zone)) return refusal(400, `Invalid timezone - ${zone}`);
      const days = sentDays({ start: query.start_date.slice(0, 10), end: query.end_date.slice(0, 10), zone });
      return ok({ ok: true, data: countSteps(world, campaign, days) });
    },
  }),
];
