import type {
  Campaign,
  Client,
  ClientApiKey,
  Enrolment,
  Lead,
  Mailbox,
  QueuedAnswer,
  UntrackedReply,
} from "./account.ts";
import type { AccountStore } from "./account-store.ts";
import type { CrmStore } from "./crm-store.ts";
import type { PastDay } from "./past-mails.ts";

/** The account as it is now, read-only. */
export abstract class AccountReader {
  /** The store of the records. */
  protected abstract readonly store: AccountStore;

  /** In order of id, oldest first; so are campaigns and leads. */
  get clients(): readonly Client[] {
    return this.store.clients;
  }

  get campaigns(): readonly Campaign[] {
    return this.store.campaigns;
  }

  get mailboxes(): readonly Mailbox[] {
    return this.store.mailboxes;
  }

  get leads(): readonly Lead[] {
    return [...this.store.leads()];
  }

  /** Newest last. */
  get untrackedReplies(): readonly UntrackedReply[] {
    return this.store.untrackedReplies;
  }

  /** Newest last. */
  get queuedAnswers(): readonly QueuedAnswer[] {
    return this.store.queuedAnswers;
  }

  get apiKeys(): readonly ClientApiKey[] {
    return this.store.apiKeys;
  }

  /** Tags, notes, lists and other data besides mail. */
  get crm(): CrmStore {
    return this.store.crm;
  }

  /** Counts of the emails of leads that have left. */
  get pastMails(): Iterable<PastDay> {
    return this.store.pastMails.rows;
  }

  client(id: number): Client | undefined {
    return this.store.client(id);
  }

  campaign(id: number): Campaign | undefined {
    return this.store.campaign(id);
  }

  mailbox(id: number): Mailbox | undefined {
    return this.store.mailbox(id);
  }

  lead(id: number): Lead | undefined {
    return this.store.lead(id);
  }

  /** Letter case does not matter. */
  leadByEmail(email: string): Lead | undefined {
    return this.store.leadByEmail(email);
  }

  /** A live view: it changes with the world. Oldest first. */
  enrolmentsOf(campaignId: number): readonly Enrolment[] {
    return this.store.enrolmentsOf(campaignId);
  }

  enrolmentsOfLead(leadId: number): readonly Enrolment[] {
    return this.store.enrolmentsOfLead(leadId);
  }

  enrolment(campaignId: number, leadId: number): Enrolment | undefined {
    return this.store.enrolment(campaignId, leadId);
  }

  enrolmentByMapId(mapId: number): Enrolment | undefined {
    return this.store.enrolmentByMapId(mapId);
  }
}
