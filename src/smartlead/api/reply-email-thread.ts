/** Answering and forwarding from the master inbox (smartlead.md §4 "Reply and master inbox"; E5, A5). */

import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Enrolment, QueuedAnswer } from "../account/account.ts";
import { ownMessageId } from "../account/identifiers.ts";
import { answer, refusalAnswer, textAnswer } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, isoTime, UNCHECKED } from "./key-schemas.ts";
import { defineOperation, type OperationWorld } from "./operation.ts";
import { campaignNotFound, ok, refusal } from "./responses.ts";

const HTML = "text/html; charset=utf-8";
/** Maximum characters of an answer's HTML and of a list of addresses, and maximum attachments. */
const MAX_BODY_LENGTH = 1_000_000;
const MAX_TEXT_LENGTH = 5_000;
const MAX_ATTACHMENTS = 20;

const text = z.string().max(MAX_TEXT_LENGTH).optional();

const attachment = z.strictObject({
  file_url: z.string().min(1).max(MAX_TEXT_LENGTH),
  file_name: text,
  file_type: text,
  file_size: z.number().optional(),
});

export const replyOperations = [
  defineOperation({
    id: "campaigns.reply-email-thread",
    method: "POST",
    path: "/campaigns/:campaign_id/reply-email-thread",
    summary: "Answers in a lead's thread, immediately or at a given time; from then on the answer is in the history.",
    sources: ["E5", "A5"],
    answers: [
      textAnswer("A sentence, not JSON.", HTML),
      refusalAnswer(404, "There is no such campaign, or no email with this email_stats_id in it."),
      refusalAnswer(403, "A recipient is on the block list; SmartLead's wording is not known."),
    ],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: z.strictObject({
      email_stats_id: z.string().min(1).max(100),
      email_body: z.string().min(1).max(MAX_BODY_LENGTH),
      to_email: z.string().max(320).optional(),
      to_first_name: text,
      to_last_name: text,
      cc: text,
      bcc: text,
      reply_message_id: text,
      reply_email_time: text,
      reply_email_body: z.string().max(MAX_BODY_LENGTH).optional(),
      scheduled_time: isoTime.nullable().optional(),
      schedule_condition: text,
      add_signature: z.boolean().default(false),
      seq_type: text,
      attachments: z.array(attachment).max(MAX_ATTACHMENTS).optional(),
    }),
    handle: ({ params: { campaign_id: campaignId }, body }, { world, change }) => {
      const campaign = world.campaign(campaignId);
      if (campaign === undefined) return campaignNotFound();
      const enrolment = enrolmentOfMail(world, campaignId, body.email_stats_id);
      if (enrolment === null) return refusal(404, "Invalid email_stats_id");
      const { clientId } = campaign;
      const to = body.to_email ?? world.lead(enrolment.leadId)?.email ?? "";
      if ([to, body.cc ?? "", body.bcc ?? ""].some((list) => isBlocked(world, list, clientId))) {
        return refusal(403, BLOCKED_RECIPIENT);
      }
      change("answer.queue", {
        mapId: enrolment.mapId,
        answersStatsId: body.email_stats_id,
        to: body.to_email ?? null,
        cc: addressesIn(body.cc),
        bcc: addressesIn(body.bcc),
        html: body.email_body,
        sendAt: body.scheduled_time ?? null,
        hasSignature: body.add_signature,
      });
      return { status: 200, contentType: HTML, body: "Email added to the queue, will be sent out soon!" };
    },
  }),
  defineOperation({
    id: "master-inbox.reply-status",
    method: "GET",
    path: "/master-inbox/reply-status",
    summary: "Shows whether an answer was sent.",
    sources: ["A5"],
    answers: [
      answer(
        "Where it is.",
        z.strictObject({
          ok: z.literal(true),
          data: z.strictObject({
            message_id: z.string(),
            status: z.enum(["COMPLETED", "SCHEDULED"]),
            status_message: z.string(),
            event_time: z.string(),
            scheduled_time: z.string().nullable(),
            email_stats_id: z.string(),
          }),
        }),
      ),
      answer("There is none.", z.strictObject({ ok: z.literal(false), error: z.string() }), 404),
    ],
    params: UNCHECKED,
    query: z.strictObject({ message_id: z.string().min(1).max(500) }),
    body: UNCHECKED,
    handle: ({ query }, { world }) => {
      const asked = query.message_id.replace(/^<|>$/g, "");
      const found = world.queuedAnswers.findLast(({ messageId }) => messageId.slice(1, -1) === asked);
      if (found !== undefined) return ok({ ok: true, data: statusRow(found) });
      return { status: 404, body: { ok: false, error: "No reply found for the given message_id" } };
    },
  }),
  defineOperation({
    id: "campaigns.forward-email",
    method: "POST",
    path: "/campaigns/:campaign_id/forward-email",
    summary: "Forwards an email of a thread. Nothing leaves the machine, and the lead's thread does not change.",
    sources: ["A5"],
    answers: [
      answer(
        "Forwarded.",
        z.strictObject({ ok: z.literal(true), messageId: z.string(), status: z.literal("success") }),
      ),
      answer(
        "The email is not known, so no mailbox can forward it.",
        z.strictObject({ ok: z.literal(false), error: z.string(), status: z.literal("error") }),
        500,
      ),
      answer(
        "A recipient is on the block list; SmartLead's wording is not known.",
        z.strictObject({ ok: z.literal(false), error: z.string(), status: z.literal("error") }),
        403,
      ),
      refusalAnswer(404, "There is no such campaign."),
    ],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: z.strictObject({
      message_id: z.string().min(1).max(500),
      stats_id: z.string().min(1).max(100),
      to_emails: z.string().min(1).max(MAX_TEXT_LENGTH),
      forward_email_body: z.string().max(MAX_BODY_LENGTH).optional(),
      forward_email_subject: text,
    }),
    handle: ({ params: { campaign_id: campaignId }, body }, { world }) => {
      const campaign = world.campaign(campaignId);
      if (campaign === undefined) return campaignNotFound();
      const enrolment = enrolmentOfMail(world, campaignId, body.stats_id);
      const mailbox = enrolment === null ? undefined : world.mailbox(enrolment.mailboxId);
      if (mailbox === undefined) {
        return { status: 500, body: { ok: false, error: "Email account not found!", status: "error" } };
      }
      if (isBlocked(world, body.to_emails, campaign.clientId)) {
        return { status: 403, body: { ok: false, error: BLOCKED_RECIPIENT, status: "error" } };
      }
      return ok({ ok: true, messageId: ownMessageId(`forward-${body.stats_id}`, mailbox.email), status: "success" });
    },
  }),
];

