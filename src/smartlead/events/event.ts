import type { EventId } from "../../base/ids.ts";

/** Maximum events per call (PRODUCT §14). */
export const MAX_EVENTS_PER_CALL = 10_000;

/**
 * An event of the world. It has everything that a body in any dialect needs, as of the time of the event. Times are epoch milliseconds on
 * the mock's clock.
 */
export type Event =
  | EmailSentEvent
  | EmailOpenEvent
  | EmailLinkClickEvent
  | EmailReplyEvent
  | EmailBounceEvent
  | LeadUnsubscribedEvent
  | LeadCategoryUpdatedEvent
  | CampaignStatusChangedEvent
  | UntrackedRepliesEvent
  | ManualStepReachedEvent
  | EmailAccountDisconnectedEvent
  | CampaignBounceBreachEvent
  | LinkedinDisconnectedEvent;

/** An event before the mock adds its id and cause, as returned by the world. `Omit` would lose the union. */
export type AccountEvent = Event extends infer E ? (E extends Event ? Omit<E, "id" | "cause"> : never) : never;

/** The cause of an event; `smartlead` = through the proxy, `replay` = from a recording. */
export type EventCause = "trigger" | "traffic" | "world" | "scenario" | "rest" | "library" | "smartlead" | "replay";

/** The campaign statuses that webhooks carry (smartlead.md §2 EMAIL_SENT `campaign_status`). */
export const CAMPAIGN_STATUSES = ["DRAFTED", "ACTIVE", "COMPLETED", "STOPPED", "PAUSED"] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

export interface CampaignSnapshot {
  readonly id: number;
  readonly name: string;
  readonly status: CampaignStatus;
  readonly clientId: number | null;
}

export interface LeadSnapshot {
  readonly id: number;
  /** The campaign-lead map id: one lead in one campaign. */
  readonly mapId: number;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly companyName: string;
  readonly phoneNumber: string | null;
  readonly website: string | null;
  readonly location: string | null;
  readonly linkedinProfile: string | null;
  readonly companyUrl: string | null;
  readonly customFields: Readonly<Record<string, string>>;
}

export interface MailboxSnapshot {
  readonly id: number;
  readonly email: string;
  readonly name: string;
}

/** Our email. `messageId` is `<stats id@mailbox's domain>` (smartlead.md §2; two captures agree). */
export interface SentMessage {
  readonly kind: "SENT";
  readonly statsId: string;
  readonly messageId: string;
  readonly at: number;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly from: string;
  readonly to: string;
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  /** The sequence step, or `null` for a manual answer in the master inbox. */
  readonly sequenceNumber: number | null;
}

/** Their email. `statsId` is that of the answered email. */
export interface ReplyMessage {
  readonly kind: "REPLY";
  readonly statsId: string;
  readonly messageId: string;
  readonly at: number;
  readonly subject: string;
  /** Includes the quoted history, as sent by mail clients. */
  readonly html: string;
  /** The newest part only. */
  readonly text: string;
  readonly from: string;
  readonly fromName: string;
  readonly to: string;
  readonly cc: readonly string[];
}

export type ThreadMessage = SentMessage | ReplyMessage;

/** A lead category (smartlead.md §4 "Lead categories"). */
export interface Category {
  readonly id: number;
  readonly name: string;
  readonly sentimentType: "positive" | "negative" | "neutral" | null;
}

/** Whether the person who replied belongs to the lead's company (smartlead.md §2 "Reply cases to model"). */
export type RepliedCompanyDomain = "SameCompany" | "DifferentCompany" | "Unknown";

interface EventBase<Type extends string> {
  readonly id: EventId;
  readonly type: Type;
  readonly at: number;
  readonly cause: EventCause;
}

interface LeadEventBase<Type extends string> extends EventBase<Type> {
  readonly campaign: CampaignSnapshot;
  readonly lead: LeadSnapshot;
  readonly mailbox: MailboxSnapshot;
}

