/** The account's mailboxes (smartlead.md §4 "Email accounts"; A5, E4, C3). Nothing is ever contacted. */
import { z } from "zod";
import { base64Of } from "../../base/base64.ts";
import { answer, refusalAnswer } from "./declared-answers.ts";
import { pageOffset, UNCHECKED } from "./key-schemas.ts";
import { isAddress } from "./lead-fields.ts";
import { mailboxRow, mailboxRowSchema } from "./mailbox-row.ts";
import { defineOperation, type OperationResponse } from "./operation.ts";
import { mailboxNotFound, ok } from "./responses.ts";

const MAX_PER_PAGE = 100;
/** Characters of a name, a host or a secret, and of a signature. */
const MAX_TEXT_LENGTH = 320;
const MAX_SIGNATURE_LENGTH = 10_000;

const text = z.string().min(1).max(MAX_TEXT_LENGTH);
const port = z.int().min(1).max(65_535);
const perDay = z.int().min(0).max(100_000);

const MAILBOX_PARAMS = z.strictObject({ email_account_id: z.int() });

const savedSchema = z.strictObject({
  ok: z.literal(true),
  message: z.string(),
  emailAccountId: z.int(),
  warmupKey: z.string().optional(),
  data: z.strictObject({ id: z.int() }),
});

const NOT_SAVED = answer(
  "There is an account with this address already, or the address is none; the status that goes with this body is not known.",
  z.strictObject({
    ok: z.literal(false),
    message: z.string(),
    errorCode: z.enum(["ACCOUNT_ALREADY_EXIST", "ACCOUNT_VERIFICATION_FAILED"]),
  }),
  400,
);

const NOT_FOUND = refusalAnswer(404, "There is no such mailbox.");

const flagText = z.enum(["true", "false"]).or(z.boolean()).optional();

