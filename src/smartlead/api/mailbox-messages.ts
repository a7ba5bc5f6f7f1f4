/** The messages of a mailbox, and sending one email outside campaigns (more-endpoints.json, email-accounts and utilities; B4, A5). */

import { z } from "zod";
import { DAY_MS } from "../../base/time/calendar.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Mailbox } from "../account/account.ts";
import { ownMessageId } from "../account/identifiers.ts";
import { textFromHtml } from "../account/texts/render.ts";
import { answer, refusalAnswer } from "./declared-answers.ts";
import { isoTime, UNCHECKED } from "./key-schemas.ts";
import { defineOperation, type OperationContext, type OperationWorld } from "./operation.ts";
import { BLOCKED_RECIPIENT, isBlocked } from "./reply-email-thread.ts";
import { mailboxNotFound, ok } from "./responses.ts";

const MAX_MESSAGES = 500;
const MAX_ACCOUNTS = 10;
const MAX_TEXT_LENGTH = 1_000;
const MAX_BODY_LENGTH = 1_000_000;
const MAX_ATTACHMENTS = 20;
const SNIPPET_LENGTH = 100;

const ASKED = {
  limit: z.int().min(1).max(MAX_MESSAGES).default(100),
  folder: z.string().max(255).optional(),
  includeBody: z.boolean().default(false),
  from: isoTime.optional(),
  to: isoTime.optional(),
};
const ASKED_SCHEMA = z.strictObject(ASKED);

const folder = z.strictObject({ name: z.string(), count: z.int() });
const messageSchema = z.strictObject({
  messageId: z.string(),
  threadId: z.string(),
  gmailMessageId: z.string().optional().describe("Of a Gmail mailbox."),
  subject: z.string(),
  from: z.string(),
  to: z.string(),
  timestamp: z.string(),
  date: z.string(),
  folders: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  labelIds: z.array(z.string()).optional().describe("Of a Gmail mailbox."),
  snippet: z.string(),
  sizeEstimate: z.int(),
  historyId: z.string().optional().describe("Of a Gmail mailbox."),
  body: z.strictObject({ text: z.string(), html: z.string() }).optional().describe("Only with includeBody."),
});
const foundSchema = z.strictObject({
  messages: z.array(messageSchema),
  totalCount: z.int(),
  processedCount: z.int(),
  folders: z.array(folder),
});

