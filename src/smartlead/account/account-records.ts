import type {
  Campaign,
  Client,
  ClientApiKey,
  Enrolment,
  Lead,
  Mailbox,
  MessageActivity,
  QueuedAnswer,
  UntrackedReply,
} from "./account.ts";
import type { CrmRecords } from "./crm-store.ts";
import type { PastDay } from "./past-mails.ts";

/** The account's records as JSON data. */
export interface AccountRecords {
  readonly clients: readonly Client[];
  readonly apiKeys: readonly ClientApiKey[];
  readonly mailboxes: readonly Mailbox[];
  readonly campaigns: readonly Campaign[];
  /** In the order in which they were added. */
  readonly leads: readonly Lead[];
  /** Grouped by campaign, each group in its own order. */
  readonly enrolments: readonly SavedEnrolment[];
  /** The map ids of each lead that has several, in order of enrolment. */
  readonly mapIdsOfLead: readonly (readonly [leadId: number, mapIds: readonly number[]])[];
  /** Newest last. */
  readonly untrackedReplies: readonly UntrackedReply[];
  /** Newest last. */
  readonly queuedAnswers: readonly QueuedAnswer[];
  readonly crm: CrmRecords;
  /** Counts of the emails of leads that have left. */
  readonly pastMails: readonly PastDay[];
}

export type SavedEnrolment = Omit<Enrolment, "activity" | "mailRow"> & {
  readonly activity: readonly (readonly [statsId: string, activity: MessageActivity])[];
};
