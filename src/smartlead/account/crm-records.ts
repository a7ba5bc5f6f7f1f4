/** The user's CRM data besides mail. Times are epoch milliseconds on the mock's clock. */
export interface Tag {
  readonly id: number;
  name: string;
  /** #RRGGBB */
  color: string;
}

/** The kinds of records that can have tags. */
export const TAGGED_KINDS = ["mailbox", "lead", "leadList", "campaign"] as const;
export type TaggedKind = (typeof TAGGED_KINDS)[number];

export interface TagMapping {
  readonly id: number;
  readonly tagId: number;
  readonly kind: TaggedKind;
  /** The id of the mailbox, the lead, the lead list or the campaign. */
  readonly of: number;
}

export interface Note {
  readonly id: number;
  readonly leadId: number;
  readonly mapId: number;
  readonly text: string;
  readonly createdAt: number;
}

export const PRIORITIES = ["LOW", "MEDIUM", "HIGH"] as const;

export interface Task {
  readonly id: number;
  readonly leadId: number;
  readonly mapId: number;
  readonly name: string;
  readonly description: string | null;
  readonly priority: (typeof PRIORITIES)[number];
  /** As given. */
  readonly dueDate: string | null;
  readonly createdAt: number;
}

export interface Reminder {
  readonly id: number;
  readonly mapId: number;
  readonly statsId: string;
  readonly text: string;
  /** When the reminder is due. */
  readonly at: number;
  readonly createdAt: number;
}

export interface LeadList {
  readonly id: number;
  name: string;
  readonly createdAt: number;
  updatedAt: number;
  /** In order of addition. */
  readonly leadIds: Set<number>;
}

export interface BlockEntry {
  readonly id: number;
  /** An address or a domain, in lower case. */
  readonly emailOrDomain: string;
  readonly source: string;
  /** `null` = for the whole account. */
  readonly clientId: number | null;
  readonly createdAt: number;
}

/** A sent email of a mailbox outside campaigns. */
export interface OutsideMail {
  readonly statsId: string;
  readonly mailboxId: number;
  readonly at: number;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
}

/** A deleted mailbox, kept for statistics of earlier days. */
export interface FormerMailbox {
  readonly id: number;
  readonly email: string;
  readonly esp: "GMAIL" | "OUTLOOK" | "SMTP";
  readonly clientId: number | null;
}

/** Values that users set on a lead's row in the master inbox. */
export interface InboxMarks {
  readonly isImportant: boolean;
  readonly isArchived: boolean;
  /** `null` = not snoozed. The lead returns to the inbox at this time. */
  readonly snoozedUntil: number | null;
  readonly revenue: number;
  readonly teamMemberId: number | null;
  /** The subsequence to which the lead was last pushed. */
  readonly subsequenceId: number | null;
  /** In a subsequence: the original map id, and whether a reply there ends it. */
  readonly pushedFrom: { readonly mapId: number; readonly stopsOnReply: boolean } | null;
}

export const NO_MARKS: InboxMarks = Object.freeze({
  isImportant: false,
  isArchived: false,
  snoozedUntil: null,
  revenue: 0,
  teamMemberId: null,
  subsequenceId: null,
  pushedFrom: null,
});

/** A condition under which a lead of the parent campaign joins a subsequence automatically. */
export interface SubsequenceCondition {
  /** REPLY_AN_EMAIL and similar values, as given. */
  readonly eventType: string;
  readonly eventSubType: string | null;
  readonly categoryId: number | null;
  readonly text: string | null;
}

/** The rules of a subsequence. */
export interface SubsequenceRules {
  readonly conditions: readonly SubsequenceCondition[];
  readonly delayDays: number;
  readonly stopsOnParentReply: boolean;
}

/** The account's users. No SmartLead call creates or lists them, so every account has the same ones; the first owns the key. */
export const TEAM_MEMBERS = [
  { id: 2101, name: "Inbox Desk One", email: "desk.one@northlight-outreach.example" },
  { id: 2102, name: "Inbox Desk Two", email: "desk.two@northlight-outreach.example" },
] as const;