export const mailboxMessageOperations = [
  defineOperation({
    id: "email-accounts.fetch-messages",
    method: "POST",
    path: "/email-accounts/:account_id/fetch-messages",
    summary: "Lists what a mailbox has sent and received, by default in the last 24 hours.",
    sources: ["B4", "E6"],
    answers: [
      answer("The mails.", z.strictObject({ success: z.literal(true), accountId: z.string(), data: foundSchema })),
      refusalAnswer(404, "There is no such mailbox."),
    ],
    params: z.strictObject({ account_id: z.int() }),
    query: UNCHECKED,
    body: ASKED_SCHEMA,
    handle: ({ params: { account_id: id }, body }, context) => {
      const mailbox = context.world.mailbox(id);
      if (mailbox === undefined) return mailboxNotFound();
      return ok({ success: true, accountId: String(id), data: messagesOf(context, mailbox, body) });
    },
  }),
  defineOperation({
    id: "email-accounts.fetch-messages-of-several",
    method: "POST",
    path: "/email-accounts/multi/fetch-messages",
    summary: "Lists what up to ten mailboxes have sent and received; the body is a bare array.",
    sources: ["B4", "E6"],
    answers: [
      answer(
        "One result each.",
        z.strictObject({
          results: z.array(
            z.strictObject({
              account_id: z.int(),
              status: z.enum(["success", "error"]),
              data: foundSchema.optional(),
              error: z.string().optional(),
            }),
          ),
          summary: z.strictObject({ total: z.int(), success: z.int(), error: z.int() }),
        }),
      ),
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z
      .array(z.strictObject({ account_id: z.int(), ...ASKED }))
      .min(1)
      .max(MAX_ACCOUNTS),
    handle: ({ body }, context) => {
      const results = body.map(({ account_id, ...asked }) => {
        const mailbox = context.world.mailbox(account_id);
        return mailbox === undefined
          ? { account_id, status: "error", error: "Account not found" }
          : { account_id, status: "success", data: messagesOf(context, mailbox, asked) };
      });
      const success = results.filter(({ status }) => status === "success").length;
      return ok({ results, summary: { total: results.length, success, error: results.length - success } });
    },
  }),
  defineOperation({
    id: "send-email.initiate",
    method: "POST",
    path: "/send-email/initiate",
    summary:
      "Sends one email outside campaigns; it counts towards the daily limit of its mailbox, and an answer to it is an untracked reply.",
    sources: ["A5", "H18"],
    answers: [
      answer(
        "Sent.",
        z.strictObject({
          success: z.literal(true),
          data: z.strictObject({ message: z.string(), message_id: z.string() }),
        }),
      ),
      refusalAnswer(404, "There is no such mailbox."),
      answer(
        "The recipient is on the block list; SmartLead's wording is not known.",
        z.strictObject({ message: z.string() }),
        403,
      ),
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z
      .strictObject({
        to: z.string().min(1).max(MAX_TEXT_LENGTH),
        subject: z.string().min(1).max(MAX_TEXT_LENGTH),
        body: z.string().min(1).max(MAX_BODY_LENGTH),
        fromEmail: z.string().max(MAX_TEXT_LENGTH).optional(),
        fromEmailId: z.int().optional(),
        fromName: z.string().max(MAX_TEXT_LENGTH).optional(),
        replyTo: z.string().max(MAX_TEXT_LENGTH).optional(),
        attachments: z
          .array(
            z.strictObject({
              filename: z.string().min(1).max(MAX_TEXT_LENGTH),
              content: z.string().max(MAX_BODY_LENGTH),
              mimeType: z.string().min(1).max(MAX_TEXT_LENGTH),
            }),
          )
          .max(MAX_ATTACHMENTS)
          .optional(),
      })
      .refine(({ fromEmail, fromEmailId }) => fromEmail !== undefined || fromEmailId !== undefined, {
        path: ["value"],
        message: "must contain at least one of [fromEmail, fromEmailId]",
      }),
    handle: ({ body }, { world, change }) => {
      const address = body.fromEmail?.trim().toLowerCase();
      const mailbox =
        body.fromEmailId === undefined
          ? world.mailboxes.find(({ email }) => email.toLowerCase() === address)
          : world.mailbox(body.fromEmailId);
      if (mailbox === undefined) return mailboxNotFound();
      if (isBlocked(world, body.to, mailbox.clientId)) return { status: 403, body: { message: BLOCKED_RECIPIENT } };
      const statsId = change("mailbox.send", {
        mailboxId: mailbox.id,
        to: body.to,
        subject: body.subject,
        html: body.body,
      });
      return ok({
        success: true,
        data: { message: "Email sent successfully", message_id: `msg_${statsId.slice(0, 8)}` },
      });
    },
  }),
];

interface Held {
  readonly at: number;
  readonly messageId: string;
  readonly threadId: string;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly html: string;
  readonly folder: "INBOX" | "SENT";
}

/** Newest first; the total counts all matches. */
function messagesOf(
  { world, now }: Pick<OperationContext, "world" | "now">,
  mailbox: Mailbox,
  asked: z.output<typeof ASKED_SCHEMA>,
) {
  const [from, to] = [asked.from ?? now() - DAY_MS, asked.to ?? now()];
  const name = asked.folder?.toUpperCase();
  const found = heldIn(world, mailbox, { from, to }).filter((held) => name === undefined || held.folder === name);
  found.sort((one, other) => other.at - one.at);
  const shown = found.slice(0, asked.limit);
  const counts = new Map<string, number>();
  for (const held of found) counts.set(held.folder, (counts.get(held.folder) ?? 0) + 1);
  return {
    messages: shown.map((held) => shownMessage(held, mailbox, asked.includeBody)),
    totalCount: found.length,
    processedCount: shown.length,
    folders: Array.from(counts, ([folderName, count]) => ({ name: folderName, count })),
  };
}

function heldIn(world: OperationWorld, { id, email, fromName }: Mailbox, span: { from: number; to: number }): Held[] {
  const isWithin = (at: number) => at >= span.from && at <= span.to;
  const own = `${fromName} <${email}>`;
  const held: Held[] = [];
  for (const campaign of world.campaigns) {
    for (const { thread } of world.enrolmentsOf(campaign.id)) {
      for (const message of thread) {
        const isSent = message.kind === "SENT";
        if (!isWithin(message.at) || (isSent ? message.from : message.to) !== email) continue;
        const [from, to] = isSent ? [own, message.to] : [`${message.fromName} <${message.from}>`, email];
        const { at, messageId, subject, text, html } = message;
        held.push({
          at,
          messageId,
          threadId: message.statsId,
          subject,
          from,
          to,
          text,
          html,
          folder: isSent ? "SENT" : "INBOX",
        });
      }
    }
  }
  for (const { at, mailboxId, statsId, to, subject, html } of world.crm.outsideMails) {
    if (mailboxId !== id || !isWithin(at)) continue;
    const messageId = ownMessageId(statsId, email);
    const mail = { at, messageId, threadId: statsId, subject, from: own, to };
    held.push({ ...mail, text: textFromHtml(html), html, folder: "SENT" });
  }
  for (const reply of world.untrackedReplies) {
    if (reply.mailboxId !== id || !isWithin(reply.at)) continue;
    const { at, messageId, subject, text, html } = reply;
    const from = `${reply.fromName} <${reply.from}>`;
    held.push({ at, messageId, threadId: messageId, subject, from, to: email, text, html, folder: "INBOX" });
  }
  return held;
}

function shownMessage(held: Held, { esp }: Mailbox, hasBody: boolean): z.output<typeof messageSchema> {
  const { at, messageId, threadId, subject, from, to, text, html } = held;
  return {
    messageId,
    threadId,
    ...(esp === "GMAIL" && { gmailMessageId: messageId, labelIds: [held.folder], historyId: String(at % 1_000_000) }),
    subject,
    from,
    to,
    timestamp: isoFromMs(at),
    date: mailDate(at),
    folders: [{ id: held.folder, name: held.folder }],
    snippet: text.slice(0, SNIPPET_LENGTH).trim(),
    sizeEstimate: html.length + text.length,
    ...(hasBody && { body: { text, html } }),
  };
}

/** `Fri, 20 Nov 2026 14:56:54 +0000` */
function mailDate(at: number): string {
  return new Date(at).toUTCString().replace("GMT", "+0000");
}
