/** Emails that belong to no lead, as the master inbox lists them (smartlead.md §4 "Reply and master inbox"; E6, A5). */
import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import { answer } from "./declared-answers.ts";
import { pageOffset, UNCHECKED } from "./key-schemas.ts";
import { defineOperation } from "./operation.ts";
import { ok } from "./responses.ts";

const MAX_UNTRACKED = 100;

export const untrackedReplies = defineOperation({
  id: "master-inbox.untracked-replies",
  method: "GET",
  path: "/master-inbox/untracked-replies",
  summary: "Lists emails that belong to no lead and answer no known email, newest first.",
  sources: ["E6", "A5"],
  answers: [answer("Both known forms in one.", untrackedSchema())],
  params: UNCHECKED,
  query: z.strictObject({
    limit: z.int().min(1).max(MAX_UNTRACKED).default(20),
    offset: pageOffset,
    fetchAttachments: z.boolean().default(false),
    fetchBody: z.boolean().default(false),
    from_email: z.string().max(320).optional(),
    to_email: z.string().max(320).optional(),
    subject_line: z.string().max(998).optional(),
  }),
  body: UNCHECKED,
  handle: ({ query }, { world }) => {
    const has = (value: string, part: string | undefined) =>
      part === undefined || value.toLowerCase().includes(part.toLowerCase());
    const found = world.untrackedReplies
      .map((reply) => ({ ...reply, to: world.mailbox(reply.mailboxId)?.email ?? "" }))
      .filter((reply) => has(reply.from, query.from_email) && has(reply.to, query.to_email))
      .filter((reply) => has(reply.subject, query.subject_line))
      .reverse();
    const replies = found.slice(query.offset, query.offset + query.limit).map((reply) => ({
      id: reply.messageId,
      message_id: reply.messageId,
      from_email: reply.from,
      from_name: reply.fromName,
      to_email: reply.to,
      cc: reply.cc,
      subject: reply.subject,
      subject_line: reply.subject,
      received_at: isoFromMs(reply.at),
      has_attachment: reply.hasAttachment,
      has_attachments: reply.hasAttachment,
      email_account_id: reply.mailboxId,
      ...(query.fetchBody && { body: reply.html, text: reply.text }),
      ...(query.fetchAttachments && { attachments: [] }),
    }));
    return ok({
      ok: true,
      data: { success: true, message: "Untracked replies fetched successfully", data: { replies } },
      untracked_replies: replies,
      total_count: found.length,
    });
  },
});

function untrackedSchema() {
  const row = z.strictObject({
    id: z.string(),
    message_id: z.string(),
    from_email: z.string(),
    from_name: z.string(),
    to_email: z.string(),
    cc: z.string(),
    subject: z.string(),
    subject_line: z.string(),
    received_at: z.string(),
    has_attachment: z.boolean(),
    has_attachments: z.boolean(),
    email_account_id: z.int(),
    body: z.string().optional(),
    text: z.string().optional(),
    attachments: z.array(z.unknown()).optional(),
  });
  return z.strictObject({
    ok: z.literal(true),
    data: z.strictObject({
      success: z.literal(true),
      message: z.string(),
      data: z.strictObject({ replies: z.array(row) }),
    }),
    untracked_replies: z.array(row),
    total_count: z.int(),
  });
}
