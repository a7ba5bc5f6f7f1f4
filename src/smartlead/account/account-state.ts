import { SmartLeadMockError } from "../../base/errors.ts";
import type { Enrolment, MessageActivity } from "./account.ts";
import type { AccountRecords, SavedEnrolment } from "./account-records.ts";
import { AccountStore } from "./account-store.ts";
import { copyOfRecord } from "./mail-record.ts";
import { damagedPartOf } from "./saved-parts.ts";

/** Copies whatever the world changes; what it only replaces, as texts and messages, is shared. */
export function recordsOf(store: AccountStore): AccountRecords {
  const leads = [...store.leads()];
  const mapIdsOfLead = leads.flatMap(({ id }) => {
    const mapIds = store.enrolmentsOfLead(id).map(({ mapId }) => mapId);
    return mapIds.length > 1 ? [[id, mapIds] as const] : [];
  });
  return {
    clients: store.clients.map(copyOf),
    apiKeys: store.apiKeys.map(copyOf),
    mailboxes: store.mailboxes.map(copyOf),
    campaigns: store.campaigns.map(copyOf),
    leads: leads.map(copyOf),
    enrolments: store.campaigns.flatMap(({ id }) => store.enrolmentsOf(id)).map(savedEnrolment),
    mapIdsOfLead,
    untrackedReplies: [...store.untrackedReplies],
    queuedAnswers: store.queuedAnswers.map(copyOf),
    crm: store.crm.save(),
    pastMails: store.pastMails.save(),
  };
}

/** Copies again, so that several worlds can come from one state. Throws `data_unusable` for records that lack a part. */
export function storeOf(records: AccountRecords): AccountStore {
  const damaged = damagedPartOf(records);
  if (damaged !== null) throw unusable(`${damaged} are missing or damaged`);
  const { leads, enrolments, mapIdsOfLead, untrackedReplies, queuedAnswers } = records;
  const store = new AccountStore({
    clients: records.clients.map(copyOf),
    mailboxes: records.mailboxes.map(copyOf),
    campaigns: records.campaigns.map(copyOf),
  });
  store.apiKeys.push(...records.apiKeys.map(copyOf));
  for (const lead of leads) store.addLead(copyOf(lead));
  for (const enrolment of enrolments) store.addEnrolment(enrolmentIn(store, enrolment));
  for (const [leadId, mapIds] of mapIdsOfLead) store.orderEnrolmentsOfLead(leadId, mapIds);
  for (const reply of untrackedReplies) store.addUntrackedReply(reply);
  for (const answer of queuedAnswers) store.addQueuedAnswer(copyOf(answer));
  store.crm.restore(records.crm);
  store.pastMails.restore(records.pastMails);
  return store;
}

function savedEnrolment({ activity, mailRow: _made, ...rest }: Enrolment): SavedEnrolment {
  return {
    ...rest,
    thread: [...rest.thread],
    activity: activitiesOf(activity),
    mails: rest.mails.map(copyOfRecord),
  };
}

function enrolmentIn(store: AccountStore, { activity, ...rest }: SavedEnrolment): Enrolment {
  const { campaignId, leadId, mailboxId, mapId } = rest;
  const records = [store.campaign(campaignId), store.lead(leadId), store.mailbox(mailboxId)];
  if (records.includes(undefined)) throw unusable(`enrolment ${mapId} points to a record that is not in it`);
  return {
    ...rest,
    thread: [...rest.thread],
    activity: new Map(activitiesOf(activity)),
    mails: rest.mails.map(copyOfRecord),
    mailRow: null,
  };
}

function activitiesOf(activity: Iterable<readonly [string, MessageActivity]>): SavedEnrolment["activity"] {
  return Array.from(activity, ([statsId, one]) => [statsId, { ...one, clickedLinks: { ...one.clickedLinks } }]);
}

function copyOf<Record extends object>(record: Record): Record {
  return { ...record };
}

function unusable(what: string): SmartLeadMockError {
  return new SmartLeadMockError(
    "data_unusable",
    `The saved world is damaged: its ${what}; choose another --data, or use --ephemeral.`,
  );
}
