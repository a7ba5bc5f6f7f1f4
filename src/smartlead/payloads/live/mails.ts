import { z } from "zod";
import type { EmailBounceEvent, EmailSentEvent } from "../../events/event.ts";
import type { PayloadContext } from "../dialect.ts";
import {
  campaignId,
  campaignName,
  emailAddress,
  fullName,
  rfcMessageId,
  sequenceNumber,
  stepOf,
  toName,
} from "../shared-fields.ts";
import { databaseTimestamp, javascriptTimestamp } from "../timestamps.ts";
import {
  campaignState,
  campaignStateOf,
  databaseTime,
  javascriptTime,
  leadIds,
  leadIdsOf,
  leadIdText,
  mailSubject,
  sentMessageBody,
  sentMessageOf,
  sentMessageSchema,
  statsId,
} from "./live-fields.ts";
import { inboxUrl, leadTail, leadTailOf } from "./tail.ts";

/** Keys that a sent email and its bounce share: the bounce repeats the ids and the time (smartlead.md §2 EMAIL_BOUNCE; E1). */
const mailFields = {
  from_email: emailAddress("The sending mailbox."),
  to_email: emailAddress("The lead."),
  to_name: toName,
  time_sent: databaseTime("When the email was sent; deprecated, still sent."),
  event_timestamp: databaseTime("When the email was sent."),
  campaign_name: campaignName,
  campaign_id: campaignId,
  sequence_number: sequenceNumber,
  custom_subject: z.string().describe("Subject as sent to this lead; deprecated, still sent."),
  custom_email_message: z.string().describe("HTML as sent to this lead; deprecated, still sent."),
  sent_message_body: sentMessageBody,
  sent_message: sentMessageSchema,
  subject: mailSubject,
  message_id: rfcMessageId("the sent email; its bounce repeats it"),
};

function mailFieldsOf({
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

/** The same keys; the body's event name was never captured; PRODUCT §14 decides it. */
export const firstEmailSent = sentRow(
  "FIRST_EMAIL_SENT",
  "The first step of a sequence was sent; EMAIL_SENT comes with it.",
);

function sentRow<Type extends "EMAIL_SENT" | "FIRST_EMAIL_SENT">(type: Type, description: string) {
  const schema = z
    .strictObject({ ...leadIds, ...campaignState, stats_id: statsId("this email"), ...mailFields, ...leadTail(type) })
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

const notice = (description: string) => z.string().describe(description);

const emailBounceSchema = z
  .strictObject({
    sl_email_lead_id: leadIdText,
    ...campaignState,
    stats_id: statsId("the email that bounced"),
    ...mailFields,
    is_bounced: z.literal(true).describe("Always true; deprecated, still sent."),
    is_sender_originated_bounce: z.boolean().describe("Whether the sender caused the bounce."),
    bounce_reply_message_id: rfcMessageId("the bounce notice"),
    bounce_reply_email: notice("Beginning of the notice, with HTML entities; deprecated, still sent."),
    bounce_reply_email_preview: notice("The same; deprecated, still sent."),
    bounce_message: z
      .strictObject({
        message_id: rfcMessageId("the bounce notice"),
        html: notice("Beginning of the notice; no real HTML."),
        text: notice("The same."),
        time: javascriptTime("When the email bounced; no other key has this time."),
      })
      .describe("The bounce notice."),
    ...leadTail("EMAIL_BOUNCE"),
  })
  .meta({ title: "EMAIL_BOUNCE", description: "An email bounced. Ids and times are those of EMAIL_SENT." });

/** smartlead.md §2 EMAIL_BOUNCE, column E (captured July 2026): the map id only in `app_url`, and the time of the send. */
export const emailBounce = {
  schema: emailBounceSchema,
  build: (event: EmailBounceEvent, context: PayloadContext): z.output<typeof emailBounceSchema> => {
    const { lead, campaign, message, bounce } = event;
    const { text } = bounce;
    const sentence = `Email ${stepOf(message)} sent to ${lead.email} got bounced for campaign - ${campaign.name}`;
    return {
      sl_email_lead_id: String(lead.id),
      ...campaignStateOf(campaign),
      stats_id: message.statsId,
      ...mailFieldsOf(event),
      is_bounced: true,
      is_sender_originated_bounce: bounce.isSenderOriginated,
      bounce_reply_message_id: bounce.messageId,
      bounce_reply_email: text,
      bounce_reply_email_preview: text,
      bounce_message: { message_id: bounce.messageId, html: text, text, time: javascriptTimestamp(bounce.at) },
      ...leadTailOf("EMAIL_BOUNCE", { url: inboxUrl(lead.mapId), sentence, context }),
    };
  },
};
