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
  /** In the order in which they came. */
  readonly leads: readonly Lead[];
  /** Campaign by campaign, each in its own order. */
  readonly enrolments: readonly SavedEnrolment[];
  /** The map ids of each lead that has several, in the order in which it was enrolled. */
  readonly mapIdsOfLead: readonly (readonly [leadId: number, mapIds: readonly number[]])[];
  /** Newest last. */
  readonly untrackedReplies: readonly UntrackedReply[];
  /** Newest last. */
  readonly queuedAnswers: readonly QueuedAnswer[];
  readonly crm: CrmRecords;
  /** What is left of the emails of leads that have gone. */
  readonly pastMails: readonly PastDay[];
}

export type SavedEnrolment = Omit<Enrolment, "activity" | "mailRow"> & {
  readonly activity: readonly (readonly [statsId: string, activity: MessageActivity])[];
};
