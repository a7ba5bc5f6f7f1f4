/** Conversations (smartlead.md §4 "Leads", message-history; E5, E8). */

import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Enrolment } from "../account/account.ts";
import type { ThreadMessage } from "../events/event.ts";
import { answer, CAMPAIGN_NOT_FOUND, isoMs, refusalAnswer } from "./declared-answers.ts";
import { CAMPAIGN_LEAD_PARAMS, CAMPAIGN_PARAMS, isoTime, UNCHECKED } from "./key-schemas.ts";
import { defineOperation } from "./operation.ts";
import { campaignNotFound, leadNotFound, ok } from "./responses.ts";

/** An email of a conversation, the same in every call (smartlead.md §4 message-history; E5, E8). */
export const messageRowSchema = z.strictObject({
  type: z.enum(["SENT", "REPLY"]),
  message_id: z.string(),
  stats_id: z.uuid(),
  time: isoMs,
  email_body: z.string(),
  subject: z.string(),
  from: z.string(),
  to: z.string(),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  attachments: z.array(z.unknown()),
  email_seq_number: z.string().nullable(),
  open_count: z.int(),
  click_count: z.int(),
  click_details: z.record(z.string(), z.int()),
});

/** Manual answers are SENT without a sequence number (E8); the number is a text (E5). */
export function messageRow(
  message: ThreadMessage,
  enrolment: Enrolment,
  isPlainText: boolean,
): z.output<typeof messageRowSchema> {
  const isSent = message.kind === "SENT";
  const activity = isSent ? enrolment.activity.get(message.statsId) : undefined;
  return {
    type: message.kind,
    message_id: message.messageId,
    stats_id: message.statsId,
    time: isoFromMs(message.at),
    email_body: isPlainText ? message.text : message.html,
    subject: message.subject,
    from: message.from,
    to: message.to,
    cc: [...message.cc],
    bcc: isSent ? [...message.bcc] : [],
    attachments: [],
    email_seq_number: isSent && message.sequenceNumber !== null ? String(message.sequenceNumber) : null,
    open_count: activity?.openCount ?? 0,
    click_count: activity?.clickCount ?? 0,
    click_details: activity?.clickedLinks ?? {},
  };
}

/** Maximum leads in one call of the bulk history: ten pages of leads. */
const MAX_LEADS_PER_CALL = 1_000;

export const messageHistoryOperations = [
  defineOperation({
    id: "message-history.get",
    method: "GET",
    path: "/campaigns/:campaign_id/leads/:lead_id/message-history",
    summary: "Shows the emails sent to a lead and the answers, oldest first.",
    sources: ["E5", "E8"],
    answers: [
      answer(
        "The conversation.",
        z.strictObject({ history: z.array(messageRowSchema), from: z.string().nullable(), to: z.string().nullable() }),
      ),
      refusalAnswer(404, "There is no such campaign, or the lead is not in it."),
    ],
    params: CAMPAIGN_LEAD_PARAMS,
    query: z.strictObject({
      event_time_gt: isoTime.optional(),
      show_plain_text_response: z.boolean().default(false),
    }),
    body: UNCHECKED,
    handle: ({ params, query }, { world }) => {
      if (world.campaign(params.campaign_id) === undefined) return campaignNotFound();
      const enrolment = world.enrolment(params.campaign_id, params.lead_id);
      if (enrolment === undefined) return leadNotFound();
      const after = query.event_time_gt ?? Number.NEGATIVE_INFINITY;
      const messages = enrolment.thread.filter((message) => message.at > after);
      return ok({
        history: messages.map((message) => messageRow(message, enrolment, query.show_plain_text_response)),
        from: world.mailbox(enrolment.mailboxId)?.email ?? null,
        to: world.lead(enrolment.leadId)?.email ?? null,
      });
    },
  }),
  defineOperation({
    id: "message-history.bulk",
    method: "POST",
    path: "/campaigns/:campaign_id/message-history-for-leads/bbfbdsFGHlBr76ruhjvh6fhHL",
    summary: "Shows the conversations with several leads of a campaign, or with all, by lead id.",
    sources: ["E5"],
    answers: [
      answer(
        "By lead id; leads that are not in the campaign are left out.",
        z.record(z.string(), z.strictObject({ history: z.array(messageRowSchema) })),
      ),
      CAMPAIGN_NOT_FOUND,
    ],
    params: CAMPAIGN_PARAMS,
    query: z.strictObject({ event_time_gt: isoTime.optional() }),
    body: z.strictObject({ lead_ids: z.array(z.int()).max(MAX_LEADS_PER_CALL).nullable().optional() }),
    handle: ({ params: { campaign_id: campaignId }, query, body: { lead_ids: asked = null } }, { world }) => {
      if (world.campaign(campaignId) === undefined) return campaignNotFound();
      const enrolments =
        asked === null
          ? world.enrolmentsOf(campaignId)
          : asked.map((leadId) => world.enrolment(campaignId, leadId)).filter((found) => found !== undefined);
      const after = query.event_time_gt ?? Number.NEGATIVE_INFINITY;
      const entries = enrolments.map((enrolment) => {
        const messages = enrolment.thread.filter((message) => message.at > after);
        const history = messages.map((message) => messageRow(message, enrolment, false));
        return [String(enrolment.leadId), { history }] as const;
      });
      return ok(Object.fromEntries(entries));
    },
  }),
];
