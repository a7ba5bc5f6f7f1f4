import { z } from "zod";
import type { UntrackedRepliesEvent } from "../../events/event.ts";
import { javascriptTimestamp } from "../timestamps.ts";
import { eventType } from "./guide-fields.ts";

const untrackedRepliesSchema = z
  .strictObject({
    event_type: eventType("UNTRACKED_REPLIES"),
    event_timestamp: z.iso.datetime({ precision: 3 }).describe("When the mail came. ISO 8601, UTC, milliseconds."),
    sender_detail: z.string().describe("Who wrote: Name <address>."),
    recipient_detail: z.string().describe("The mailbox that got it."),
    cc: z.string().describe("Addresses in copy, or empty."),
    bcc: z.string().describe("Addresses in blind copy, or empty."),
    subject: z.string().describe("Subject of the mail."),
    visible_text: z.string().describe("Text of the mail."),
    has_attachment: z.boolean().describe("Whether a file came with it."),
  })
  .meta({
    title: "UNTRACKED_REPLIES",
    description: "A mail came that matches no lead and no sent mail. It belongs to no campaign.",
  });

/** The guide shows no sample: the keys of PRODUCT §2, their forms from smartlead.md §2 UNTRACKED_REPLIES (C1), whose time is in milliseconds. */
export const untrackedReplies = {
  schema: untrackedRepliesSchema,
  build: ({ at, mailbox, reply }: UntrackedRepliesEvent): z.output<typeof untrackedRepliesSchema> => ({
    event_type: "UNTRACKED_REPLIES",
    event_timestamp: javascriptTimestamp(at),
    sender_detail: reply.fromName === "" ? reply.from : `${reply.fromName} <${reply.from}>`,
    recipient_detail: mailbox.email,
    cc: reply.cc,
    bcc: reply.bcc,
    subject: reply.subject,
    visible_text: reply.text,
    has_attachment: reply.hasAttachment,
  }),
};
