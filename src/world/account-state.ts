import { SmartLeadMockError } from "../errors.ts";
import type { Campaign, Client, Enrolment, Lead, Mailbox, MessageActivity, UntrackedReply } from "./account.ts";
import { AccountStore } from "./account-store.ts";

/** The account's records as JSON data. */
export interface AccountRecords {
  readonly clients: readonly Client[];
  readonly mailboxes: readonly Mailbox[];
  readonly campaigns: readonly Campaign[];
  /** In the order in which they came. */
  readonly leads: readonly Lead[];
  /** Campaign by campaign, each in its own order. */
  readonly enrolments: readonly SavedEnrolment[];
  /** The map ids of each lead that has several, in the order in which it was enrolled. */
  readonly mapIdsOfLead: readonly (readonly [leadId: number, mapIds: readonly number[]])[];
  readonly untrackedReplies: readonly UntrackedReply[];
}

type SavedEnrolment = Omit<Enrolment, "activity"> & {
  readonly activity: readonly (readonly [statsId: string, activity: MessageActivity])[];
};

/** Shares records with the store: to be made text before anything else happens. */
export function recordsOf(store: AccountStore): AccountRecords {
  const { clients, mailboxes, campaigns, untrackedReplies } = store;
  const leads = [...store.leads()];
  const enrolments = campaigns.flatMap(({ id }) => store.enrolmentsOf(id)).map(savedEnrolment);
  const mapIdsOfLead = leads.flatMap(({ id }) => {
    const mapIds = store.enrolmentsOfLead(id).map(({ mapId }) => mapId);
    return mapIds.length > 1 ? [[id, mapIds] as const] : [];
  });
  return { clients, mailboxes, campaigns, leads, enrolments, mapIdsOfLead, untrackedReplies };
}

/** Throws `data_unusable` when parts are missing. */
export function storeOf(records: AccountRecords): AccountStore {
  const { clients, mailboxes, campaigns, leads, enrolments, mapIdsOfLead, untrackedReplies } = records;
  const parts = [clients, mailboxes, campaigns, leads, enrolments, mapIdsOfLead, untrackedReplies];
  if (!parts.every(Array.isArray)) throw new SmartLeadMockError("data_unusable", "The saved account lacks a part.");
  const store = new AccountStore({ clients, mailboxes, campaigns });
  for (const lead of leads) store.addLead(lead);
  for (const { activity, ...rest } of enrolments) store.addEnrolment({ ...rest, activity: new Map(activity) });
  for (const [leadId, mapIds] of mapIdsOfLead) store.orderEnrolmentsOfLead(leadId, mapIds);
  for (const reply of untrackedReplies) store.addUntrackedReply(reply);
  return store;
}

function savedEnrolment({ activity, ...rest }: Enrolment): SavedEnrolment {
  return { ...rest, activity: [...activity] };
}
