/** The whole conversation with a lead in a campaign (smartlead.md §4 "Leads", message-history; E5, E8). */
import { z } from "zod";
import type { ThreadMessage } from "../events/event.ts";
import { isoFromMs } from "../time/iso.ts";
import type { Enrolment } from "../world/account.ts";
import { CAMPAIGN_LEAD_PARAMS, isoTime, UNCHECKED } from "./fields.ts";
import { defineOperation } from "./operation.ts";
import { campaignNotFound, ok, refusal } from "./responses.ts";

export const messageHistoryOperations = [
  defineOperation({
    id: "message-history.get",
    method: "GET",
    path: "/campaigns/:campaign_id/leads/:lead_id/message-history",
    summary: "Shows the mails sent to a lead and the answers, oldest first.",
    sources: ["E5", "E8"],
    params: CAMPAIGN_LEAD_PARAMS,
    query: z.strictObject({
      event_time_gt: isoTime.optional(),
      show_plain_text_response: z.boolean().default(false),
    }),
    body: UNCHECKED,
    handle: ({ params, query }, { world }) => {
      if (world.campaign(params.campaign_id) === undefined) return campaignNotFound();
      const enrolment = world.enrolment(params.campaign_id, params.lead_id);
      if (enrolment === undefined) return refusal(404, "Lead not found - Invalid lead_id.");
      const after = query.event_time_gt ?? Number.NEGATIVE_INFINITY;
      const messages = enrolment.thread.filter((message) => message.at > after);
      return ok({
        history: messages.map((message) => messageRow(message, enrolment, query.show_plain_text_response)),
        from: world.mailbox(enrolment.mailboxId)?.email ?? null,
        to: world.lead(enrolment.leadId)?.email ?? null,
      });
    },
  }),
];

/** Answers written by hand come as SENT without a sequence number (E8); the number is a text (E5). */
function messageRow(message: ThreadMessage, enrolment: Enrolment, isPlainText: boolean) {
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
    cc: isSent ? [] : message.cc,
    bcc: [],
    attachments: [],
    email_seq_number: isSent && message.sequenceNumber !== null ? String(message.sequenceNumber) : null,
    open_count: activity?.openCount ?? 0,
    click_count: activity?.clickCount ?? 0,
    click_details: activity?.clickedLinks ?? {},
  };
}
