import { z } from "zod";
import type { EmailBounceEvent, EmailSentEvent, LeadUnsubscribedEvent, SentMessage } from "../../events/event.ts";
import { stepOf } from "../shared-fields.ts";
import { CORE_EVENT_NAMES, commonFields, commonFieldsOf, sequenceNumber } from "./core-fields.ts";

const emailSchema = z
  .strictObject({
    subject: z.string().describe("Subject of the email."),
    message_id: z
      .string()
      .regex(/^<[^<>]+>$/)
      .describe("Message-ID of the email, with its angle brackets."),
  })
  .describe("The email.");

function emailOf({ subject, messageId }: SentMessage): z.output<typeof emailSchema> {
  return { subject, message_id: messageId };
}

const emailSentSchema = z
  .strictObject({ ...commonFields(CORE_EVENT_NAMES.EMAIL_SENT), sequence_number: sequenceNumber, email: emailSchema })
  .meta({ title: CORE_EVENT_NAMES.EMAIL_SENT, description: "A step of a sequence was sent." });

/** smartlead.md §2 EMAIL_SENT, column B. */
export const emailSent = {
  schema: emailSentSchema,
  build: (event: EmailSentEvent): z.output<typeof emailSentSchema> => ({
    ...commonFieldsOf(CORE_EVENT_NAMES.EMAIL_SENT, event),
    sequence_number: stepOf(event.message),
    email: emailOf(event.message),
  }),
};

const emailBouncedSchema = z
  .strictObject({ ...commonFields(CORE_EVENT_NAMES.EMAIL_BOUNCE), sequence_number: sequenceNumber, email: emailSchema })
  .meta({ title: CORE_EVENT_NAMES.EMAIL_BOUNCE, description: "An email bounced." });

/** Column B names the event but shows no keys for it: it gets those of the sent email, without a reason, which no source shows. */
export const emailBounced = {
  schema: emailBouncedSchema,
  build: (event: EmailBounceEvent): z.output<typeof emailBouncedSchema> => ({
    ...commonFieldsOf(CORE_EVENT_NAMES.EMAIL_BOUNCE, { ...event, at: event.bounce.at }),
    sequence_number: stepOf(event.message),
    email: emailOf(event.message),
  }),
};

const emailUnsubscribedSchema = z
  .strictObject(commonFields(CORE_EVENT_NAMES.LEAD_UNSUBSCRIBED))
  .meta({ title: CORE_EVENT_NAMES.LEAD_UNSUBSCRIBED, description: "A lead unsubscribed." });

/** Column B names the event but shows no keys for it: it gets the common ones. */
export const emailUnsubscribed = {
  schema: emailUnsubscribedSchema,
  build: (event: LeadUnsubscribedEvent): z.output<typeof emailUnsubscribedSchema> =>
    commonFieldsOf(CORE_EVENT_NAMES.LEAD_UNSUBSCRIBED, event),
};
