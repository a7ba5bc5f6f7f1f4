import type { CampaignStatus, Category, LeadSnapshot, ThreadMessage } from "../events/event.ts";

/** The simulated account's records. An ordinary mutable store: only the world changes them. Times are epoch milliseconds on the mock's clock. */
export interface Client {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly email: string;
  readonly createdAt: number;
}

export interface SequenceStep {
  readonly id: number;
  readonly number: number;
  readonly delayDays: number;
  /** A manual step is a call or a LinkedIn visit: no mail goes out, MANUAL_STEP_REACHED fires. */
  readonly kind: "email" | "manual";
  /** Empty = continues the thread. */
  readonly subject: string;
  /** HTML with {{first_name}}, {{company_name}} and other variables. */
  readonly body: string;
}

export interface Schedule {
  readonly timezone: string;
  /** 0 = Sunday. */
  readonly days: readonly number[];
  /** HH:MM */
  readonly startHour: string;
  readonly endHour: string;
}

export interface Campaign {
  readonly id: number;
  name: string;
  status: CampaignStatus;
  readonly clientId: number | null;
  readonly createdAt: number;
  updatedAt: number;
  steps: readonly SequenceStep[];
  mailboxIds: readonly number[];
  schedule: Schedule;
  minMinutesBetweenEmails: number;
  maxLeadsPerDay: number;
  stopLeadSettings: "REPLY_TO_AN_EMAIL" | "CLICK_ON_A_LINK" | "OPEN_AN_EMAIL";
  /** In the vocabulary that SmartLead reads back: DONT_EMAIL_OPEN, DONT_LINK_CLICK (smartlead.md §4 settings, E4). */
  trackSettings: readonly string[];
  followUpPercentage: number;
  unsubscribeText: string;
  sendAsPlainText: boolean;
  enableAiEspMatching: boolean;
  bounceAutopauseThresholdPercent: number;
}

export interface Mailbox {
  readonly id: number;
  readonly email: string;
  readonly fromName: string;
  readonly esp: "GMAIL" | "OUTLOOK" | "SMTP";
  readonly clientId: number | null;
  readonly createdAt: number;
  /** Why it cannot be reached, `null` while it can. A mail sent from it later shows that it was connected again. */
  connectionError: string | null;
}

/** The person that events show, apart from a campaign, and what the account knows of them besides. */
export interface Lead extends Omit<LeadSnapshot, "mapId"> {
  readonly createdAt: number;
  isUnsubscribed: boolean;
  unsubscribedClientIdMap: Readonly<Record<string, boolean>>;
}

/** smartlead.json `lead_status_values`. */
export const LEAD_STATUSES = ["STARTED", "INPROGRESS", "COMPLETED", "PAUSED", "STOPPED", "BLOCKED"] as const;
export type LeadStatus = (typeof LEAD_STATUSES)[number];

/** What is known of one sent mail beyond its text. */
export interface MessageActivity {
  openCount: number;
  clickCount: number;
  readonly clickedLinks: Record<string, number>;
  isBounced: boolean;
  /** The first open, the first click; `null` = not yet. */
  openedAt: number | null;
  clickedAt: number | null;
}

/** One lead in one campaign (the "campaign-lead map"), with the thread: the whole conversation, oldest first. */
export interface Enrolment {
  readonly mapId: number;
  readonly leadId: number;
  readonly campaignId: number;
  readonly mailboxId: number;
  readonly createdAt: number;
  status: LeadStatus;
  /** The category belongs to the enrolment, not to the lead (E8). */
  category: Category | null;
  /** What the newest reply will be categorised as; `null` = nothing waits to be. */
  awaitedCategory: Category | null;
  /** The last step that was reached; 0 = none yet. */
  currentStep: number;
  /** All replies so far, those included that a full thread has dropped. */
  replyCount: number;
  readonly thread: ThreadMessage[];
  /** By stats id. */
  readonly activity: Map<string, MessageActivity>;
}

/** A mail to one of our mailboxes that belongs to no lead and no sent mail. */
export interface UntrackedReply {
  readonly at: number;
  readonly mailboxId: number;
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
