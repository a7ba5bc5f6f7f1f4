import { z } from "zod";
import type { UntrackedRepliesEvent } from "../../events/event.ts";
import type { PayloadContext } from "../dialect.ts";
import { rfcMessageId, untrackedReplyFields, untrackedReplyOf } from "../shared-fields.ts";
import { javascriptTimestamp } from "../timestamps.ts";
import { javascriptTime } from "./live-fields.ts";
import { beforeWebhookWithoutPageOf, tailBeforeWebhookWithoutPage, tailOfWebhook, webhookOf } from "./tail.ts";

const untrackedRepliesSchema = z
  .strictObject({
    event_timestamp: javascriptTime("When the mail came."),
    reply_message: z
      .strictObject({
        message_id: rfcMessageId("the mail"),
        html: z.string().describe("Empty."),
        text: z.string().describe("Text of the mail."),
        time: javascriptTime("When the mail came."),
      })
      .describe("The mail."),
    ...untrackedReplyFields,
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
