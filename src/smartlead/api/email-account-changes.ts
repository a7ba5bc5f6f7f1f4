/** Settings of a mailbox (smartlead.md §4 "Email accounts"; A5, C3, C4). Its servers are never contacted. */

import { z } from "zod";
import { definedOnly } from "../../base/defined-only.ts";
import type { Mailbox } from "../account/account.ts";
import type { MailboxSettingsChange } from "../account/edits/mailbox-edits.ts";
import { answer } from "./declared-answers.ts";
import { MAILBOX_NOT_FOUND, MAILBOX_PARAMS } from "./email-accounts.ts";
import { UNCHECKED } from "./key-schemas.ts";
import { isAddress } from "./lead-fields.ts";
import { defineOperation, type OperationContext, type OperationResponse } from "./operation.ts";
import { mailboxNotFound, ok } from "./responses.ts";

/** Maximum characters of a name, a host or an address, of a signature, and of a part of an OAuth token. */
const MAX_TEXT_LENGTH = 320;
const MAX_SIGNATURE_LENGTH = 10_000;
const MAX_TOKEN_LENGTH = 8_000;
/** Maximum warm-up emails per day (A5). */
const MAX_WARMUP_PER_DAY = 50;
const MAX_RAMPUP = 20;

const text = z.string().min(1).max(MAX_TEXT_LENGTH);
const optionalText = z.string().max(MAX_TEXT_LENGTH).optional();
const port = z.int().min(1).max(65_535);
const perDay = z.int().min(0).max(100_000);
const minutes = z.int().min(0).max(1_440);
const tokenPart = z.string().max(MAX_TOKEN_LENGTH);

const SAVE_BODY = z.strictObject({
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
  type: z.enum(["GMAIL", "OUTLOOK", "SMTP"]).optional(),
  token: z
    .strictObject({
      scope: tokenPart,
      access_token: tokenPart.optional(),
      refresh_token: tokenPart.optional(),
      id_token: tokenPart.optional(),
      expiry_date: z.number().min(0).max(8.64e15),
    })
    .optional(),
  different_reply_to_address: optionalText,
  imap_user_name: optionalText,
  imap_password: optionalText,
  custom_tracking_url: optionalText,
  bcc: optionalText,
  time_to_wait_in_mins: minutes.optional(),
  signature: z.string().max(MAX_SIGNATURE_LENGTH).nullable().optional(),
  total_warmup_per_day: perDay.optional(),
  daily_rampup: perDay.optional(),
  reply_rate_percentage: z.int().min(0).max(100).optional(),
  is_suspended: z.boolean().optional(),
});

const UPDATE_BODY = z.strictObject({
  max_email_per_day: perDay.optional(),
  from_name: text.optional(),
  custom_tracking_url: optionalText,
  bcc: optionalText,
  signature: z.string().max(MAX_SIGNATURE_LENGTH).nullable().optional(),
  client_id: z.int().nullable().optional(),
  time_to_wait_in_mins: minutes.optional(),
  is_suspended: z.boolean().optional(),
});

const WARMUP_BODY = z.strictObject({
  warmup_enabled: z.boolean().optional(),
  total_warmup_per_day: z.int().min(1).max(MAX_WARMUP_PER_DAY).optional(),
  daily_rampup: z.int().min(1).max(MAX_RAMPUP).optional(),
  reply_rate_percentage: z.int().min(20).max(100).optional(),
  warmup_key_id: text.optional(),
  auto_adjust_warmup: z.boolean().optional(),
  is_rampup_enabled: z.boolean().optional(),
});

const savedSchema = z.strictObject({
  ok: z.literal(true),
  message: z.string(),
  emailAccountId: z.int(),
  warmupKey: z.string().optional(),
  data: z.strictObject({
    id: z.int(),
    from_email: z.string(),
    is_smtp_success: z.boolean(),
    is_imap_success: z.boolean(),
    warmup_details: z.strictObject({ status: z.string(), total_warmup_per_day: z.int() }).nullable(),
  }),
});

const NOT_SAVED = answer(
  "There is an account with this address already, or the address is invalid; the status that goes with this body is not known.",
  z.strictObject({
    ok: z.literal(false),
    message: z.string(),
    errorCode: z.enum(["ACCOUNT_ALREADY_EXIST", "ACCOUNT_VERIFICATION_FAILED"]),
  }),
  400,
);