/** The enrolment whose thread has the email with this stats id. */
function enrolmentOfMail(world: OperationWorld, campaignId: number, statsId: string): Enrolment | null {
  const has = ({ thread }: Enrolment) => thread.some((message) => message.statsId === statsId);
  return world.enrolmentsOf(campaignId).find(has) ?? null;
}

function addressesIn(list: string | undefined): string[] {
  return (list ?? "")
    .split(",")
    .map((address) => address.trim())
    .filter((address) => address !== "");
}

/** The reference shows COMPLETED only; the status of a waiting answer is not known. */
function statusRow({ messageId, sentAt, sendAt, queuedAt, statsId }: QueuedAnswer) {
  const isSent = sentAt !== null;
  return {
    message_id: messageId,
    status: isSent ? "COMPLETED" : "SCHEDULED",
    status_message: isSent ? "Email sent successfully!" : "Email is scheduled.",
    event_time: isoFromMs(sentAt ?? queuedAt),
    scheduled_time: sendAt > queuedAt ? isoFromMs(sendAt) : null,
    email_stats_id: statsId,
  };
}

/** SmartLead's answer for a recipient on the block list is not known. */
export const BLOCKED_RECIPIENT = "The recipient is on the block list";

/** Whether one of the addresses, separated by commas and each with or without a name, is on the block list of the account or the client. */
export function isBlocked({ crm }: Pick<OperationWorld, "crm">, addresses: string, clientId: number | null): boolean {
  return addresses.split(/[,;]/).some((part) => {
    const address = /<([^<>]*)>\s*$/.exec(part)?.[1] ?? part;
    return crm.isBlocked(address.trim(), clientId);
  });
}
