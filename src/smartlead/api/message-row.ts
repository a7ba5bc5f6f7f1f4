import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Enrolment } from "../account/account.ts";
import type { ThreadMessage } from "../events/event.ts";
import { isoMs } from "./declared-answers.ts";

/** An email of a conversation, alike in every call that shows one (smartlead.md §4 message-history; E5, E8). */
export const messageRowSchema = z.strictObject({
  type: z.enum(["SENT", "REPLY"]),
  message_id: z.string(),
  stats_id: z.uuid(),
  time: isoMs,
  email_body: z.string(),
  subject: z.string(),
  from: z.string(),
  to: z.string(),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  attachments: z.array(z.unknown()),
  email_seq_number: z.string().nullable(),
  open_count: z.int(),
  click_count: z.int(),
  click_details: z.record(z.string(), z.int()),
});

/** Answers written by hand come as SENT without a sequence number (E8); the number is a text (E5). */
export function messageRow(
  message: ThreadMessage,
  enrolment: Enrolment,
  isPlainText: boolean,
): z.output<typeof messageRowSchema> {
  const isSent = message.kind === "SENT";
  const activity = isSent ? enrolment.activity.get(message.statsId) : undefined;
  return {
    type: message.kind,
    message_id: message.messageId,
    stats_id: message.statsId,
    time: isoFromMs(message.at),
    email_body: isPlainText ? message.text : message.html,
    subject: message.subject,
    from: message.from,
    to: message.to,
    cc: [...message.cc],
    bcc: isSent ? [...message.bcc] : [],
    attachments: [],
    email_seq_number: isSent && message.sequenceNumber !== null ? String(message.sequenceNumber) : null,
    open_count: activity?.openCount ?? 0,
    click_count: activity?.clickCount ?? 0,
    click_details: activity?.clickedLinks ?? {},
  };
}
