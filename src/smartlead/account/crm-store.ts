import type {
  BlockEntry,
  FormerMailbox,
  LeadList,
  Note,
  OutsideMail,
  Reminder,
  Tag,
  TaggedKind,
  TagMapping,
  Task,
} from "./crm-records.ts";
import { domainOf } from "./identifiers.ts";

/** Maximum number of deleted mailboxes kept for past statistics. */
const MAX_FORMER_MAILBOXES = 5_000;
/** Maximum number of emails outside campaigns, and of characters in each: some 20 MB. */
const MAX_OUTSIDE_MAILS = 1_000;
const MAX_OUTSIDE_LENGTH = 20_000;

export type SavedLeadList = Omit<LeadList, "leadIds"> & { readonly leadIds: readonly number[] };

/** All CRM data besides mail, as JSON data. */
export interface CrmRecords {
  readonly tags: readonly Tag[];
  readonly tagMappings: readonly TagMapping[];
  readonly notes: readonly Note[];
  readonly tasks: readonly Task[];
  readonly reminders: readonly Reminder[];
  readonly leadLists: readonly SavedLeadList[];
  readonly blockList: readonly BlockEntry[];
  readonly formerMailboxes: readonly FormerMailbox[];
  /** When a call reconnected failed mailboxes, newest last. */
  readonly reconnects: readonly number[];
  /** Emails outside campaigns, oldest first. */
  readonly outsideMails: readonly OutsideMail[];
}

export const NO_CRM_RECORDS: CrmRecords = {
  tags: [],
  tagMappings: [],
  notes: [],
  tasks: [],
  reminders: [],
  leadLists: [],
  blockList: [],
  formerMailboxes: [],
  reconnects: [],
  outsideMails: [],
};

/** Stores the CRM records and removes references to deleted records. */
export class CrmStore {
  tags: Tag[] = [];
  tagMappings: TagMapping[] = [];
  notes: Note[] = [];
  tasks: Task[] = [];
  reminders: Reminder[] = [];
  leadLists: LeadList[] = [];
  formerMailboxes: FormerMailbox[] = [];
  reconnects: number[] = [];
  outsideMails: OutsideMail[] = [];
  readonly #blocked = new Map<number, BlockEntry>();
  /** By address or domain. */
  readonly #blockedByWord = new Map<string, BlockEntry[]>();

  get blockList(): readonly BlockEntry[] {
    return [...this.#blocked.values()];
  }

  get blockCount(): number {
    return this.#blocked.size;
  }

  tag(id: number): Tag | undefined {
    return this.tags.find((tag) => tag.id === id);
  }

  leadList(id: number): LeadList | undefined {
    return this.leadLists.find((list) => list.id === id);
  }

  mappingsOf(kind: TaggedKind, id: number): readonly TagMapping[] {
    return this.tagMappings.filter((mapping) => mapping.kind === kind && mapping.of === id);
  }

  /** The tags on a record, in the order in which they were added. */
  tagsOf(kind: TaggedKind, id: number): readonly Tag[] {
    return this.mappingsOf(kind, id).flatMap(({ tagId }) => this.tag(tagId) ?? []);
  }

  blockEntry(id: number): BlockEntry | undefined {
    return this.#blocked.get(id);
  }

  /** The entry for exactly this address or domain, if any. */
  blockEntryFor(word: string, clientId: number | null): BlockEntry | undefined {
    return this.#blockedByWord.get(word)?.find((entry) => entry.clientId === clientId);
  }

  /** Whether an address must get no email from a campaign of this client. */
  isBlocked(email: string, clientId: number | null): boolean {
    if (this.#blocked.size === 0) return false;
    const address = email.toLowerCase();
    const counts = (entry: BlockEntry) => entry.clientId === null || entry.clientId === clientId;
    return [address, domainOf(address)].some((word) => this.#blockedByWord.get(word)?.some(counts) === true);
  }

  block(entry: BlockEntry): void {
    this.#blocked.set(entry.id, entry);
    const same = this.#blockedByWord.get(entry.emailOrDomain) ?? [];
    this.#blockedByWord.set(entry.emailOrDomain, [...same, entry]);
  }

  unblock(entry: BlockEntry): void {
    this.#blocked.delete(entry.id);
    const others = this.#blockedByWord.get(entry.emailOrDomain)?.filter((other) => other !== entry) ?? [];
    if (others.length === 0) this.#blockedByWord.delete(entry.emailOrDomain);
    else this.#blockedByWord.set(entry.emailOrDomain, others);
  }

  isInList(leadId: number): boolean {
    return this.leadLists.some(({ leadIds }) => leadIds.has(leadId));
  }

  /** Removes data of a lead that left the account. */
  forgetLead(leadId: number): void {
    this.tagMappings = without(this.tagMappings, ({ kind, of }) => kind === "lead" && of === leadId);
    this.notes = without(this.notes, (note) => note.leadId === leadId);
    this.tasks = without(this.tasks, (task) => task.leadId === leadId);
  }

  /** Removes data of a lead that left the campaign. */
  forgetEnrolment(mapId: number): void {
    this.reminders = without(this.reminders, (reminder) => reminder.mapId === mapId);
  }

  forgetCampaign(id: number): void {
    this.tagMappings = without(this.tagMappings, ({ kind, of }) => kind === "campaign" && of === id);
  }

  addOutsideMail(mail: OutsideMail): void {
    this.outsideMails.push({ ...mail, html: mail.html.slice(0, MAX_OUTSIDE_LENGTH) });
    if (this.outsideMails.length > MAX_OUTSIDE_MAILS) this.outsideMails.shift();
  }

  forgetMailbox({ id, email, esp, clientId }: FormerMailbox): void {
    this.tagMappings = without(this.tagMappings, ({ kind, of }) => kind === "mailbox" && of === id);
    this.formerMailboxes.push({ id, email, esp, clientId });
    if (this.formerMailboxes.length > MAX_FORMER_MAILBOXES) this.formerMailboxes.shift();
  }

  save(): CrmRecords {
    return {
      tags: this.tags.map((tag) => ({ ...tag })),
      tagMappings: [...this.tagMappings],
      notes: [...this.notes],
      tasks: [...this.tasks],
      reminders: [...this.reminders],
      leadLists: this.leadLists.map((list) => ({ ...list, leadIds: [...list.leadIds] })),
      blockList: this.blockList,
      formerMailboxes: [...this.formerMailboxes],
      reconnects: [...this.reconnects],
      outsideMails: [...this.outsideMails],
    };
  }

  restore(records: CrmRecords): void {
    this.tags = records.tags.map((tag) => ({ ...tag }));
    this.tagMappings = [...records.tagMappings];
    this.notes = [...records.notes];
    this.tasks = [...records.tasks];
    this.reminders = [...records.reminders];
    this.leadLists = records.leadLists.map((list) => ({ ...list, leadIds: new Set(list.leadIds) }));
    for (const entry of records.blockList) this.block(entry);
    this.formerMailboxes = [...records.formerMailboxes];
    this.reconnects = [...records.reconnects];
    // States saved before outside mails existed lack the list.
    this.outsideMails = [...(records.outsideMails ?? [])];
  }
}

/** Returns the same list if nothing is removed, as for most leads, which have no notes. */
function without<Item>(items: Item[], goes: (item: Item) => boolean): Item[] {
  return items.some(goes) ? items.filter((item) => !goes(item)) : items;
}