export const emailAccountOperations = [
  defineOperation({
    id: "email-accounts.list",
    method: "GET",
    path: "/email-accounts/",
    summary: "Lists the mailboxes, passwords in base64.",
    sources: ["A5", "E4"],
    answers: [answer("A bare array.", z.array(mailboxRowSchema))],
    params: UNCHECKED,
    query: z.strictObject({
      offset: pageOffset,
      limit: z.int().min(1).max(MAX_PER_PAGE).default(MAX_PER_PAGE),
      isInUse: flagText,
      emailWarmupStatus: z.string().max(50).optional(),
      isSmtpSuccess: flagText,
      isWarmupBlocked: flagText,
      esp: z.enum(["GMAIL", "OUTLOOK", "SMTP"]).optional(),
      username: z.string().max(MAX_TEXT_LENGTH).optional(),
      client_id: z.int().optional(),
    }),
    body: UNCHECKED,
    handle: ({ query }, { world }) => {
      const isAsked = (value: boolean, asked: string | boolean | undefined) =>
        asked === undefined || String(value) === String(asked);
      const rows = world.mailboxes
        .map((mailbox) => mailboxRow(mailbox, world))
        .filter((row) => isAsked(row.campaign_count > 0, query.isInUse))
        .filter((row) => isAsked(row.is_smtp_success, query.isSmtpSuccess))
        .filter((row) => isAsked(row.warmup_details?.is_warmup_blocked ?? false, query.isWarmupBlocked))
        .filter((row) => (query.emailWarmupStatus ?? row.warmup_details?.status) === row.warmup_details?.status)
        .filter((row) => (query.esp ?? row.type) === row.type)
        .filter((row) => (query.client_id ?? row.client_id) === row.client_id)
        .filter((row) => row.username.includes(query.username ?? ""));
      const page = rows.slice(query.offset, query.offset + query.limit);
      return ok(page.map((row) => ({ ...row, password: base64Of(row.password) })));
    },
  }),
  defineOperation({
    id: "email-accounts.get",
    method: "GET",
    path: "/email-accounts/:email_account_id/",
    summary: "Shows one mailbox, password and all.",
    sources: ["A5", "E4"],
    answers: [answer("The mailbox, flat.", mailboxRowSchema), NOT_FOUND],
    params: MAILBOX_PARAMS,
    query: z.strictObject({ fetch_campaigns: z.boolean().default(false) }),
    body: UNCHECKED,
    handle: ({ params }, { world }) => {
      const mailbox = world.mailbox(params.email_account_id);
      return mailbox === undefined ? mailboxNotFound() : ok(mailboxRow(mailbox, world));
    },
  }),
  defineOperation({
    id: "email-accounts.save",
    method: "POST",
    path: "/email-accounts/save",
    summary: "Adds a mailbox, or changes the one whose id is given. Its servers are not contacted.",
    sources: ["C3", "A5"],
    answers: [answer("Saved.", savedSchema), NOT_SAVED, NOT_FOUND],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({
      id: z.int().nullable().optional(),
      from_name: text,
      from_email: text,
      user_name: text,
      password: text,
      smtp_host: text,
      smtp_port: port,
      imap_host: text,
      imap_port: port,
      warmup_enabled: z.boolean(),
      max_email_per_day: perDay.optional(),
      client_id: z.int().nullable().optional(),
    }),
    handle: ({ body }, { world, change }) => {
      const fields = {
        fromName: body.from_name,
        username: body.user_name,
        password: body.password,
        smtpHost: body.smtp_host,
        smtpPort: body.smtp_port,
        imapHost: body.imap_host,
        imapPort: body.imap_port,
        isWarmupEnabled: body.warmup_enabled,
        clientId: body.client_id ?? null,
      };
      const { id = null } = body;
      if (id !== null) {
        if (world.mailbox(id) === undefined) return mailboxNotFound();
        const perDayChange = body.max_email_per_day === undefined ? {} : { maxEmailsPerDay: body.max_email_per_day };
        change("mailbox.update", { mailboxId: id, fields: { ...fields, ...perDayChange } });
        return ok({ ok: true, message: "Email account updated successfully!", emailAccountId: id, data: { id } });
      }
      const email = body.from_email.trim();
      if (!isAddress(email)) return notSaved("ACCOUNT_VERIFICATION_FAILED", `${email} is no email address.`);
      if (world.mailboxes.some((mailbox) => mailbox.email.toLowerCase() === email.toLowerCase())) {
        return notSaved("ACCOUNT_ALREADY_EXIST", "An email account with this address exists already.");
      }
      const made = change("mailbox.create", { ...fields, email, maxEmailsPerDay: body.max_email_per_day ?? null });
      const message = "Email account added successfully!";
      return ok({ ok: true, message, emailAccountId: made, warmupKey: `warmup-${made}`, data: { id: made } });
    },
  }),
  defineOperation({
    id: "email-accounts.update",
    method: "POST",
    path: "/email-accounts/:email_account_id",
    summary: "Changes some fields of a mailbox.",
    sources: ["C3"],
    answers: [
      answer("Changed.", z.strictObject({ ok: z.literal(true), message: z.string(), emailAccountId: z.int() })),
      NOT_FOUND,
    ],
    params: MAILBOX_PARAMS,
    query: UNCHECKED,
    body: z.strictObject({
      max_email_per_day: perDay.optional(),
      from_name: text.optional(),
      signature: z.string().max(MAX_SIGNATURE_LENGTH).nullable().optional(),
      client_id: z.int().nullable().optional(),
    }),
    handle: ({ params: { email_account_id: mailboxId }, body }, { world, change }) => {
      if (world.mailbox(mailboxId) === undefined) return mailboxNotFound();
      const fields = {
        maxEmailsPerDay: body.max_email_per_day,
        fromName: body.from_name,
        signature: body.signature === null ? "" : body.signature,
        clientId: body.client_id,
      };
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      change("mailbox.update", { mailboxId, fields: given });
      return ok({ ok: true, message: "Email account details updated successfully!", emailAccountId: mailboxId });
    },
  }),
  defineOperation({
    id: "email-accounts.delete",
    method: "DELETE",
    path: "/email-accounts/:email_account_id",
    summary: "Deletes a mailbox; its campaigns send from their others.",
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
  defineOperation({
    id: "email-accounts.warmup",
    method: "POST",
    path: "/email-accounts/:email_account_id/warmup",
    summary: "Switches the warm-up of a mailbox on or off.",
    sources: ["A5"],
    answers: [answer("Done.", z.strictObject({ ok: z.literal(true), message: z.string() })), NOT_FOUND],
    params: MAILBOX_PARAMS,
    query: UNCHECKED,
    body: z.strictObject({
      warmup_enabled: z.boolean(),
      total_warmup_per_day: z.int().min(0).max(10_000).optional(),
      daily_rampup: z.int().min(0).max(10_000).optional(),
      reply_rate_percentage: z.int().min(0).max(100).optional(),
    }),
    handle: ({ params: { email_account_id: mailboxId }, body }, { world, change }) => {
      if (world.mailbox(mailboxId) === undefined) return mailboxNotFound();
      change("mailbox.update", { mailboxId, fields: { isWarmupEnabled: body.warmup_enabled } });
      return ok({ ok: true, message: "Warmup settings updated successfully" });
    },
  }),
];

function notSaved(errorCode: string, message: string): OperationResponse {
  return { status: 400, body: { ok: false, message, errorCode } };
}
