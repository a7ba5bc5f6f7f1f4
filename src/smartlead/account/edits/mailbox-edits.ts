import { SmartLeadMockError } from "../../../base/errors.ts";
import { DAY_MS, HOUR_MS } from "../../../base/time/calendar.ts";
import { localTime } from "../../../base/time/zone.ts";
import type { Mailbox } from "../account.ts";
import { DEFAULT_MAX_EMAILS_PER_DAY } from "../account-plan.ts";
import type { OutsideMail } from "../crm-records.ts";
import type { Life } from "../life.ts";
import {
  formerWarmups,
  type MailboxSettings,
  NEW_MAILBOX_SETTINGS,
  newWarmup,
  type WarmupSettings,
} from "../mailbox-settings.ts";
import { moveLeadsToOwnMailboxes } from "./campaign-edits.ts";
import { type Edited, lookupContact, lookupMailbox, quietly } from "./edit.ts";

/** Maximum number of mailboxes: more than a large agency has. */
export const MAX_MAILBOXES = 5_000;

const FIRST_MAILBOX_ID = 130_001;

export const MAILBOX_EDITS = {
  "mailbox.create": createMailbox,
  "mailbox.update": updateMailbox,
  "mailbox.delete": deleteMailbox,
};

type MailboxFields = Omit<Mailbox, "id" | "createdAt" | "connectionError" | "esp" | "settings">;

/** The given settings; those left out are unchanged, or have SmartLead's defaults. */
export interface MailboxSettingsChange extends Partial<Omit<MailboxSettings, "warmup">> {
  readonly warmup?: Partial<Omit<WarmupSettings, "createdAt">>;
}

/** Returns its id. Throws `conflict` if the address already exists. */
function createMailbox(
  life: Life,
  asked: Omit<MailboxFields, "maxEmailsPerDay"> & {
    maxEmailsPerDay: number | null;
    esp: Mailbox["esp"] | null;
    settings: MailboxSettingsChange;
  },
  at: number,
): Edited<number> {
  const { store, identifiers } = life;
  if (store.mailboxes.some(({ email }) => email.toLowerCase() === asked.email.toLowerCase())) {
    throw new SmartLeadMockError("conflict", `There is an email account ${asked.email} already.`);
  }
  if (store.mailboxes.length >= MAX_MAILBOXES) {
    throw new SmartLeadMockError("conflict", `There are ${MAX_MAILBOXES} email accounts already; delete one first.`);
  }
  const id = identifiers.madeId(
    "mailbox",
    store.mailboxes.map((mailbox) => mailbox.id),
    FIRST_MAILBOX_ID,
  );
  store.addMailbox({
    ...asked,
    id,
    esp: asked.esp ?? espOf(asked.smtpHost),
    maxEmailsPerDay: asked.maxEmailsPerDay ?? DEFAULT_MAX_EMAILS_PER_DAY,
    settings: changed(NEW_MAILBOX_SETTINGS, asked, { id, at }),
    createdAt: at,
    connectionError: null,
  });
  return quietly(id);
}

function espOf(smtpHost: string): Mailbox["esp"] {
  if (/gmail|google/i.test(smtpHost)) return "GMAIL";
  return /outlook|office365/i.test(smtpHost) ? "OUTLOOK" : "SMTP";
}

/** Settings that are left out are unchanged. */
function updateMailbox(
  life: Life,
  {
    mailboxId,
    fields,
    settings = {},
  }: {
    mailboxId: number;
    fields: Partial<Omit<MailboxFields, "email"> & Pick<Mailbox, "esp">>;
    settings?: MailboxSettingsChange;
  },
  at: number,
): Edited<null> {
  const mailbox = lookupMailbox(life, mailboxId);
  const before = { ...mailbox };
  Object.assign(mailbox, fields);
  mailbox.settings = changed(
    mailbox.settings,
    { settings, isWarmupEnabled: mailbox.isWarmupEnabled },
    { id: mailboxId, at },
  );
  const former = formerWarmups(before, mailbox, at);
  if (former.length > 0) mailbox.formerWarmups = former;
  return quietly(null);
}

