import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Mailbox } from "../account/account.ts";
import { ACCOUNT_USER_ID } from "./campaign-row.ts";
import { isoMs } from "./declared-answers.ts";
import type { OperationWorld } from "./operation.ts";

/** A mailbox, flat, as lists and single answers show it. The password is plain, but for the list of all (smartlead.md §4 "Email accounts"; E4). */
export const mailboxRowSchema = z.strictObject({
  id: z.int(),
  user_id: z.int(),
  created_at: isoMs,
  updated_at: isoMs,
  from_name: z.string(),
  from_email: z.string(),
  username: z.string(),
  password: z.string(),
  smtp_host: z.string(),
  smtp_port: z.int(),
  smtp_port_type: z.string(),
  imap_host: z.string(),
  imap_port: z.int(),
  imap_port_type: z.string(),
  message_per_day: z.int(),
  type: z.enum(["GMAIL", "OUTLOOK", "SMTP"]),
  is_smtp_success: z.boolean(),
  is_imap_success: z.boolean(),
  smtp_failure_error: z.string().nullable(),
  imap_failure_error: z.string().nullable(),
  signature: z.string().nullable(),
  client_id: z.int().nullable(),
  campaign_count: z.int(),
  campaign_ids: z.array(z.int()),
  warmup_details: z
    .strictObject({
      status: z.enum(["ACTIVE", "INACTIVE"]),
      warmup_reputation: z.string(),
      is_warmup_blocked: z.boolean(),
    })
    .nullable(),
});

export function mailboxRow(
  mailbox: Mailbox,
  world: Pick<OperationWorld, "campaigns">,
): z.output<typeof mailboxRowSchema> {
  const campaignIds = world.campaigns.filter(({ mailboxIds }) => mailboxIds.includes(mailbox.id)).map(({ id }) => id);
  const isConnected = mailbox.connectionError === null;
  return {
    id: mailbox.id,
    user_id: ACCOUNT_USER_ID,
    created_at: isoFromMs(mailbox.createdAt),
    updated_at: isoFromMs(mailbox.createdAt),
    from_name: mailbox.fromName,
    from_email: mailbox.email,
    username: mailbox.username,
    password: mailbox.password,
    smtp_host: mailbox.smtpHost,
    smtp_port: mailbox.smtpPort,
    smtp_port_type: "SSL",
    imap_host: mailbox.imapHost,
    imap_port: mailbox.imapPort,
    imap_port_type: "SSL",
    message_per_day: mailbox.maxEmailsPerDay,
    type: mailbox.esp,
    is_smtp_success: isConnected,
    is_imap_success: isConnected,
    smtp_failure_error: mailbox.connectionError,
    imap_failure_error: mailbox.connectionError,
    signature: mailbox.signature === "" ? null : mailbox.signature,
    client_id: mailbox.clientId,
    campaign_count: campaignIds.length,
    campaign_ids: campaignIds,
    warmup_details: mailbox.isWarmupEnabled
      ? { status: "ACTIVE", warmup_reputation: "100%", is_warmup_blocked: false }
      : { status: "INACTIVE", warmup_reputation: "0%", is_warmup_blocked: false },
  };
}
