import { z } from "zod";
import type { EmailReplyEvent, UntrackedRepliesEvent } from "../../events/event.ts";
import {
  campaignId,
  campaignName,
  clientId,
  emailAddress,
  fullName,
  sequenceNumber,
  stepOf,
  toName,
  untrackedReplyFields,
  untrackedReplyOf,
} from "../shared-fields.ts";
import { guideTimestamp, javascriptTimestamp } from "../timestamps.ts";
import { eventType, guideTime } from "./guide-fields.ts";

const emailReplySchema = z
  .strictObject({
    event_type: eventType("EMAIL_REPLY"),
    from_email: emailAddress("Our mailbox that sent the email, not the person who replied."),
    subject: z.string().describe('Subject of the reply, with "Re:".'),
    to_email: emailAddress("The lead, even if someone else answered."),
    to_name: toName,
    time_replied: guideTime("When the reply arrived."),
    reply_body: z.string().describe("HTML of the reply, quoted history included."),
    preview_text: z.string().describe("Text of the reply's newest part."),
    campaign_name: campaignName,
    campaign_id: campaignId,
    client_id: clientId,
    sequence_number: sequenceNumber.describe("Step of the sequence that is answered, counted from 1."),
  })
  .meta({ title: "EMAIL_REPLY", description: "A reply to an email arrived." });

/**
 * smartlead.md §2 EMAIL_REPLY, column A. `to_email` is the lead (A, E1), no matter who wrote the reply; `preview_text` ends in a newline, as
 * captured.
 */
export const emailReply = {
  schema: emailReplySchema,
  build: (event: EmailReplyEvent): z.output<typeof emailReplySchema> => ({
    event_type: "EMAIL_REPLY",
    from_email: event.mailbox.email,
    subject: replySubject(event),
    to_email: event.lead.email,
    to_name: fullName(event.lead),
    time_replied: guideTimestamp(event.at),
    reply_body: event.reply.html,
    preview_text: event.reply.text,
    campaign_name: event.campaign.name,
    campaign_id: event.campaign.id,
    client_id: event.campaign.clientId,
    sequence_number: stepOf(event.message),
  }),
};

/**
 * The guide's sample has "Re:", captures have the sent subject (E1): a reply with another subject, "Automatic reply: …", is shown with the
 * sent subject too.
 */
function replySubject({ reply, message }: EmailReplyEvent): string {
  const subject = startsWithRe(reply.subject) ? reply.subject : message.subject;
  return startsWithRe(subject) ? subject : `Re: ${subject}`;
}

function startsWithRe(subject: string): boolean {
  return /^re:/i.test(subject);
}

const untrackedRepliesSchema = z
  .strictObject({
    event_type: eventType("UNTRACKED_REPLIES"),
    event_timestamp: z.iso.datetime({ precision: 3 }).describe("When the email arrived. ISO 8601, UTC, milliseconds."),
    ...untrackedReplyFields,
  })
  .meta({
    title: "UNTRACKED_REPLIES",
    description: "An email arrived that matches no lead and no sent email. It belongs to no campaign.",
  });

/**
 * The guide shows no sample: the keys of PRODUCT §2, their formats from smartlead.md §2 UNTRACKED_REPLIES (C1), whose time is in
 * milliseconds.
 */
export const untrackedReplies = {
  schema: untrackedRepliesSchema,
  build: (event: UntrackedRepliesEvent): z.output<typeof untrackedRepliesSchema> => ({
    event_type: "UNTRACKED_REPLIES",
    event_timestamp: javascriptTimestamp(event.at),
    ...untrackedReplyOf(event),
  }),
};