/** Warm-up is set up when it is first enabled, or when one of its numbers is given. */
function changed(
  old: MailboxSettings,
  { settings, isWarmupEnabled }: { settings: MailboxSettingsChange; isWarmupEnabled: boolean },
  { id, at }: { id: number; at: number },
): MailboxSettings {
  const { warmup: asked = {}, ...others } = settings;
  const isSetUp = isWarmupEnabled || Object.keys(asked).length > 0;
  const warmup = old.warmup ?? (isSetUp ? newWarmup(id, at) : null);
  return { ...old, ...others, warmup: warmup === null ? null : { ...warmup, ...asked } };
}

/**
 * Its campaigns continue with another of their mailboxes. Throws `conflict` if leads still depend on it and there is no replacement, since
 * their threads would refer to a missing mailbox.
 */
function deleteMailbox(life: Life, { mailboxId }: { mailboxId: number }, at: number): Edited<null> {
  const mailbox = lookupMailbox(life, mailboxId);
  const { store } = life;
  const others = store.mailboxes.filter((other) => other !== mailbox);
  if (others.length === 0) {
    throw new SmartLeadMockError("conflict", "This is the last email account; save another one before it is deleted.");
  }
  for (const campaign of store.campaigns) {
    if (campaign.mailboxIds.includes(mailboxId)) {
      campaign.mailboxIds = campaign.mailboxIds.filter((id) => id !== mailboxId);
      campaign.updatedAt = at;
      moveLeadsToOwnMailboxes(life, campaign);
    }
    for (const enrolment of store.enrolmentsOf(campaign.id)) {
      if (enrolment.mailboxId === mailboxId) enrolment.mailboxId = others[0]?.id ?? enrolment.mailboxId;
    }
  }
  store.removeMailbox(mailbox);
  return quietly(null);
}

/** Share of emails outside campaigns that are answered, with `--world-time`. */
const ANSWERED_SHARE = 0.3;

export const MAILBOX_CARE_EDITS = {
  "mailbox.reconnect": reconnectAll,
  "mailbox.send": sendOutsideCampaigns,
  "lead.mailbox": changeMailbox,
};

/** Reconnects every mailbox that had lost its connection. Returns how many. */
function reconnectAll({ store }: Life, _args: object, at: number): Edited<number> {
  const failed = store.mailboxes.filter(({ connectionError }) => connectionError !== null);
  for (const mailbox of failed) mailbox.connectionError = null;
  store.crm.reconnects = [...store.crm.reconnects.filter((one) => one > at - DAY_MS), at];
  return quietly(failed.length);
}

export interface OutsideSend extends Pick<OutsideMail, "mailboxId" | "to" | "subject" | "html"> {}

/** Counts towards the mailbox's daily limit; an answer is an untracked reply. Returns the email's stats id. */
function sendOutsideCampaigns(life: Life, { mailboxId, ...mail }: OutsideSend, at: number): Edited<string> {
  lookupMailbox(life, mailboxId);
  const { living, random, identifiers } = life;
  const statsId = identifiers.statsId();
  life.store.crm.addOutsideMail({ ...mail, statsId, mailboxId, at });
  const day = localTime(at, "UTC").day;
  living.book.noteSend(mailboxId, { at, day, jitterMs: 0 });
  if (random.next() < ANSWERED_SHARE) {
    living.expected.add({
      kind: "untracked reply",
      id: mailboxId,
      statsId,
      at: at + random.int(HOUR_MS, 30 * HOUR_MS),
    });
  }
  return quietly(statsId);
}

/** Moves the lead's next emails to another mailbox. */
function changeMailbox(
  life: Life,
  { campaignId, leadId, mailboxId }: { campaignId: number; leadId: number; mailboxId: number },
): Edited<null> {
  lookupMailbox(life, mailboxId);
  lookupContact(life, campaignId, leadId).enrolment.mailboxId = mailboxId;
  return quietly(null);
}
