import { z } from "zod";
import type { EmailBounceEvent, EmailSentEvent } from "../../events/event.ts";
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
import { guideTimestamp } from "../timestamps.ts";
import { bareMessageId, eventType, guideTime, withoutBrackets } from "./guide-fields.ts";

/** The keys of a sent email: EMAIL_SENT, FIRST_EMAIL_SENT and, with three more, EMAIL_BOUNCE (smartlead.md §2 EMAIL_SENT, column A). */
const sentMailFields = {
  from_email: emailAddress("The sending mailbox."),
  to_email: emailAddress("The lead."),
  to_name: toName,
  time_sent: guideTime("When the email was sent."),
  campaign_name: campaignName,
  campaign_id: campaignId,
  sequence_number: sequenceNumber,
  custom_subject: z.string().describe("Subject as sent to this lead."),
  custom_email_message: z.string().describe("HTML as sent to this lead."),
  message_id: bareMessageId("the sent email; its bounce repeats it"),
};

const sentMail = z.strictObject(sentMailFields);

function sentMailBody(
  event: Pick<EmailSentEvent, "campaign" | "lead" | "mailbox" | "message">,
): z.output<typeof sentMail> {
  const { campaign, lead, mailbox, message } = event;
  return {
    from_email: mailbox.email,
    to_email: lead.email,
    to_name: fullName(lead),
    time_sent: guideTimestamp(message.at),
    campaign_name: campaign.name,
    campaign_id: campaign.id,
    sequence_number: stepOf(message),
    custom_subject: message.subject,
    custom_email_message: message.html,
    message_id: withoutBrackets(message.messageId),
  };
}

const emailSentSchema = z
  .strictObject({ event_type: eventType("EMAIL_SENT"), ...sentMailFields })
  .meta({ title: "EMAIL_SENT", description: "A step of a sequence was sent." });

export const emailSent = {
  schema: emailSentSchema,
  build: (event: EmailSentEvent): z.output<typeof emailSentSchema> => ({
    event_type: "EMAIL_SENT",
    ...sentMailBody(event),
  }),
};

const firstEmailSentSchema = z
  .strictObject({ event_type: eventType("FIRST_EMAIL_SENT"), ...sentMailFields })
  .meta({ title: "FIRST_EMAIL_SENT", description: "The first step of a sequence was sent; EMAIL_SENT comes with it." });

/** The same structure as EMAIL_SENT (A); the body's event name is not documented; PRODUCT §14 decides it. */
export const firstEmailSent = {
  schema: firstEmailSentSchema,
  build: (event: EmailSentEvent): z.output<typeof firstEmailSentSchema> => ({
    event_type: "FIRST_EMAIL_SENT",
    ...sentMailBody(event),
  }),
};

const emailBounceSchema = z
  .strictObject({
    event_type: eventType("EMAIL_BOUNCE"),
    ...sentMailFields,
    is_bounced: z.literal(true).describe("Always true."),
    bounce_reply_message_id: rfcMessageId("the bounce notice"),
    bounce_reply_email: z.string().describe("Beginning of the bounce notice, with HTML entities, cut off."),
  })
  .meta({
    title: "EMAIL_BOUNCE",
    description: "An email bounced. The event repeats the ids and the time of EMAIL_SENT.",
  });

/** The guide shows no sample: EMAIL_SENT's keys and three of smartlead.md §2 EMAIL_BOUNCE (PRODUCT §2). `time_sent` stays the time of sending (E1). */
export const emailBounce = {
  schema: emailBounceSchema,
  build: (event: EmailBounceEvent): z.output<typeof emailBounceSchema> => ({
    event_type: "EMAIL_BOUNCE",
    ...sentMailBody(event),
    is_bounced: true,
    bounce_reply_message_id: event.bounce.messageId,
    bounce_reply_email: event.bounce.text,
  }),
};
