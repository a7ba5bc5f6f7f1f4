/** Mailboxes by OAuth, suspended, warmed up and reconnected (more-endpoints.json, email-accounts; A5, B4, H4). */

import { z } from "zod";
import { DAY_MS } from "../../base/time/calendar.ts";
import { answer, refusalAnswer } from "./declared-answers.ts";
import { UNCHECKED } from "./key-schemas.ts";
import { defineOperation, type OperationContext, type OperationResponse } from "./operation.ts";
import { ok } from "./responses.ts";
import { warmupStats } from "./warmup-stats.ts";

const MAX_TEXT_LENGTH = 1_000;
const MAX_TOKEN_LENGTH = 10_000;
const MAX_SIGNATURE_LENGTH = 20_000;
/** Maximum calls in 24 hours (B4). */
const MAX_RECONNECTS = 3;

const okTrue = z.literal(true);
const text = z.string().min(1).max(MAX_TEXT_LENGTH);
const tokenPart = z.string().max(MAX_TOKEN_LENGTH);
const perDay = z.int().min(0).max(10_000);

const suspension = answer(
  "Done.",
  z.strictObject({
    success: okTrue,
    message: z.string(),
    data: z.strictObject({ accountId: z.int(), isSuspended: z.boolean() }),
  }),
);
const NOT_YOURS = answer(
  "There is no such mailbox.",
  z.strictObject({ success: z.literal(false), message: z.string() }),
  400,
);
const okFalse = z.strictObject({ ok: z.literal(false), message: z.string() });

