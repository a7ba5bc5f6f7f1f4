import { z } from "zod";
import type { EmailLinkClickEvent, EmailOpenEvent, EmailReplyEvent } from "../../events/event.ts";
import { stepOf } from "../shared-fields.ts";
import { guideTimestamp } from "../timestamps.ts";
import { CORE_EVENT_NAMES, commonFields, commonFieldsOf, coreTime, sequenceNumber } from "./core-fields.ts";

const emailOpenedSchema = z
  .strictObject({
    ...commonFields(CORE_EVENT_NAMES.EMAIL_OPEN),
    sequence_number: sequenceNumber,
    opened_count: z.int().min(1).describe("How often the email was opened, including this time."),
    first_opened_at: coreTime("When it was first opened."),
    last_opened_at: coreTime("When it was last opened."),
  })
  .meta({ title: CORE_EVENT_NAMES.EMAIL_OPEN, description: "The lead opened an email." });

/** smartlead.md §2 EMAIL_OPEN, column B. */
export const emailOpened = {
  schema: emailOpenedSchema,
  build: (event: EmailOpenEvent): z.output<typeof emailOpenedSchema> => ({
    ...commonFieldsOf(CORE_EVENT_NAMES.EMAIL_OPEN, event),
    sequence_number: stepOf(event.message),
    opened_count: event.openCount,
    first_opened_at: guideTimestamp(event.firstOpenedAt),
    last_opened_at: guideTimestamp(event.at),
  }),
};

const emailClickedSchema = z
  .strictObject({
    ...commonFields(CORE_EVENT_NAMES.EMAIL_LINK_CLICK),
    sequence_number: sequenceNumber,
    link: z
      .strictObject({ url: z.string().describe("The link."), clicked_at: coreTime("When it was clicked.") })
      .describe("What was clicked."),
  })
  .meta({ title: CORE_EVENT_NAMES.EMAIL_LINK_CLICK, description: "The lead clicked a tracked link." });

/** smartlead.md §2 EMAIL_LINK_CLICK, column B: one link, as a text. */
export const emailClicked = {
  schema: emailClickedSchema,
  build: (event: EmailLinkClickEvent): z.output<typeof emailClickedSchema> => ({
    ...commonFieldsOf(CORE_EVENT_NAMES.EMAIL_LINK_CLICK, event),
    sequence_number: stepOf(event.message),
    link: { url: event.links[0] ?? "", clicked_at: guideTimestamp(event.at) },
  }),
};

const emailRepliedSchema = z
  .strictObject({
    ...commonFields(CORE_EVENT_NAMES.EMAIL_REPLY),
    sequence_number: sequenceNumber,
    reply: z
      .strictObject({
        subject: z.string().describe("Subject of the reply."),
        body: z.string().describe("HTML of the reply, quoted history included."),
        message_id: z
          .string()
          .regex(/^<[^<>]+>$/)
          .describe("Message-ID of the reply, with its angle brackets."),
        received_at: coreTime("When the reply arrived."),
      })
      .describe("The reply."),
  })
  .meta({ title: CORE_EVENT_NAMES.EMAIL_REPLY, description: "A reply to an email arrived." });

/** smartlead.md §2 EMAIL_REPLY, column B. */
export const emailReplied = {
  schema: emailRepliedSchema,
  build: (event: EmailReplyEvent): z.output<typeof emailRepliedSchema> => ({
    ...commonFieldsOf(CORE_EVENT_NAMES.EMAIL_REPLY, event),
    sequence_number: stepOf(event.message),
    reply: {
      subject: event.reply.subject,
      body: event.reply.html,
      message_id: event.reply.messageId,
      received_at: guideTimestamp(event.reply.at),
    },
  }),
};
