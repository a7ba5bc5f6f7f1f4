import { z } from "zod";
import type { UntrackedRepliesEvent } from "../../events/event.ts";
import type { PayloadContext } from "../dialect.ts";
import { javascriptTimestamp } from "../timestamps.ts";
import { javascriptTime, messageId } from "./live-fields.ts";
import { beforeWebhookWithoutPageOf, tailBeforeWebhookWithoutPage, tailOfWebhook, webhookOf } from "./tail.ts";

const untrackedRepliesSchema = z
  .strictObject({
    event_timestamp: javascriptTime("When the mail came."),
    reply_message: z
      .strictObject({
        message_id: messageId("the mail"),
        html: z.string().describe("Empty."),
        text: z.string().describe("Text of the mail."),
        time: javascriptTime("When the mail came."),
      })
      .describe("The mail."),
    sender_detail: z.string().describe("Who wrote: Name <address>."),
    recipient_detail: z.string().describe("The mailbox that got it."),
    cc: z.string().describe("Addresses in copy, or empty."),
    bcc: z.string().describe("Addresses in blind copy, or empty."),
    subject: z.string().describe("Subject of the mail."),
    visible_text: z.string().describe("Text of the mail."),
    has_attachment: z.boolean().describe("Whether a file came with it."),
    ...tailBeforeWebhookWithoutPage,
    ...tailOfWebhook("UNTRACKED_REPLIES"),
  })
  .meta({
    title: "UNTRACKED_REPLIES",
    description: "A mail came that matches no lead and no sent mail. It belongs to no campaign.",
  });

/** smartlead.md §2 UNTRACKED_REPLIES, column C (page C1; E13 reads the same): no ids, no `app_url`, an empty description and empty HTML. */
export const untrackedReplies = {
  schema: untrackedRepliesSchema,
  build: (event: UntrackedRepliesEvent, context: PayloadContext): z.output<typeof untrackedRepliesSchema> => {
    const { at, mailbox, reply } = event;
    const time = javascriptTimestamp(at);
    return {
      event_timestamp: time,
      reply_message: { message_id: reply.messageId, html: "", text: reply.text, time },
      sender_detail: reply.fromName === "" ? reply.from : `${reply.fromName} <${reply.from}>`,
      recipient_detail: mailbox.email,
      cc: reply.cc,
      bcc: reply.bcc,
      subject: reply.subject,
      visible_text: reply.text,
      has_attachment: reply.hasAttachment,
      ...beforeWebhookWithoutPageOf({ sentence: "", context }),
      ...webhookOf("UNTRACKED_REPLIES", context),
    };
  },
};
