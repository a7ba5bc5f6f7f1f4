import { DAY_MS } from "../../base/time/calendar.ts";
import type { CampaignStatus } from "../events/event.ts";
import type { Campaign, Mailbox, SequenceStep } from "./account.ts";
import type { AccountBasis } from "./account-store.ts";
import { domainOf } from "./identifiers.ts";
import { warmedUp } from "./mailbox-settings.ts";
import { bodyHtml, SEQUENCES, type StepText } from "./texts/sequences.ts";

/**
 * The clients, mailboxes and campaigns of every seeded account. Their ids are the same in every run, so that a config file or a test can
 * name them.
 */
export function planAccount(now: number): AccountBasis {
  return {
    clients: CLIENTS.map((client) => ({
      ...client,
      password: null,
      permission: ["full_access"],
      logo: null,
      logoUrl: null,
      credits: null,
      createdAt: now - CLIENT_AGE_DAYS * DAY_MS,
    })),
    mailboxes: MAILBOXES.map((mailbox) => ({
      ...mailbox,
      ...mailServersOf(mailbox.email, mailbox.esp),
      signature: "",
      maxEmailsPerDay: DEFAULT_MAX_EMAILS_PER_DAY,
      isWarmupEnabled: true,
      settings: warmedUp({ id: mailbox.id, createdAt: now - MAILBOX_AGE_DAYS * DAY_MS }),
      createdAt: now - MAILBOX_AGE_DAYS * DAY_MS,
      connectionError: null,
      isSuspended: false,
    })),
    campaigns: CAMPAIGNS.map((plan) => campaignOfPlan(plan, now)),
  };
}

/** How many of the seeded leads start in each campaign, by campaign id: 60 in all. */
export function plannedLeadCounts(): ReadonlyMap<number, number> {
  return new Map(CAMPAIGNS.map(({ id, leadCount }) => [id, leadCount]));
}

interface CampaignPlan {
  readonly id: number;
  readonly name: string;
  readonly status: CampaignStatus;
  readonly clientId: number | null;
  readonly ageDays: number;
  readonly mailboxIds: readonly number[];
  readonly timezone: string;
  readonly trackSettings: readonly string[];
  readonly unsubscribeText: string;
  readonly sequence: readonly StepText[];
  readonly leadCount: number;
}

const CLIENT_AGE_DAYS = 210;
const MAILBOX_AGE_DAYS = 180;
/** Default of the emails that a mailbox may send per day; the reference does not have SmartLead's advice for a warmed-up one. */
export const DEFAULT_MAX_EMAILS_PER_DAY = 50;
const HARBORLINE = 30101;
const FERNHILL = 30102;

const CLIENTS = [
  {
    id: HARBORLINE,
    uuid: "5b0d8f0e-2c64-4c3b-9a55-6f1e8f6f3a01",
    name: "Harborline Logistics",
    email: "ops@harborline.example",
  },
  { id: FERNHILL, uuid: "c1a7e2d4-9b18-4f0c-8d3e-2a4b6c8d0e02", name: "Fernhill HR", email: "growth@fernhill.example" },
] as const;

const MAILBOXES = [
  { id: 130001, email: "maya@northlight-outreach.example", fromName: "Maya Brandt", esp: "GMAIL", clientId: null },
  { id: 130002, email: "tom.ellery@northlight-outreach.example", fromName: "Tom Ellery", esp: "GMAIL", clientId: null },
  {
    id: 130003,
    email: "dana.kowalski@tryharborline.example",
    fromName: "Dana Kowalski",
    esp: "OUTLOOK",
    clientId: HARBORLINE,
  },
  { id: 130004, email: "marcus@tryharborline.example", fromName: "Marcus Reed", esp: "OUTLOOK", clientId: HARBORLINE },
  { id: 130005, email: "elena@fernhill-team.example", fromName: "Elena Voss", esp: "GMAIL", clientId: FERNHILL },
  { id: 130006, email: "ravi.shah@fernhill-team.example", fromName: "Ravi Shah", esp: "SMTP", clientId: FERNHILL },
] as const;

