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
import { CrmStore } from "./crm-store.ts";
import { PastMails } from "./past-mails.ts";

export interface AccountBasis {
  readonly clients: readonly Client[];
  readonly mailboxes: readonly Mailbox[];
  readonly campaigns: readonly Campaign[];
}

/** Maximum number of untracked replies, newest last: two pages of the master inbox's list. */
export const MAX_UNTRACKED_REPLIES = 200;

/** Maximum number of `reply-email-thread` answers kept for `reply-status`: more than a tool sends between two polls. */
const MAX_QUEUED_ANSWERS = 10_000;

/** The account's records with their indices. It keeps them consistent and knows nothing of email. */
export class AccountStore {
  readonly #clients: Client[];
  readonly #mailboxes: Mailbox[];
  readonly #campaigns: Campaign[];
  readonly apiKeys: ClientApiKey[] = [];
  readonly untrackedReplies: UntrackedReply[] = [];
  readonly queuedAnswers: QueuedAnswer[] = [];
  readonly crm = new CrmStore();
  readonly pastMails = new PastMails();
  readonly #leads = new Map<number, Lead>();
  readonly #leadsByEmail = new Map<string, Lead>();
  readonly #enrolmentsByCampaign = new Map<number, Enrolment[]>();
  readonly #enrolmentsByLead = new Map<number, Enrolment[]>();
  readonly #enrolmentsByMapId = new Map<number, Enrolment>();

  constructor({ clients, mailboxes, campaigns }: AccountBasis) {
    this.#clients = [...clients];
    this.#mailboxes = [...mailboxes];
    this.#campaigns = [...campaigns];
    for (const campaign of campaigns) this.#enrolmentsByCampaign.set(campaign.id, []);
  }

  /** In order of id, oldest first; so are mailboxes and campaigns. */
  get clients(): readonly Client[] {
    return this.#clients;
  }

  get mailboxes(): readonly Mailbox[] {
    return this.#mailboxes;
  }

  get campaigns(): readonly Campaign[] {
    return this.#campaigns;
  }

  addClient(client: Client): void {
    this.#clients.push(client);
  }

  addMailbox(mailbox: Mailbox): void {
    this.#mailboxes.push(mailbox);
  }

  addCampaign(campaign: Campaign): void {
    this.#campaigns.push(campaign);
    this.#enrolmentsByCampaign.set(campaign.id, []);
  }