export const mailboxCareOperations = [
  defineOperation({
    id: "email-accounts.save-oauth",
    method: "POST",
    path: "/email-accounts/save-oauth",
    summary:
      "Adds a mailbox by OAuth, or changes the one whose id is given. An expired token is refused; otherwise tokens are neither checked nor stored.",
    sources: ["A5"],
    answers: [
      answer(
        "Saved.",
        z.strictObject({
          ok: okTrue,
          message: z.string(),
          data: z.strictObject({
            id: z.int(),
            from_email: z.string(),
            type: z.enum(["GMAIL", "OUTLOOK", "SMTP"]),
            is_smtp_success: z.boolean(),
            is_imap_success: z.boolean(),
          }),
        }),
      ),
      answer("The token has expired.", okFalse, 400),
      refusalAnswer(404, "There is no such mailbox."),
      refusalAnswer(409, "There is a mailbox with this address, or a limit of the mock is reached."),
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({
      from_name: text,
      from_email: text,
      username: text,
      type: z.enum(["GMAIL", "OUTLOOK"]),
      token: z.strictObject({
        scope: tokenPart,
        token_type: tokenPart,
        access_token: tokenPart.optional(),
        refresh_token: tokenPart.optional(),
        expiry_date: z.number().min(0).max(8.64e15),
        id_token: tokenPart.optional(),
        expiry: tokenPart.optional(),
        expires_in: z.number().optional(),
        ext_expires_in: z.number().optional(),
      }),
      warmup_enabled: z.boolean(),
      use_whitelabel_credentials: z.boolean(),
      id: z.int().nullable().optional(),
      max_email_per_day: perDay.optional(),
      custom_tracking_url: z.string().max(MAX_TEXT_LENGTH).optional(),
      bcc: z.string().max(MAX_TEXT_LENGTH).optional(),
      time_to_wait_in_mins: z.int().min(0).max(1_440).optional(),
      signature: z.string().max(MAX_SIGNATURE_LENGTH).optional(),
      total_warmup_per_day: perDay.optional(),
      daily_rampup: perDay.optional(),
      reply_rate_percentage: z.int().min(0).max(100).optional(),
      client_id: z.int().optional(),
    }),
    handle: ({ body }, { world, change, now }) => {
      if (body.token.expiry_date < now()) {
        return { status: 400, body: { ok: false, message: "Invalid or expired OAuth token" } };
      }
      const host = body.type === "GMAIL" ? "gmail.com" : "office365.com";
      const fields = {
        fromName: body.from_name,
        username: body.username,
        isWarmupEnabled: body.warmup_enabled,
        ...(body.client_id !== undefined && { clientId: body.client_id }),
      };
      const warmup = {
        ...(body.total_warmup_per_day !== undefined && { perDay: body.total_warmup_per_day }),
        ...(body.daily_rampup !== undefined && { dailyRampup: body.daily_rampup }),
        ...(body.reply_rate_percentage !== undefined && { replyRatePercent: body.reply_rate_percentage }),
      };
      const settings = {
        tokenExpiresAt: Math.floor(body.token.expiry_date),
        ...(body.custom_tracking_url !== undefined && { trackingDomain: body.custom_tracking_url }),
        ...(body.bcc !== undefined && { bccAddress: body.bcc }),
        ...(body.time_to_wait_in_mins !== undefined && { minutesBetweenMails: body.time_to_wait_in_mins }),
        ...(Object.keys(warmup).length > 0 && { warmup }),
      };
      const { id = null } = body;
      if (id !== null) {
        const given = {
          ...(body.signature !== undefined && { signature: body.signature }),
          ...(body.max_email_per_day !== undefined && { maxEmailsPerDay: body.max_email_per_day }),
        };
        change("mailbox.update", { mailboxId: id, fields: { ...fields, ...given, esp: body.type }, settings });
      }
      const saved =
        id ??
        change("mailbox.create", {
          clientId: null,
          isSuspended: false,
          ...fields,
          email: body.from_email.trim(),
          password: "",
          smtpHost: `smtp.${host}`,
          smtpPort: 465,
          imapHost: `imap.${host}`,
          imapPort: 993,
          esp: body.type,
          maxEmailsPerDay: body.max_email_per_day ?? null,
          signature: body.signature ?? "",
          settings,
        });
      const mailbox = world.mailbox(saved);
      const isConnected = mailbox?.connectionError === null;
      const data = {
        id: saved,
        from_email: mailbox?.email ?? "",
        type: mailbox?.esp ?? body.type,
        is_smtp_success: isConnected,
        is_imap_success: isConnected,
      };
      return ok({ ok: true, message: "OAuth account added successfully", data });
    },
  }),
  defineOperation({
    id: "email-accounts.suspend",
    method: "PUT",
    path: "/email-accounts/suspend/:id",
    summary: "Suspends a mailbox: campaigns do not send from it.",
    sources: ["A5"],
    answers: [suspension, NOT_YOURS],
    params: z.strictObject({ id: z.int() }),
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params: { id } }, context) => setSuspended(context, id, true),
  }),
  defineOperation({
    id: "email-accounts.unsuspend",
    method: "DELETE",
    path: "/email-accounts/unsuspend/:id",
    summary: "Lets a suspended mailbox send again.",
    sources: ["A5"],
    answers: [suspension, NOT_YOURS],
    params: z.strictObject({ id: z.int() }),
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params: { id } }, context) => setSuspended(context, id, false),
  }),
  warmupStats,
  defineOperation({
    id: "email-accounts.reconnect-failed",
    method: "POST",
    path: "/email-accounts/reconnect-failed-email-accounts",
    summary: "Reconnects all mailboxes that lost their connection, at most three times a day.",
    sources: ["B4", "E6"],
    answers: [
      answer("Done.", z.strictObject({ ok: okTrue, message: z.string() })),
      answer(
        "It was done three times already; ok is still true.",
        z.strictObject({ ok: okTrue, message: z.string() }),
        400,
      ),
      answer("No mailbox has failed; ok is still true.", z.strictObject({ ok: okTrue, message: z.string() }), 404),
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: (_input, { world, change, now }) => {
      if (world.crm.reconnects.filter((at) => at > now() - DAY_MS).length >= MAX_RECONNECTS) {
        return said(400, "Bulk reconnect API cannot be consumed more than 3 times a day");
      }
      if (world.mailboxes.every(({ connectionError }) => connectionError === null)) {
        return said(404, "No failed email account found!");
      }
      change("mailbox.reconnect", {});
      const message = "Email account(s) added to the queue to reconnect. We will send you an email once completed.";
      return ok({ ok: true, message });
    },
  }),
];

function said(status: number, message: string): OperationResponse {
  return { status, body: { ok: true, message } };
}

function setSuspended({ world, change }: OperationContext, id: number, isSuspended: boolean): OperationResponse {
  if (world.mailbox(id) === undefined) {
    const message = "Email account not found or does not belong to you";
    return { status: 400, body: { success: false, message } };
  }
  change("mailbox.update", { mailboxId: id, fields: { isSuspended } });
  const message = `Email account ${isSuspended ? "suspended" : "unsuspended"} successfully`;
  return ok({ success: true, message, data: { accountId: id, isSuspended } });
}