/** In order of id, oldest first. */
const CAMPAIGNS: readonly CampaignPlan[] = [
  {
    id: 3600001,
    name: "Site audit - owner-led firms",
    status: "ACTIVE",
    clientId: null,
    ageDays: 44,
    mailboxIds: [130001, 130002],
    timezone: "America/New_York",
    trackSettings: [],
    unsubscribeText: "",
    sequence: SEQUENCES.siteAudit,
    leadCount: 18,
  },
  {
    id: 3600002,
    name: "Harborline - Midwest lanes",
    status: "ACTIVE",
    clientId: HARBORLINE,
    ageDays: 38,
    mailboxIds: [130003, 130004],
    timezone: "America/Chicago",
    trackSettings: [],
    unsubscribeText: "Not for you? Tell me and I won't write again.",
    sequence: SEQUENCES.freight,
    leadCount: 15,
  },
  {
    id: 3600003,
    name: "Fernhill - faster interviews",
    status: "ACTIVE",
    clientId: FERNHILL,
    ageDays: 31,
    mailboxIds: [130005, 130006],
    timezone: "Europe/London",
    trackSettings: [],
    unsubscribeText: "",
    sequence: SEQUENCES.hiring,
    leadCount: 15,
  },
  {
    id: 3600004,
    name: "Webinar follow-up",
    status: "PAUSED",
    clientId: null,
    ageDays: 26,
    mailboxIds: [130001, 130002],
    timezone: "America/New_York",
    trackSettings: ["DONT_EMAIL_OPEN"],
    unsubscribeText: "",
    sequence: SEQUENCES.webinar,
    leadCount: 12,
  },
];

const FIRST_STEP_ID = 5_200_000;

function campaignOfPlan(plan: CampaignPlan, now: number): Campaign {
  const { id, name, status, clientId, ageDays, mailboxIds, timezone, trackSettings, unsubscribeText, sequence } = plan;
  const createdAt = now - ageDays * DAY_MS;
  return {
    id,
    name,
    status,
    clientId,
    parentId: null,
    subsequence: null,
    teamMemberId: null,
    createdAt,
    updatedAt: createdAt,
    steps: sequence.map((step, index) =>
      stepOfText(step, { id: FIRST_STEP_ID + (id % 100) * 100 + index, number: index + 1, createdAt }),
    ),
    mailboxIds,
    schedule: { timezone, days: [1, 2, 3, 4, 5], startHour: "09:00", endHour: "19:00" },
    scheduleStartTime: null,
    firstMailsAt: null,
    minMinutesBetweenEmails: 24,
    maxLeadsPerDay: 100,
    stopLeadSettings: "REPLY_TO_AN_EMAIL",
    trackSettings,
    followUpPercentage: 40,
    unsubscribeText,
    sendAsPlainText: false,
    enableAiEspMatching: true,
    bounceAutopauseThresholdPercent: 5,
    outOfOfficeDetection: {},
    aiCategorisationOptions: [],
    switches: {},
  };
}

function stepOfText(
  { kind, delayDays, subject, paragraphs }: StepText,
  { id, number, createdAt }: { id: number; number: number; createdAt: number },
): SequenceStep {
  const body = bodyHtml(paragraphs);
  return {
    id,
    number,
    delayDays,
    kind,
    subject,
    body,
    variants: [],
    distribution: null,
    createdAt,
    updatedAt: createdAt,
  };
}

/** The servers of a seeded mailbox: under its own reserved domain, so that no real host is named. */
export function mailServersOf(
  email: string,
  esp: Mailbox["esp"],
): Pick<Mailbox, "username" | "password" | "smtpHost" | "smtpPort" | "imapHost" | "imapPort"> {
  const domain = domainOf(email);
  return {
    username: email,
    password: `made-up-${esp.toLowerCase()}-password`,
    smtpHost: `smtp.${domain}`,
    smtpPort: 465,
    imapHost: `imap.${domain}`,
    imapPort: 993,
  };
}
