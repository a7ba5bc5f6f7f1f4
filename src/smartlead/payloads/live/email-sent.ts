import { z } from "zod";
import type { EmailSentEvent } from "../../events/event.ts";
import type { PayloadContext } from "../dialect.ts";
import { stepOf } from "../mail-step.ts";
import {
  campaignId,
  campaignName,
  emailAddress,
  fullName,
  rfcMessageId,
  sequenceNumber,
  toName,
} from "../shared-fields.ts";
import { databaseTimestamp } from "../timestamps.ts";
import {
  campaignState,
  campaignStateOf,
  databaseTime,
  leadIds,
  leadIdsOf,
  mailSubject,
  sentMessageBody,
  sentMessageOf,
  sentMessageSchema,
  statsId,
} from "./live-fields.ts";
import { inboxUrl, leadTail, leadTailOf } from "./tail.ts";

/** What a sent mail and its bounce share: the bounce repeats the ids and the time (smartlead.md §2 EMAIL_BOUNCE; E1). */
export const mailFields = {
  from_email: emailAddress("The sending mailbox."),
  to_email: emailAddress("The lead."),
  to_name: toName,
  time_sent: databaseTime("When the mail was sent; deprecated, still sent."),
  event_timestamp: databaseTime("When the mail was sent."),
  campaign_name: campaignName,
  campaign_id: campaignId,
  sequence_number: sequenceNumber,
  custom_subject: z.string().describe("Subject as sent to this lead; deprecated, still sent."),
  custom_email_message: z.string().describe("HTML as sent to this lead; deprecated, still sent."),
  sent_message_body: sentMessageBody,
  sent_message: sentMessageSchema,
  subject: mailSubject,
  message_id: rfcMessageId("the sent mail; its bounce repeats it"),
};

export function mailFieldsOf({
  campaign,
  lead,
  mailbox,
  message,
}: Pick<EmailSentEvent, "campaign" | "lead" | "mailbox" | "message">) {
  const sentAt = databaseTimestamp(message.at);
  return {
    from_email: mailbox.email,
    to_email: lead.email,
    to_name: fullName(lead),
    time_sent: sentAt,
    event_timestamp: sentAt,
    campaign_name: campaign.name,
    campaign_id: campaign.id,
    sequence_number: stepOf(message),
    custom_subject: message.subject,
    custom_email_message: message.html,
    sent_message_body: message.html,
    sent_message: sentMessageOf(message),
    subject: message.subject,
    message_id: message.messageId,
  };
}

/** smartlead.md §2 EMAIL_SENT, column E (captured July 2026). */
export const emailSent = sentRow("EMAIL_SENT", "A step of a sequence was sent.");

/** The same keys; what the body calls itself was never captured, PRODUCT §14 settles it. */
export const firstEmailSent = sentRow(
  "FIRST_EMAIL_SENT",
  "The first step of a sequence was sent; EMAIL_SENT comes with it.",
);

function sentRow<Type extends "EMAIL_SENT" | "FIRST_EMAIL_SENT">(type: Type, description: string) {
  const schema = z
    .strictObject({ ...leadIds, ...campaignState, stats_id: statsId("this mail"), ...mailFields, ...leadTail(type) })
    .meta({ title: type, description });
  return {
    schema,
    build: (event: EmailSentEvent, context: PayloadContext) => ({
      ...leadIdsOf(event.lead),
      ...campaignStateOf(event.campaign),
      stats_id: event.message.statsId,
      ...mailFieldsOf(event),
      ...leadTailOf(type, { url: inboxUrl(event.lead.mapId), sentence: sentenceOf(event), context }),
    }),
  };
}

/** Word for word as captured (E1). */
function sentenceOf({ message, lead, campaign }: EmailSentEvent): string {
  return `Email ${stepOf(message)} sent to ${lead.email} for campaign - ${campaign.name}`;
}
