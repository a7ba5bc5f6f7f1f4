import { z } from "zod";
import { hashText } from "../../../base/random.ts";
import type { EmailReplyEvent, UntrackedRepliesEvent } from "../../events/event.ts";
import type { PayloadContext } from "../dialect.ts";
import {
  campaignId,
  campaignName,
  campaignStatus,
  clientId,
  emailAddress,
  fullName,
  rfcMessageId,
  sequenceNumber,
  stepOf,
  untrackedReplyFields,
  untrackedReplyOf,
} from "../shared-fields.ts";
import { databaseTimestamp, javascriptTimestamp } from "../timestamps.ts";
import {
  databaseTime,
  javascriptTime,
  leadIds,
  leadIdsOf,
  sentMessageBody,
  sentMessageOf,
  sentMessageSchema,
  statsId,
} from "./live-fields.ts";
import {
  beforeWebhookOf,
  beforeWebhookWithoutPageOf,
  inboxUrl,
  tailBeforeWebhook,
  tailBeforeWebhookWithoutPage,
  tailOfWebhook,
  webhookOf,
} from "./tail.ts";

const replyMessageSchema = z
  .strictObject({
    message_id: rfcMessageId("the reply"),
    html: z.string().describe("HTML of the reply, quoted history included, lines ended by CRLF."),
    text: z.string().describe("Text of the reply's newest part, with a newline at its end."),
    time: databaseTime("When the reply arrived."),
  })
  .describe("The reply.");

const leadCorrespondenceSchema = z
  .strictObject({
    targetLeadEmail: emailAddress("The lead that was written to."),
    replyReceivedFrom: emailAddress("The person who answered."),
    repliedCompanyDomain: z
      .enum(["SameCompany", "DifferentCompany", "Unknown"])
      .describe("Whether that is somebody of the lead's company."),
  })
  .describe("Who was written to and who answered; the only object in camelCase.");

const emailReplySchema = z
  .strictObject({
    campaign_status: campaignStatus,
    stats_id: statsId("the email that is answered"),
    stats_thread_id: z.uuid().optional().describe("Only from the second reply of a thread on."),
    reply_source: z.string().describe("CAMPAIGN."),
    ...leadIds,
    sl_lead_email: emailAddress("The lead that was written to."),
    from_email: emailAddress("Our mailbox that sent the email, not the person who replied."),
    cc_emails: z.array(z.string()).describe("Addresses in copy."),
    subject: z.string().describe('Subject of the email that was sent, without "Re:".'),
    sent_message_body: sentMessageBody,
    sent_message: sentMessageSchema,
    to_email: emailAddress("The person who answered: the lead, a colleague, another company."),
    to_name: z.string().describe("Name of the person who answered."),
    time_replied: databaseTime("When the reply came; deprecated, still sent."),
    event_timestamp: databaseTime("When the reply arrived."),
    reply_message: replyMessageSchema,
    reply_body: z.string().describe("HTML of the reply; deprecated, still sent."),
    message_id: rfcMessageId("the reply; deprecated, still sent"),
    preview_text: z.string().describe("Text of the reply's newest part; deprecated, still sent."),
    campaign_name: campaignName,
    campaign_id: campaignId,
    client_id: clientId,
    sequence_number: sequenceNumber.describe("Step of the sequence that is answered, counted from 1."),
    ...tailBeforeWebhook,
    leadCorrespondence: leadCorrespondenceSchema,
    ...tailOfWebhook("EMAIL_REPLY"),
  })
  .meta({ title: "EMAIL_REPLY", description: "A reply to an email arrived." });

/**
 * smartlead.md §2 EMAIL_REPLY, column E, and "Reply cases to model" (E1, E3): `to_email` is the person who replied. The time has no
 * fraction, and the subject is that of the sent email. `reply_category` and `promptType` are not sent (PRODUCT §14).
 */
export const emailReply = {
  schema: emailReplySchema,
  build: (event: EmailReplyEvent, context: PayloadContext): z.output<typeof emailReplySchema> => ({
    campaign_status: event.campaign.status,
    stats_id: event.message.statsId,
    ...(event.replyNumber > 1 && { stats_thread_id: threadIdOf(event) }),
    reply_source: "CAMPAIGN",
    ...leadIdsOf(event.lead),
    sl_lead_email: event.lead.email,
    from_email: event.mailbox.email,
    cc_emails: [...event.reply.cc],
    subject: event.message.subject,
    sent_message_body: event.message.html,
    sent_message: sentMessageOf(event.message),
    to_email: event.reply.from,
    to_name: event.reply.from === event.lead.email ? fullName(event.lead) : event.reply.fromName,
    ...replyOf(event),
    campaign_name: event.campaign.name,
    campaign_id: event.campaign.id,
    client_id: event.campaign.clientId,
    sequence_number: stepOf(event.message),
    ...beforeWebhookOf({ url: inboxUrl(event.lead.mapId), sentence: sentenceOf(event), context }),
    leadCorrespondence: {
      targetLeadEmail: event.lead.email,
      replyReceivedFrom: event.reply.from,
      repliedCompanyDomain: event.repliedCompanyDomain,
    },
    ...webhookOf("EMAIL_REPLY", context),
  }),
};

function replyOf({ reply }: EmailReplyEvent) {
  const at = databaseTimestamp(wholeSecond(reply.at));
  return {
    time_replied: at,
    event_timestamp: at,
    reply_message: { message_id: reply.messageId, html: reply.html, text: reply.text, time: at },
    reply_body: reply.html,
    message_id: reply.messageId,
    preview_text: reply.text,
  };
}

/** The date of an email has no fraction (E1). */
function wholeSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}

/** With the trailing space of both captures (E1, E3). */
function sentenceOf({ reply, message, campaign }: EmailReplyEvent): string {
  return `${reply.from} replied to Email ${stepOf(message)} for campaign - ${campaign.name} `;
}

/** One id per thread, in UUID format, derived from the answered email: all replies to it have the same id. */
function threadIdOf({ message }: EmailReplyEvent): string {
  const hex = [1, 2, 3, 4].map((part) => hashText(`${part} ${message.statsId}`).toString(16).padStart(8, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const untrackedRepliesSchema = z
  .strictObject({
    event_timestamp: javascriptTime("When the email arrived."),
    reply_message: z
      .strictObject({
        message_id: rfcMessageId("the email"),
        html: z.string().describe("Empty."),
        text: z.string().describe("Text of the email."),
        time: javascriptTime("When the email arrived."),
      })
      .describe("The email."),
    ...untrackedReplyFields,
    ...tailBeforeWebhookWithoutPage,
    ...tailOfWebhook("UNTRACKED_REPLIES"),
  })
  .meta({
    title: "UNTRACKED_REPLIES",
    description: "An email arrived that matches no lead and no sent email. It belongs to no campaign.",
  });

/** smartlead.md §2 UNTRACKED_REPLIES, column C (page C1; E13 reads the same): no ids, no `app_url`, an empty description and empty HTML. */
export const untrackedReplies = {
  schema: untrackedRepliesSchema,
  build: (event: UntrackedRepliesEvent, context: PayloadContext): z.output<typeof untrackedRepliesSchema> => {
    const { at, reply } = event;
    const time = javascriptTimestamp(at);
    return {
      event_timestamp: time,
      reply_message: { message_id: reply.messageId, html: "", text: reply.text, time },
      ...untrackedReplyOf(event),
      ...beforeWebhookWithoutPageOf({ sentence: "", context }),
      ...webhookOf("UNTRACKED_REPLIES", context),
    };
  },
};
