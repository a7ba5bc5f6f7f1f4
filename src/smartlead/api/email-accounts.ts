/** The account's mailboxes (smartlead.md §4 "Email accounts"; A5, E4, C3). Their servers are never contacted. */
import { z } from "zod";
import type { Mailbox } from "../account/account.ts";
import { answer, refusalAnswer } from "./declared-answers.ts";
import { pageOffset, UNCHECKED } from "./key-schemas.ts";
import {
  listedMailbox,
  listedMailboxSchema,
  mailboxCounts,
  oneMailbox,
  oneMailboxSchema,
  shortTagsOf,
} from "./mailbox-row.ts";
import { defineOperation } from "./operation.ts";
import { mailboxNotFound, ok } from "./responses.ts";

const MAX_PER_PAGE = 100;
/** Maximum characters of a part of a user name. */
const MAX_TEXT_LENGTH = 320;

export const MAILBOX_PARAMS = z.strictObject({ email_account_id: z.int() });

export const MAILBOX_NOT_FOUND = refusalAnswer(404, "There is no such mailbox.");

const flagText = z.enum(["true", "false"]).or(z.boolean()).optional();

export const emailAccountOperations = [
  defineOperation({
    id: "email-accounts.list",
    method: "GET",
    path: "/email-accounts/",
    summary: "Lists the mailboxes, passwords in base64.",
    sources: ["A5", "E4"],
    answers: [answer("A bare array.", z.array(listedMailboxSchema))],
    params: UNCHECKED,
    query: z.strictObject({
      offset: pageOffset,
      limit: z.int().min(1).max(MAX_PER_PAGE).default(MAX_PER_PAGE),
      isInUse: flagText,
      emailWarmupStatus: z.enum(["ACTIVE", "INACTIVE"]).optional(),
      isSmtpSuccess: flagText,
      isWarmupBlocked: flagText,
      esp: z.enum(["GMAIL", "OUTLOOK", "SMTP"]).optional(),
      username: z.string().max(MAX_TEXT_LENGTH).optional(),
      client_id: z.int().optional(),
    }),
    body: UNCHECKED,
    handle: ({ query }, { world, now }) => {
      const counts = mailboxCounts(world, now());
      const isAsked = (value: boolean, asked: string | boolean | undefined) =>
        asked === undefined || String(value) === String(asked);
      const found = world.mailboxes
        .filter(({ id }) => isAsked(counts.campaignIds.has(id), query.isInUse))
        .filter(({ connectionError }) => isAsked(connectionError === null, query.isSmtpSuccess))
        .filter(() => isAsked(false, query.isWarmupBlocked))
        .filter((mailbox) => (query.emailWarmupStatus ?? warmupStatusOf(mailbox)) === warmupStatusOf(mailbox))
        .filter(({ esp }) => (query.esp ?? esp) === esp)
        .filter(({ clientId }) => (query.client_id ?? clientId) === clientId)
        .filter(({ username }) => username.includes(query.username ?? ""));
      const page = found.slice(query.offset, query.offset + query.limit);
      return ok(page.map((mailbox) => listedMailbox(mailbox, counts)));
    },
  }),
  defineOperation({
    id: "email-accounts.get",
    method: "GET",
    path: "/email-accounts/:email_account_id/",
    summary: "Shows one mailbox, with its password.",
    sources: ["A5", "E4"],
    answers: [answer("The mailbox, flat.", oneMailboxSchema), MAILBOX_NOT_FOUND],
    params: MAILBOX_PARAMS,
    query: z.strictObject({ fetch_campaigns: z.boolean().default(false), fetch_tags: z.boolean().default(false) }),
    body: UNCHECKED,
    handle: ({ params, query }, { world, now }) => {
      const mailbox = world.mailbox(params.email_account_id);
      if (mailbox === undefined) return mailboxNotFound();
      const counts = mailboxCounts(world, now());
      return ok({
        ...oneMailbox(mailbox, counts),
        ...(query.fetch_campaigns && { campaign_ids: counts.campaignIds.get(mailbox.id) ?? [] }),
        ...(query.fetch_tags && { tags: shortTagsOf(mailbox, counts) }),
      });
    },
  }),
  defineOperation({
    id: "email-accounts.delete",
    method: "DELETE",
    path: "/email-accounts/:email_account_id",
    summary: "Deletes a mailbox; its campaigns send from their other mailboxes.",
    sources: ["A5"],
    answers: [
      answer("Deleted.", z.strictObject({ ok: z.literal(true), message: z.string(), emailAccountId: z.int() })),
      answer(
        "There is no such mailbox.",
        z.strictObject({
          ok: z.literal(false),
          message: z.string(),
          errorCode: z.literal("ACCOUNT_NOT_FOUND"),
          emailAccountId: z.int(),
        }),
        404,
      ),
      refusalAnswer(409, "It is the last one."),
    ],
    params: MAILBOX_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params: { email_account_id: mailboxId } }, { world, change }) => {
      if (world.mailbox(mailboxId) === undefined) {
        const body = {
          ok: false,
          message: "Email account not found!",
          errorCode: "ACCOUNT_NOT_FOUND",
          emailAccountId: mailboxId,
        };
        return { status: 404, body };
      }
      change("mailbox.delete", { mailboxId });
      return ok({ ok: true, message: "Email account deleted successfully!", emailAccountId: mailboxId });
    },
  }),
];

function warmupStatusOf({ isWarmupEnabled }: Mailbox): "ACTIVE" | "INACTIVE" {
  return isWarmupEnabled ? "ACTIVE" : "INACTIVE";
}
