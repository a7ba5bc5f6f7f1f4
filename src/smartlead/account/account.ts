import type { CampaignStatus, Category, LeadSnapshot, ThreadMessage, UntrackedMail } from "../events/event.ts";
import type { InboxMarks, SubsequenceRules } from "./crm-records.ts";
import type { MailRecord } from "./mail-record.ts";
import type { FormerWarmup, MailboxSettings } from "./mailbox-settings.ts";

/** The simulated account's records. An ordinary mutable store: only the world changes them. Times are epoch milliseconds on the mock's clock. */
export interface Client {
  readonly id: number;
  uuid: string;
  name: string;
  email: string;
  /** The password given to `POST /client/save`, which returns it; `null` for seeded clients. */
  password: string | null;
  /** SmartLead's values, for instance `full_access` (smartlead.md §4 "Clients"). */
  permission: readonly string[];
  logo: string | null;
  logoUrl: string | null;
  /** Credit limits; `null` = unlimited. The account neither shows nor counts them. */
  credits: { readonly emails: number; readonly leads: number } | null;
  readonly createdAt: number;
}

/** A key with which a client may call the API (smartlead.md §4 "Clients", A5). */
export interface ClientApiKey {
  readonly id: number;
  readonly clientId: number;
  readonly keyName: string;
  apiKey: string;
  status: "active" | "inactive";
  readonly createdAt: number;
}

