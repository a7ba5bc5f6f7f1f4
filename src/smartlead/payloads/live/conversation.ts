import { z } from "zod";
import type { ReplyMessage, ThreadMessage } from "../../events/event.ts";
import { rfcMessageId } from "../shared-fields.ts";
import { javascriptTimestamp } from "../timestamps.ts";
import { javascriptTime, statsId } from "./live-fields.ts";

/** A row of the conversation. Replies have no subject (smartlead.md §2 LEAD_CATEGORY_UPDATED `history[]`; C, E2). */
export const historyRowSchema = z.strictObject({
  stats_id: statsId("the mail, or of the one that is answered"),
  type: z.enum(["SENT", "REPLY"]).describe("SENT is a mail of ours, REPLY one of theirs."),
  message_id: rfcMessageId("the mail"),
  time: javascriptTime("When it was sent or came."),
  email_body: z.string().describe("HTML of the mail."),
  subject: z.string().optional().describe("Subject of a mail of ours."),
  cc_emails: z.array(z.string()).describe("Addresses in copy."),
});

export function historyRow(message: ThreadMessage): z.output<typeof historyRowSchema> {
  return {
    stats_id: message.statsId,
    type: message.kind,
    message_id: message.messageId,
    time: javascriptTimestamp(message.at),
    email_body: message.html,
    ...(message.kind === "SENT" && { subject: message.subject }),
    cc_emails: [...message.cc],
  };
}

export const lastReplySchema = z
  .strictObject({
    stats_id: statsId("the mail that is answered"),
    type: z.literal("REPLY").describe("Always REPLY."),
    message_id: rfcMessageId("the reply"),
    time: javascriptTime("When the reply came."),
    email_body: z.string().describe("HTML of the reply."),
    cc_emails: z.array(z.string()).describe("Addresses in copy."),
  })
  .nullable();

export function lastReplyRow(reply: ReplyMessage | null): z.output<typeof lastReplySchema> {
  if (reply === null) return null;
  return {
    stats_id: reply.statsId,
    type: "REPLY",
    message_id: reply.messageId,
    time: javascriptTimestamp(reply.at),
    email_body: reply.html,
    cc_emails: [...reply.cc],
  };
}