export const emailAccountChangeOperations = [
  defineOperation({
    id: "email-accounts.save",
    method: "POST",
    path: "/email-accounts/save",
    summary: "Adds a mailbox, or changes the one whose id is given. Its servers are not contacted.",
    sources: ["C3", "A5"],
    answers: [answer("Saved.", savedSchema), NOT_SAVED, MAILBOX_NOT_FOUND],
    params: UNCHECKED,
    query: UNCHECKED,
    body: SAVE_BODY,
    handle: ({ body }, context) => {
      const { world, change } = context;
      const { id = null } = body;
      const fields = savedFields(body);
      const settings = settingsOf(body);
      if (id !== null) {
        if (world.mailbox(id) === undefined) return mailboxNotFound();
        const given = {
          maxEmailsPerDay: body.max_email_per_day,
          esp: body.type,
          signature: signatureOf(body.signature),
        };
        change("mailbox.update", { mailboxId: id, fields: { ...fields, ...definedOnly(given) }, settings });
        return saved(context, id, "Email account updated successfully!");
      }
      const email = body.from_email.trim();
      if (!isAddress(email)) return notSaved("ACCOUNT_VERIFICATION_FAILED", `${email} is not an email address.`);
      if (world.mailboxes.some((mailbox) => mailbox.email.toLowerCase() === email.toLowerCase())) {
        return notSaved("ACCOUNT_ALREADY_EXIST", "An email account with this address exists already.");
      }
      const made = change("mailbox.create", {
        clientId: null,
        isSuspended: false,
        ...fields,
        email,
        maxEmailsPerDay: body.max_email_per_day ?? null,
        esp: body.type ?? null,
        signature: signatureOf(body.signature) ?? "",
        settings,
      });
      return saved(context, made, "Email account added successfully!");
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
      MAILBOX_NOT_FOUND,
    ],
    params: MAILBOX_PARAMS,
    query: UNCHECKED,
    body: UPDATE_BODY,
    handle: ({ params: { email_account_id: mailboxId }, body }, { world, change }) => {
      if (world.mailbox(mailboxId) === undefined) return mailboxNotFound();
      const fields = {
        maxEmailsPerDay: body.max_email_per_day,
        fromName: body.from_name,
        signature: signatureOf(body.signature),
        clientId: body.client_id,
        isSuspended: body.is_suspended,
      };
      change("mailbox.update", { mailboxId, fields: definedOnly(fields), settings: settingsOf(body) });
      return ok({ ok: true, message: "Email account details updated successfully!", emailAccountId: mailboxId });
    },
  }),
  defineOperation({
    id: "email-accounts.warmup",
    method: "POST",
    path: "/email-accounts/:email_account_id/warmup",
    summary: "Sets up the warm-up of a mailbox, and switches it on or off.",
    sources: ["A5", "C4"],
    answers: [
      answer(
        "Done.",
        z.strictObject({ ok: z.literal(true), message: z.string(), emailAccountId: z.int(), warmupKey: z.string() }),
      ),
      MAILBOX_NOT_FOUND,
    ],
    params: MAILBOX_PARAMS,
    query: UNCHECKED,
    body: WARMUP_BODY,
    handle: ({ params: { email_account_id: mailboxId }, body }, { world, change }) => {
      if (world.mailbox(mailboxId) === undefined) return mailboxNotFound();
      const { warmup_enabled: isWarmupEnabled } = body;
      const settings = { warmup: { ...warmupOf(body) } };
      change("mailbox.update", { mailboxId, fields: definedOnly({ isWarmupEnabled }), settings });
      const warmupKey = world.mailbox(mailboxId)?.settings.warmup?.key ?? "";
      return ok({ ok: true, message: "Warmup settings updated successfully", emailAccountId: mailboxId, warmupKey });
    },
  }),
];

function savedFields(body: z.output<typeof SAVE_BODY>) {
  return {
    fromName: body.from_name,
    username: body.user_name,
    password: body.password,
    smtpHost: body.smtp_host,
    smtpPort: body.smtp_port,
    imapHost: body.imap_host,
    imapPort: body.imap_port,
    isWarmupEnabled: body.warmup_enabled,
    ...definedOnly({ clientId: body.client_id, isSuspended: body.is_suspended }),
  };
}

type SaveBody = z.output<typeof SAVE_BODY>;
/** The settings that any of the three bodies may have. */
type SettingsBody = { readonly [Key in keyof SaveBody]?: SaveBody[Key] | undefined };
type WarmupBody = z.output<typeof WARMUP_BODY>;

function settingsOf(body: SettingsBody): MailboxSettingsChange {
  const orNull = (value: string | undefined) => (value === "" ? null : value);
  const warmup = warmupOf(body);
  return {
    ...definedOnly({
      replyToAddress: body.different_reply_to_address,
      imapUsername: orNull(body.imap_user_name),
      imapPassword: orNull(body.imap_password),
      trackingDomain: orNull(body.custom_tracking_url),
      bccAddress: orNull(body.bcc),
      minutesBetweenMails: body.time_to_wait_in_mins,
      tokenExpiresAt: body.token?.expiry_date,
    }),
    ...(Object.keys(warmup).length > 0 && { warmup }),
  };
}

function warmupOf(body: Pick<SettingsBody & WarmupBody, keyof WarmupBody>) {
  return definedOnly({
    perDay: body.total_warmup_per_day,
    dailyRampup: body.daily_rampup,
    replyRatePercent: body.reply_rate_percentage,
    key: body.warmup_key_id,
    isAutoAdjusted: body.auto_adjust_warmup,
    isRampupEnabled: body.is_rampup_enabled,
  });
}

function signatureOf(signature: string | null | undefined): string | undefined {
  return signature === null ? "" : signature;
}

function saved({ world }: OperationContext, id: number, message: string): OperationResponse {
  const mailbox = world.mailbox(id);
  if (mailbox === undefined) return mailboxNotFound();
  const { warmup } = mailbox.settings;
  return ok({
    ok: true,
    message,
    emailAccountId: id,
    ...(warmup !== null && { warmupKey: warmup.key }),
    data: { id, ...stateOf(mailbox) },
  });
}

function stateOf({ email, connectionError, isWarmupEnabled, settings: { warmup } }: Mailbox) {
  const isConnected = connectionError === null;
  return {
    from_email: email,
    is_smtp_success: isConnected,
    is_imap_success: isConnected,
    warmup_details: warmup && {
      status: isWarmupEnabled ? "ACTIVE" : "INACTIVE",
      total_warmup_per_day: warmup.perDay,
    },
  };
}

function notSaved(errorCode: string, message: string): OperationResponse {
  return { status: 400, body: { ok: false, message, errorCode } };
}