/** Another wording of a step, sent to a share of the leads. */
export interface StepVariant {
  readonly id: number;
  /** A, B, … */
  readonly label: string;
  readonly subject: string;
  readonly body: string;
  /** Its share of the leads, 0 to 100; `null` = not given. */
  readonly distributionPercent: number | null;
  readonly isDeleted: boolean;
  readonly optionalBody: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** How a step distributes its variants, in SmartLead's values; no call shows it (E20). `null` = not given. */
export interface StepDistribution {
  /** MANUAL_EQUAL, MANUAL_PERCENTAGE, AI_EQUAL */
  readonly type: string | null;
  /** Share of the leads used to find the winner, percent. */
  readonly leadPercent: number | null;
  readonly winningMetric: string | null;
}

export interface SequenceStep {
  readonly id: number;
  readonly number: number;
  readonly delayDays: number;
  /** A manual step is a call or a LinkedIn visit: no email goes out, MANUAL_STEP_REACHED fires. */
  readonly kind: "email" | "manual";
  /** Empty = continues the thread. */
  readonly subject: string;
  /** HTML with {{first_name}}, {{company_name}} and other variables. */
  readonly body: string;
  /** Empty = the step has only its own wording. */
  readonly variants: readonly StepVariant[];
  readonly distribution: StepDistribution | null;
  readonly createdAt: number;
  readonly updatedAt: number;
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
  clientId: number | null;
  /** The parent campaign, if it is a subsequence. */
  readonly parentId: number | null;
  /** When leads of the parent join it; `null` = only manually. */
  readonly subsequence: SubsequenceRules | null;
  /** The responsible team member. */
  teamMemberId: number | null;
  readonly createdAt: number;
  updatedAt: number;
  steps: readonly SequenceStep[];
  mailboxIds: readonly number[];
  /** `null` until one is set; a campaign without one cannot be started. */
  schedule: Schedule | null;
  /** No mail is sent before this time; `null` = immediately. */
  scheduleStartTime: number | null;
  /** When the first emails of a campaign that was started early are sent, without `--world-time`. `null` = none are waiting. */
  firstMailsAt: number | null;
  minMinutesBetweenEmails: number;
  maxLeadsPerDay: number;
  stopLeadSettings: "REPLY_TO_AN_EMAIL" | "CLICK_ON_A_LINK" | "OPEN_AN_EMAIL";
  /** In the values that SmartLead returns: DONT_EMAIL_OPEN, DONT_LINK_CLICK (smartlead.md §4 settings, E4). */
  trackSettings: readonly string[];
  followUpPercentage: number;
  unsubscribeText: string;
  sendAsPlainText: boolean;
  enableAiEspMatching: boolean;
  bounceAutopauseThresholdPercent: number;
  /** As given; they have no effect. */
  outOfOfficeDetection: Readonly<Record<string, unknown>>;
  aiCategorisationOptions: readonly number[];
  /** Switches that were set, by name. No call shows them, and they have no effect. */
  switches: Readonly<Record<string, boolean>>;
}

export interface Mailbox {
  readonly id: number;
  readonly email: string;
  fromName: string;
  esp: "GMAIL" | "OUTLOOK" | "SMTP";
  clientId: number | null;
  username: string;
  /** Generated, or as given to `POST /email-accounts/save`. */
  password: string;
  smtpHost: string;
  smtpPort: number;
  imapHost: string;
  imapPort: number;
  /** HTML; empty = the world generates one. */
  signature: string;
  maxEmailsPerDay: number;
  isWarmupEnabled: boolean;
  settings: MailboxSettings;
  readonly createdAt: number;
  /** Why it cannot be reached, `null` while it can. A later email from it implies that it was reconnected. */
  connectionError: string | null;
  /** While suspended, it sends neither campaign mail nor warm-up mail. */
  isSuspended: boolean;
  /** Earlier warm-up settings, oldest first; left out = unchanged. */
  formerWarmups?: readonly FormerWarmup[];
}

/** The person as shown in events, independent of a campaign, with further data of the account. */
export interface Lead extends Mutable<Omit<LeadSnapshot, "mapId" | "id">> {
  readonly id: number;
  readonly createdAt: number;
  isUnsubscribed: boolean;
  unsubscribedClientIdMap: Readonly<Record<string, boolean>>;
}

/** The data given when a lead is added or changed; the account adds the rest. */
export type LeadDetails = Pick<
  Lead,
  | "email"
  | "firstName"
  | "lastName"
  | "companyName"
  | "phoneNumber"
  | "website"
  | "location"
  | "linkedinProfile"
  | "companyUrl"
  | "customFields"
>;

type Mutable<Record> = { -readonly [Part in keyof Record]: Record[Part] };

/** smartlead.json `lead_status_values`. */
export const LEAD_STATUSES = ["STARTED", "INPROGRESS", "COMPLETED", "PAUSED", "STOPPED", "BLOCKED"] as const;
export type LeadStatus = (typeof LEAD_STATUSES)[number];

/** Engagement with one sent email. */
export interface MessageActivity {
  openCount: number;
  clickCount: number;
  clickedLinks: Readonly<Record<string, number>>;
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
  /** The mailbox that sent its first email, or will. */
  mailboxId: number;
  readonly createdAt: number;
  status: LeadStatus;
  /** The category belongs to the enrolment, not to the lead (E8). */
  category: Category | null;
  /** The category that the newest reply will get; `null` = none is pending. */
  awaitedCategory: Category | null;
  /** The last step that was reached; 0 = none yet. */
  currentStep: number;
  /** When the last step was taken; `null` = none yet. */
  lastStepAt: number | null;
  /** The earliest time of the next step, whatever its delay (`resume` with a delay); `null` = only its delay applies. */
  notBefore: number | null;
  /** The last step is a manual one that is not completed yet: the sequence waits. */
  awaitsManualStep: boolean;
  /** An unread reply: the master inbox's `has_new_unread_email`. */
  isUnread: boolean;
  /** All replies so far, including those that a full thread has dropped. */
  replyCount: number;
  readonly thread: ThreadMessage[];
  /** By stats id. */
  readonly activity: Map<string, MessageActivity>;
  /** The emails of its sequence as analytics count them, oldest first; only thread.ts changes them. */
  readonly mails: MailRecord[];
  /** The same as numbers, created when read; `null` = stale since the last change. Not saved. */
  mailRow: Float64Array | null;
  /** `null` = none. */
  marks: InboxMarks | null;
}

/**
 * An answer given to `reply-email-thread` and its state (smartlead.md §4 "Reply and master inbox"). It is added to the thread when it is
 * sent.
 */
export interface QueuedAnswer {
  readonly messageId: string;
  readonly statsId: string;
  readonly mapId: number;
  /** The stats id of the email that it answers. */
  readonly answersStatsId: string;
  readonly queuedAt: number;
  /** When it is sent; `queuedAt` unless another time was requested. */
  readonly sendAt: number;
  /** `null` = still queued. */
  sentAt: number | null;
  readonly to: string;
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly html: string;
}

/** An untracked mail as stored in the account. */
export interface UntrackedReply extends UntrackedMail {
  /** Epoch ms. */
  readonly at: number;
  readonly mailboxId: number;
}