export interface EmailSentEvent extends LeadEventBase<"EMAIL_SENT" | "FIRST_EMAIL_SENT"> {
  readonly message: SentMessage;
}

export interface EmailOpenEvent extends LeadEventBase<"EMAIL_OPEN"> {
  readonly message: SentMessage;
  /** How often this email has been opened, including this time. */
  readonly openCount: number;
  readonly firstOpenedAt: number;
}

export interface EmailLinkClickEvent extends LeadEventBase<"EMAIL_LINK_CLICK"> {
  readonly message: SentMessage;
  readonly links: readonly string[];
}

export interface EmailReplyEvent extends LeadEventBase<"EMAIL_REPLY"> {
  /** The sent email that the reply answers. */
  readonly message: SentMessage;
  readonly reply: ReplyMessage;
  /** 1 for the first reply of the thread. */
  readonly replyNumber: number;
  readonly repliedCompanyDomain: RepliedCompanyDomain;
}

export interface EmailBounceEvent extends LeadEventBase<"EMAIL_BOUNCE"> {
  readonly message: SentMessage;
  readonly bounce: {
    readonly messageId: string;
    readonly at: number;
    readonly text: string;
    readonly isSenderOriginated: boolean;
  };
}

export interface LeadUnsubscribedEvent extends LeadEventBase<"LEAD_UNSUBSCRIBED"> {
  /** The last email sent to the lead, if any. */
  readonly message: SentMessage | null;
  readonly unsubscribedClientIdMap: Readonly<Record<string, boolean>>;
}

export interface LeadCategoryUpdatedEvent extends LeadEventBase<"LEAD_CATEGORY_UPDATED"> {
  readonly oldCategory: Category | null;
  readonly newCategory: Category;
  readonly currentSequence: number;
  /** The whole conversation, oldest first. */
  readonly history: readonly ThreadMessage[];
  readonly lastReply: ReplyMessage | null;
}

export interface CampaignStatusChangedEvent extends EventBase<"CAMPAIGN_STATUS_CHANGED"> {
  /** The campaign, with its new status. */
  readonly campaign: CampaignSnapshot;
  readonly previousStatus: CampaignStatus;
}

export interface UntrackedRepliesEvent extends EventBase<"UNTRACKED_REPLIES"> {
  readonly mailbox: MailboxSnapshot;
  readonly reply: UntrackedMail;
}

/** An email to one of our mailboxes that belongs to no lead and no sent email. */
export interface UntrackedMail {
  readonly messageId: string;
  readonly from: string;
  readonly fromName: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly cc: string;
  readonly bcc: string;
  readonly hasAttachment: boolean;
}

export interface ManualStepReachedEvent extends LeadEventBase<"MANUAL_STEP_REACHED"> {
  readonly stepNumber: number;
  readonly sentMessageIds: readonly string[];
}

export interface EmailAccountDisconnectedEvent extends EventBase<"EMAIL_ACCOUNT_DISCONNECTED"> {
  readonly mailbox: MailboxSnapshot;
  readonly error: string;
}

export interface CampaignBounceBreachEvent extends EventBase<"CAMPAIGN_BOUNCE_BREACH"> {
  readonly campaign: CampaignSnapshot;
  readonly bounceRatePercent: number;
  readonly thresholdPercent: number;
}

/** The LinkedIn account of the mailbox's person. */
export interface LinkedinDisconnectedEvent extends EventBase<"LINKEDIN_DISCONNECTED"> {
  readonly mailbox: MailboxSnapshot;
  readonly linkedinAccountId: number;
  readonly error: string;
}

/** The campaign of an event, or `null` if it has none. */
export function campaignOf(event: Event | AccountEvent): CampaignSnapshot | null {
  return "campaign" in event ? event.campaign : null;
}

/** The lead's address of an event, or `null` when it is about no lead. */
export function leadEmailOf(event: Event | AccountEvent): string | null {
  return "lead" in event ? event.lead.email : null;
}
