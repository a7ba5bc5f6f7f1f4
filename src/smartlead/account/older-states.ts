import type { MessageActivity } from "./account.ts";
import type { SavedEnrolment } from "./account-records.ts";
import { NO_CRM_RECORDS } from "./crm-store.ts";
import { type MailRecord, newMailRecord, note } from "./mail-record.ts";
import { NEW_MAILBOX_SETTINGS } from "./mailbox-settings.ts";
import { isObject } from "./saved-checks.ts";

/** The version of saved worlds. Older ones are migrated; version 1 did not save its number. */
export const STATE_VERSION = 2;

/** Adds the parts that a state of an older version lacks. Anything else is returned unchanged, to be refused later. */
export function broughtUp<State extends { readonly version?: number; readonly records: unknown }>(state: State): State {
  const records: unknown = isObject(state) && state.version === undefined ? state.records : null;
  if (!isObject(records)) return state;
  const { clients, mailboxes, campaigns, enrolments } = records;
  const grown = {
    ...records,
    clients: each(clients, (client) => ({ credits: null, ...client })),
    mailboxes: each(mailboxes, (mailbox) => ({ isSuspended: false, settings: NEW_MAILBOX_SETTINGS, ...mailbox })),
    campaigns: each(campaigns, (campaign) => ({
      subsequence: null,
      teamMemberId: null,
      switches: {},
      firstMailsAt: null,
      ...campaign,
      steps: each(campaign.steps, grownStep),
    })),
    enrolments: each(enrolments, (enrolment) => ({
      marks: null,
      mails: mailsOfThread(enrolment as unknown as SavedEnrolment, stepIdsOf(campaigns, enrolment.campaignId)),
      ...enrolment,
    })),
    crm: records.crm ?? NO_CRM_RECORDS,
    pastMails: records.pastMails ?? [],
  };
  return { ...state, version: STATE_VERSION, records: grown as unknown as State["records"] };
}

function grownStep(step: Part): object {
  const { createdAt, updatedAt } = step;
  const variant = { distributionPercent: null, isDeleted: false, optionalBody: null, createdAt, updatedAt };
  return { distribution: null, ...step, variants: each(step.variants, (one) => ({ ...variant, ...one })) };
}

type Part = Readonly<Record<string, unknown>>;

function each(list: unknown, grow: (record: Part) => object): unknown {
  return Array.isArray(list) ? list.map((record: unknown) => (isObject(record) ? grow(record) : record)) : list;
}

function stepIdsOf(campaigns: unknown, campaignId: unknown): readonly number[] {
  const list: readonly unknown[] = Array.isArray(campaigns) ? campaigns : [];
  const campaign = list.find((one) => isObject(one) && one.id === campaignId);
  const steps: unknown = isObject(campaign) ? campaign.steps : null;
  return Array.isArray(steps) ? steps.map((step: unknown) => (isObject(step) ? Number(step.id) : 0)) : [];
}

/**
 * Rebuilds mail records from the thread: the first open and click of each email with their full count, every remaining reply, and a bounce
 * at the time of sending.
 */
function mailsOfThread(enrolment: SavedEnrolment, stepIds: readonly number[]): MailRecord[] {
  const { thread, activity, mailboxId } = enrolment;
  if (!Array.isArray(thread) || !Array.isArray(activity)) return [];
  const known = activity.filter((pair) => Array.isArray(pair) && isObject(pair[1]));
  const activities = new Map<string, MessageActivity>(known.map(([statsId, one]) => [statsId, one]));
  const mails = thread.flatMap((message) => {
    if (!isObject(message) || message.kind !== "SENT" || message.sequenceNumber === null) return [];
    const stepId = stepIds[message.sequenceNumber - 1] ?? 0;
    return [newMailRecord(message, { mailboxId, stepId })];
  });
  for (const mail of mails) {
    const one = activities.get(mail.statsId);
    if (one === undefined) continue;
    if (one.openCount > 0) note(mail.opens, one.openedAt ?? mail.at, one.openCount);
    if (one.clickCount > 0) note(mail.clicks, one.clickedAt ?? mail.at, one.clickCount);
    if (one.isBounced) mail.bouncedAt = mail.at;
  }
  for (const message of thread) {
    if (!isObject(message) || message.kind !== "REPLY") continue;
    const answered = mails.findLast(({ statsId }) => statsId === message.statsId);
    if (answered !== undefined) note(answered.replies, message.at);
  }
  return mails;
}
