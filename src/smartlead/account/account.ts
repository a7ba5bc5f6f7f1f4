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
  /** As given to `POST /client/save`, which answers it; `null` for clients that were seeded. */
  password: string | null;
  /** SmartLead's words, for instance `full_access` (smartlead.md §4 "Clients"). */
  permission: readonly string[];
  logo: string | null;
  logoUrl: string | null;
  /** What it may use up; `null` = as much as it likes. The account shows and counts none of it. */
  credits: { readonly emails: number; readonly leads: number } | null;
  readonly createdAt: number;
}

/** A key that a client may call the API with (smartlead.md §4 "Clients", A5). */
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
  /** Its share of the leads, 0 to 100; `null` = none was given. */
  readonly distributionPercent: number | null;
  readonly isDeleted: boolean;
  readonly optionalBody: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** How a step shares out its variants, in SmartLead's words; no call shows it (E20). `null` = not given. */
export interface StepDistribution {
  /** MANUAL_EQUAL, MANUAL_PERCENTAGE, AI_EQUAL */
  readonly type: string | null;
  /** Leads that the winner is found with, percent. */
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
  /** Empty = the step has one wording, its own. */
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
  /** The campaign that it is a subsequence of. */
  readonly parentId: number | null;
  /** When leads of the parent come into it; `null` = only by hand. */
  readonly subsequence: SubsequenceRules | null;
  /** Who is responsible for it. */
  teamMemberId: number | null;
  readonly createdAt: number;
  updatedAt: number;
  steps: readonly SequenceStep[];
  mailboxIds: readonly number[];
  /** `null` until one has been set: such a campaign cannot be started. */
  schedule: Schedule | null;
  /** No mail goes out before this; `null` = at once. */
  scheduleStartTime: number | null;
  /** Started before its time: when its first emails go out, where no schedule sends. `null` = nothing waits. */
  firstMailsAt: number | null;
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
  /** As they were given; the world does not act on them. */
  outOfOfficeDetection: Readonly<Record<string, unknown>>;
  aiCategorisationOptions: readonly number[];
  /** Switches that were set, by name. No call shows them and the account does not act on them. */
  switches: Readonly<Record<string, boolean>>;
}

export interface Mailbox {
  readonly id: number;
  readonly email: string;
  fromName: string;
  esp: "GMAIL" | "OUTLOOK" | "SMTP";
  clientId: number | null;
  username: string;
  /** Made up, or as given to `POST /email-accounts/save`. */
  password: string;
  smtpHost: string;
  smtpPort: number;
  imapHost: string;
  imapPort: number;
  /** HTML; empty = the world writes one. */
  signature: string;
  maxEmailsPerDay: number;
  isWarmupEnabled: boolean;
  settings: MailboxSettings;
  readonly createdAt: number;
  /** Why it cannot be reached, `null` while it can. An email sent from it later shows that it was connected again. */
  connectionError: string | null;
  /** No mail of a campaign goes out, and no warm-up, while it is. */
  isSuspended: boolean;
  /** How it was warmed up before, oldest first; left out = always as now. */
  formerWarmups?: readonly FormerWarmup[];
}

/** The person that events show, apart from a campaign, and what the account knows of them besides. */
export interface Lead extends Mutable<Omit<LeadSnapshot, "mapId" | "id">> {
  readonly id: number;
  readonly createdAt: number;
  isUnsubscribed: boolean;
  unsubscribedClientIdMap: Readonly<Record<string, boolean>>;
}

/** What is told of a lead when it is added or changed; the account adds the rest. */
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

/** What is known of one sent email beyond its text. */
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
  /** The mailbox that its first email went out from, or will. */
  mailboxId: number;
  readonly createdAt: number;
  status: LeadStatus;
  /** The category belongs to the enrolment, not to the lead (E8). */
  category: Category | null;
  /** What the newest reply will be categorised as; `null` = nothing waits to be. */
  awaitedCategory: Category | null;
  /** The last step that was reached; 0 = none yet. */
  currentStep: number;
  /** When the step last reached was taken; `null` = none yet. */
  lastStepAt: number | null;
  /** The next step goes out no earlier, whatever its delay says; `null` = as its delay says (`resume` with a delay). */
  notBefore: number | null;
  /** The step last reached is a manual one that nobody has completed: the sequence waits. */
  awaitsManualStep: boolean;
  /** A reply came in that nobody has looked at: the master inbox's `has_new_unread_email`. */
  isUnread: boolean;
  /** All replies so far, those included that a full thread has dropped. */
  replyCount: number;
  readonly thread: ThreadMessage[];
  /** By stats id. */
  readonly activity: Map<string, MessageActivity>;
  /** The emails of its sequence as analytics count them, oldest first; only thread.ts changes them. */
  readonly mails: MailRecord[];
  /** The same as numbers, made when they are read; `null` = not since the last change. It is not saved. */
  mailRow: Float64Array | null;
  /** `null` = none. */
  marks: InboxMarks | null;
}

/** An answer given to `reply-email-thread` and its way out (smartlead.md §4 "Reply and master inbox"). It is written into the thread when it goes out. */
export interface QueuedAnswer {
  readonly messageId: string;
  readonly statsId: string;
  readonly mapId: number;
  /** The stats id of the email that it answers. */
  readonly answersStatsId: string;
  readonly queuedAt: number;
  /** When it goes out; `queuedAt` unless another time was asked for. */
  readonly sendAt: number;
  /** `null` = still queued. */
  sentAt: number | null;
  readonly to: string;
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly html: string;
}

/** An untracked mail as the account keeps it. */
export interface UntrackedReply extends UntrackedMail {
  /** Epoch ms. */
  readonly at: number;
  readonly mailboxId: number;
}