  /** Also removes its enrolments, and the leads that were in no other campaign. */
  removeCampaign(campaign: Campaign): void {
    for (const enrolment of [...this.enrolmentsOf(campaign.id)].reverse()) this.removeEnrolment(enrolment);
    this.#enrolmentsByCampaign.delete(campaign.id);
    this.pastMails.forget(campaign.id);
    removeFrom(this.#campaigns, campaign);
  }

  /** Move its leads to another mailbox first. */
  removeMailbox(mailbox: Mailbox): void {
    this.crm.forgetMailbox(mailbox);
    removeFrom(this.#mailboxes, mailbox);
  }

  enrolmentByMapId(mapId: number): Enrolment | undefined {
    return this.#enrolmentsByMapId.get(mapId);
  }

  /** Newest last; the answer that was sent first is dropped first. */
  /** Drops the answers that match. */
  dropQueuedAnswers(goes: (answer: QueuedAnswer) => boolean): void {
    const kept = this.queuedAnswers.filter((answer) => !goes(answer));
    this.queuedAnswers.splice(0, this.queuedAnswers.length, ...kept);
  }

  addQueuedAnswer(answer: QueuedAnswer): void {
    this.queuedAnswers.push(answer);
    if (this.queuedAnswers.length <= MAX_QUEUED_ANSWERS) return;
    const sent = this.queuedAnswers.findIndex(({ sentAt }) => sentAt !== null);
    this.queuedAnswers.splice(Math.max(sent, 0), 1);
  }

  /** Also updates the index by address. */
  changeEmail(lead: Lead, email: string): void {
    this.#leadsByEmail.delete(lead.email.toLowerCase());
    lead.email = email;
    this.#leadsByEmail.set(email.toLowerCase(), lead);
  }

  get leadCount(): number {
    return this.#leads.size;
  }

  /** In order of id, which is the order of creation. */
  leads(): IterableIterator<Lead> {
    return this.#leads.values();
  }

  lead(id: number): Lead | undefined {
    return this.#leads.get(id);
  }

  leadByEmail(email: string): Lead | undefined {
    return this.#leadsByEmail.get(email.trim().toLowerCase());
  }

  campaign(id: number): Campaign | undefined {
    return this.campaigns.find((campaign) => campaign.id === id);
  }

  mailbox(id: number): Mailbox | undefined {
    return this.mailboxes.find((mailbox) => mailbox.id === id);
  }

  client(id: number): Client | undefined {
    return this.clients.find((client) => client.id === id);
  }

  enrolmentsOf(campaignId: number): readonly Enrolment[] {
    return this.#enrolmentsByCampaign.get(campaignId) ?? NONE;
  }

  enrolmentsOfLead(leadId: number): readonly Enrolment[] {
    return this.#enrolmentsByLead.get(leadId) ?? NONE;
  }

  enrolment(campaignId: number, leadId: number): Enrolment | undefined {
    return this.enrolmentsOfLead(leadId).find((enrolment) => enrolment.campaignId === campaignId);
  }

  addLead(lead: Lead): void {
    this.#leads.set(lead.id, lead);
    this.#leadsByEmail.set(lead.email.toLowerCase(), lead);
    this.#enrolmentsByLead.set(lead.id, []);
  }

  /** Takes the lead out of the campaign, and out of the account if it is in no other campaign and no list. */
  removeEnrolment(enrolment: Enrolment): void {
    this.#drop(enrolment);
    const lead = this.lead(enrolment.leadId);
    if (lead === undefined || this.enrolmentsOfLead(lead.id).length > 0 || this.crm.isInList(lead.id)) return;
    this.crm.forgetLead(lead.id);
    this.#enrolmentsByLead.delete(lead.id);
    this.#leadsByEmail.delete(lead.email.toLowerCase());
    this.#leads.delete(lead.id);
  }

  addEnrolment(enrolment: Enrolment): void {
    this.#enrolmentsByMapId.set(enrolment.mapId, enrolment);
    this.#enrolmentsByCampaign.get(enrolment.campaignId)?.push(enrolment);
    this.#enrolmentsByLead.get(enrolment.leadId)?.push(enrolment);
  }

  /** Sorts the enrolments of a lead into this order of map ids. */
  orderEnrolmentsOfLead(leadId: number, mapIds: readonly number[]): void {
    this.#enrolmentsByLead.get(leadId)?.sort((one, other) => mapIds.indexOf(one.mapId) - mapIds.indexOf(other.mapId));
  }

  /** Replaces an enrolment by a new one of the same lead in the same campaign. */
  replaceEnrolment(old: Enrolment, fresh: Enrolment): void {
    this.#drop(old);
    this.addEnrolment(fresh);
  }

  addUntrackedReply(reply: UntrackedReply): void {
    this.untrackedReplies.push(reply);
    if (this.untrackedReplies.length > MAX_UNTRACKED_REPLIES) this.untrackedReplies.shift();
  }

  #drop(enrolment: Enrolment): void {
    this.pastMails.add(enrolment);
    this.crm.forgetEnrolment(enrolment.mapId);
    this.#enrolmentsByMapId.delete(enrolment.mapId);
    removeFrom(this.#enrolmentsByCampaign.get(enrolment.campaignId), enrolment);
    removeFrom(this.#enrolmentsByLead.get(enrolment.leadId), enrolment);
  }
}

const NONE: readonly Enrolment[] = [];

function removeFrom<Item>(items: Item[] | undefined, item: Item): void {
  const index = items?.lastIndexOf(item) ?? -1;
  if (index !== -1) items?.splice(index, 1);
}
