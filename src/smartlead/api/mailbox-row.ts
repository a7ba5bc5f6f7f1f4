import { z } from "zod";
import { base64Of } from "../../base/base64.ts";
import { DAY_MS } from "../../base/time/calendar.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Mailbox } from "../account/account.ts";
import type { Tag } from "../account/crm-records.ts";
import { ACCOUNT_USER_ID } from "./campaign-row.ts";
import { isoMs } from "./declared-answers.ts";
import type { OperationWorld } from "./operation.ts";
import { warmupUntil } from "./warmup-stats.ts";

/** Keys of every mailbox row (smartlead.json `GET /email-accounts/`; E19). */
const sharedSchema = {
  id: z.int(),
  created_at: isoMs,
  updated_at: isoMs,
  user_id: z.int(),
  from_name: z.string(),
  from_email: z.string(),
  username: z.string(),
  password: z.string(),
  smtp_host: z.string(),
  smtp_port: z.int(),
  smtp_port_type: z.string(),
  message_per_day: z.int(),
  different_reply_to_address: z.string(),
  is_different_imap_account: z.boolean(),
  imap_username: z.string(),
  imap_password: z.string(),
  imap_host: z.string(),
  imap_port: z.int(),
  imap_port_type: z.string(),
  signature: z.string().nullable(),
  custom_tracking_domain: z.string().nullable(),
  bcc_email: z.string().nullable(),
  is_smtp_success: z.boolean(),
  is_imap_success: z.boolean(),
  smtp_failure_error: z.string().nullable(),
  imap_failure_error: z.string().nullable(),
  type: z.enum(["GMAIL", "OUTLOOK", "SMTP"]),
  daily_sent_count: z.int(),
  client_id: z.int().nullable(),
};

const warmupSchema = {
  status: z.enum(["ACTIVE", "INACTIVE"]),
  reply_rate: z.int(),
  warmup_key_id: z.string(),
  blocked_reason: z.null(),
  total_sent_count: z.int(),
  total_spam_count: z.int(),
  warmup_min_count: z.int(),
  warmup_max_count: z.int(),
  max_email_per_day: z.int(),
};

const listTag = z.strictObject({ tag_id: z.int(), tag_name: z.string(), tag_color: z.string() });
const shortTag = z.strictObject({ id: z.int(), name: z.string() });

const inCampaignSchema = {
  ...sharedSchema,
  expires_at: isoMs.nullable(),
  campaign_count: z.int(),
  is_connected_to_campaign: z.boolean(),
  warmup_details: z
    .strictObject({ ...warmupSchema, warmup_created_at: isoMs, warmup_reputation: z.string() })
    .nullable(),
};

/** A row in the list of all mailboxes, with passwords in base64. */
export const listedMailboxSchema = z.strictObject({
  ...inCampaignSchema,
  minTimeToWaitInMins: z.int(),
  tags: z.array(listTag),
});

/** A row in the list of a campaign's mailboxes, with plain passwords. */
export const campaignMailboxSchema = z.strictObject({ ...inCampaignSchema, tags: z.array(shortTag) });

/** One mailbox; the reputation is a number here, and a text in lists (E19). */
export const oneMailboxSchema = z.strictObject({
  ...sharedSchema,
  is_suspended: z.boolean(),
  use_whitelabel_credentials: z.boolean(),
  warmup_details: z
    .strictObject({
      id: z.int(),
      ...warmupSchema,
      created_at: isoMs,
      is_warmup_blocked: z.boolean(),
      warmup_reputation: z.int(),
    })
    .nullable(),
  campaign_ids: z.array(z.int()).optional().describe("Only with fetch_campaigns."),
  tags: z.array(shortTag).optional().describe("Only with fetch_tags."),
});

/** Data shared by the rows of several mailboxes, so that it is counted once for all of them. */
export interface MailboxCounts {
  /** By mailbox id. */
  readonly campaignIds: ReadonlyMap<number, readonly number[]>;
  /** Emails since midnight UTC, by address. */
  readonly sentToday: ReadonlyMap<string, number>;
  /** By mailbox id. */
  readonly tags: ReadonlyMap<number, readonly Tag[]>;
  /** The time of counting, epoch ms. */
  readonly now: number;
}

export function mailboxCounts(
  world: Pick<OperationWorld, "campaigns" | "enrolmentsOf" | "crm" | "mailboxes">,
  now: number,
): MailboxCounts {
  const campaignIds = new Map<number, number[]>();
  const sentToday = new Map<string, number>();
  const midnight = now - (now % DAY_MS);
  for (const { id, mailboxIds } of world.campaigns) {
    for (const mailboxId of mailboxIds) campaignIds.set(mailboxId, [...(campaignIds.get(mailboxId) ?? []), id]);
    for (const { thread } of world.enrolmentsOf(id)) {
      for (let index = thread.length - 1; index >= 0; index -= 1) {
        const message = thread[index];
        if (message === undefined || message.at < midnight) break;
        if (message.kind === "SENT") sentToday.set(message.from, (sentToday.get(message.from) ?? 0) + 1);
      }
    }
  }
  const emails = new Map(world.mailboxes.map(({ id, email }) => [id, email]));
  for (const { at, mailboxId } of world.crm.outsideMails) {
    const email = at < midnight ? undefined : emails.get(mailboxId);
    if (email !== undefined) sentToday.set(email, (sentToday.get(email) ?? 0) + 1);
  }
  return { campaignIds, sentToday, tags: tagsByMailbox(world.crm), now };
}

function tagsByMailbox({ tags, tagMappings }: OperationWorld["crm"]): Map<number, Tag[]> {
  const byId = new Map(tags.map((tag) => [tag.id, tag]));
  const byMailbox = new Map<number, Tag[]>();
  for (const { kind, of, tagId } of tagMappings) {
    const tag = byId.get(tagId);
    if (kind === "mailbox" && tag !== undefined) byMailbox.set(of, [...(byMailbox.get(of) ?? []), tag]);
  }
  return byMailbox;
}

/** Tags in the format of a campaign's rows and of a single mailbox. */
export function shortTagsOf({ id }: Mailbox, { tags }: MailboxCounts): z.output<typeof shortTag>[] {
  return (tags.get(id) ?? []).map((tag) => ({ id: tag.id, name: tag.name }));
}

export function listedMailbox(mailbox: Mailbox, counts: MailboxCounts): z.output<typeof listedMailboxSchema> {
  const row = campaignMailbox(mailbox, counts, false);
  return {
    ...row,
    password: base64Of(row.password),
    imap_password: base64Of(row.imap_password),
    minTimeToWaitInMins: mailbox.settings.minutesBetweenMails,
    tags: (counts.tags.get(mailbox.id) ?? []).map(({ id, name, color }) => ({
      tag_id: id,
      tag_name: name,
      tag_color: color,
    })),
  };
}

/** Its tags are empty unless requested. */
export function campaignMailbox(
  mailbox: Mailbox,
  counts: MailboxCounts,
  hasTags: boolean,
): z.output<typeof campaignMailboxSchema> {
  const { settings, isWarmupEnabled } = mailbox;
  const campaignCount = counts.campaignIds.get(mailbox.id)?.length ?? 0;
  return {
    ...sharedFields(mailbox, counts),
    expires_at: settings.tokenExpiresAt === null ? null : isoFromMs(settings.tokenExpiresAt),
    campaign_count: campaignCount,
    is_connected_to_campaign: campaignCount > 0,
    tags: hasTags ? shortTagsOf(mailbox, counts) : [],
    warmup_details: settings.warmup && {
      ...warmupFields(mailbox, settings.warmup, counts.now),
      warmup_created_at: isoFromMs(settings.warmup.createdAt),
      warmup_reputation: isWarmupEnabled ? "100%" : "0%",
    },
  };
}

export function oneMailbox(mailbox: Mailbox, counts: MailboxCounts): z.output<typeof oneMailboxSchema> {
  const { settings, isWarmupEnabled } = mailbox;
  return {
    ...sharedFields(mailbox, counts),
    is_suspended: mailbox.isSuspended,
    use_whitelabel_credentials: false,
    warmup_details: settings.warmup && {
      id: mailbox.id,
      ...warmupFields(mailbox, settings.warmup, counts.now),
      created_at: isoFromMs(settings.warmup.createdAt),
      is_warmup_blocked: false,
      warmup_reputation: isWarmupEnabled ? 100 : 0,
    },
  };
}

function sharedFields(mailbox: Mailbox, { sentToday }: MailboxCounts) {
  const { settings, connectionError } = mailbox;
  const isConnected = connectionError === null;
  const imapUsername = settings.imapUsername ?? mailbox.username;
  return {
    id: mailbox.id,
    created_at: isoFromMs(mailbox.createdAt),
    updated_at: isoFromMs(mailbox.createdAt),
    user_id: ACCOUNT_USER_ID,
    from_name: mailbox.fromName,
    from_email: mailbox.email,
    username: mailbox.username,
    password: mailbox.password,
    smtp_host: mailbox.smtpHost,
    smtp_port: mailbox.smtpPort,
    smtp_port_type: "SSL",
    message_per_day: mailbox.maxEmailsPerDay,
    different_reply_to_address: settings.replyToAddress,
    is_different_imap_account: imapUsername !== mailbox.username,
    imap_username: imapUsername,
    imap_password: settings.imapPassword ?? mailbox.password,
    imap_host: mailbox.imapHost,
    imap_port: mailbox.imapPort,
    imap_port_type: "SSL",
    signature: mailbox.signature === "" ? null : mailbox.signature,
    custom_tracking_domain: settings.trackingDomain,
    bcc_email: settings.bccAddress,
    is_smtp_success: isConnected,
    is_imap_success: isConnected,
    smtp_failure_error: connectionError,
    imap_failure_error: connectionError,
    type: mailbox.esp,
    daily_sent_count: sentToday.get(mailbox.email) ?? 0,
    client_id: mailbox.clientId,
  };
}

function warmupFields(mailbox: Mailbox, warmup: NonNullable<Mailbox["settings"]["warmup"]>, now: number) {
  const { sent, spam } = warmupUntil(mailbox, now);
  return {
    status: mailbox.isWarmupEnabled ? ("ACTIVE" as const) : ("INACTIVE" as const),
    reply_rate: warmup.replyRatePercent,
    warmup_key_id: warmup.key,
    blocked_reason: null,
    total_sent_count: sent,
    total_spam_count: spam,
    warmup_min_count: Math.min(10, warmup.perDay),
    warmup_max_count: warmup.perDay,
    max_email_per_day: mailbox.maxEmailsPerDay,
  };
}
