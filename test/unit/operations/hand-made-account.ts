import type {
  Campaign,
  Client,
  Enrolment,
  Lead,
  Mailbox,
  MessageActivity,
} from "../../../src/smartlead/account/account.ts";
import { CrmStore } from "../../../src/smartlead/account/crm-store.ts";
import { warmedUp } from "../../../src/smartlead/account/mailbox-settings.ts";
import type { OperationContext, OperationWorld } from "../../../src/smartlead/api/operation.ts";
import { WebhookRegistry } from "../../../src/smartlead/webhooks/registry.ts";

/** 2026-01-05T09:00:00.000Z */
export const NOW = Date.UTC(2026, 0, 5, 9);
const DAY_MS = 86_400_000;

const client: Client = {
  id: 901,
  uuid: "6f0c2f1e-8f0b-4a58-9f7e-3f0a4b6c7d8e",
  name: "Acme",
  email: "owner@acme.example",
  password: null,
  permission: ["full_access"],
  logo: null,
  logoUrl: null,
  credits: null,
  createdAt: NOW - 90 * DAY_MS,
};

function aCampaign(id: number, clientId: number | null): Campaign {
  return {
    id,
    name: `Campaign ${id}`,
    status: "ACTIVE",
    clientId,
    parentId: null,
    subsequence: null,
    teamMemberId: null,
    createdAt: NOW - 30 * DAY_MS,
    updatedAt: NOW - 2 * DAY_MS,
    steps: [],
    mailboxIds: [77],
    schedule: { timezone: "America/New_York", days: [1, 2, 3, 4, 5], startHour: "09:00", endHour: "19:00" },
    scheduleStartTime: null,
    firstMailsAt: null,
    minMinutesBetweenEmails: 24,
    maxLeadsPerDay: 100,
    stopLeadSettings: "REPLY_TO_AN_EMAIL",
    trackSettings: ["DONT_EMAIL_OPEN"],
    followUpPercentage: 20,
    unsubscribeText: "",
    sendAsPlainText: false,
    enableAiEspMatching: true,
    bounceAutopauseThresholdPercent: 5,
    outOfOfficeDetection: {},
    aiCategorisationOptions: [],
    switches: {},
  };
}

function aLead(id: number, firstName: string): Lead {
  return {
    id,
    email: `${firstName.toLowerCase()}@lead.example`,
    firstName,
    lastName: "Lovelace",
    companyName: "Analytical Engines",
    phoneNumber: null,
    website: "https://lead.example",
    location: null,
    linkedinProfile: null,
    companyUrl: null,
    customFields: { role: "CTO" },
    createdAt: NOW - 20 * DAY_MS,
    isUnsubscribed: firstName === "Cleo",
    unsubscribedClientIdMap: {},
  };
}

const mailbox: Mailbox = {
  id: 77,
  email: "sam@sender.example",
  fromName: "Sam",
  esp: "GMAIL",
  clientId: null,
  username: "sam@sender.example",
  password: "secret",
  smtpHost: "smtp.sender.example",
  smtpPort: 465,
  imapHost: "imap.sender.example",
  imapPort: 993,
  signature: "",
  maxEmailsPerDay: 50,
  isWarmupEnabled: true,
  settings: warmedUp({ id: 77, createdAt: NOW }),
  createdAt: NOW - 60 * DAY_MS,
  connectionError: null,
  isSuspended: false,
};

const categories = [
  { id: 1, name: "Interested", sentimentType: "positive" },
  { id: 2, name: "Meeting Request", sentimentType: "positive" },
  { id: 3, name: "Not Interested", sentimentType: null },
] as const;

function anEnrolment(lead: Lead, campaignId: number): Enrolment {
  return {
    mapId: lead.id - 800_000_000,
    leadId: lead.id,
    campaignId,
    mailboxId: mailbox.id,
    createdAt: NOW - 10 * DAY_MS + (lead.id % 10) * 1_000,
    status: "STARTED",
    category: null,
    awaitedCategory: null,
    currentStep: 0,
    lastStepAt: null,
    notBefore: null,
    awaitsManualStep: false,
    isUnread: false,
    replyCount: 0,
    thread: [],
    activity: new Map(),
    mails: [],
    mailRow: null,
    marks: null,
  };
}

/** A lead who was mailed, opened it, clicked, answered and is interested. */
function aConversation(lead: Lead, campaignId: number): Enrolment {
  const statsId = "0b6f1c1e-7a52-4d0e-9a3c-5d8e2f41c7aa";
  const sent = {
    kind: "SENT",
    statsId,
    messageId: `<${statsId}@sender.example>`,
    at: NOW - 2 * DAY_MS,
    subject: "Quick question",
    html: "<div>Hi Ada</div>",
    text: "Hi Ada",
    from: mailbox.email,
    to: lead.email,
    cc: [],
    bcc: [],
    sequenceNumber: 1,
  } as const;
  const reply = {
    kind: "REPLY",
    statsId,
    messageId: "<reply-1@lead.example>",
    at: NOW - DAY_MS,
    subject: "Re: Quick question",
    html: "<div>yes</div>",
    text: "yes\n",
    from: lead.email,
    fromName: "Ada Lovelace",
    to: mailbox.email,
    cc: ["boss@lead.example"],
  } as const;
  const activity: MessageActivity = {
    openCount: 2,
    clickCount: 1,
    clickedLinks: { "https://sender.example/a": 1 },
    isBounced: false,
    openedAt: NOW - 1.5 * DAY_MS,
    clickedAt: NOW - 0.5 * DAY_MS,
  };
  return {
    ...anEnrolment(lead, campaignId),
    status: "COMPLETED",
    category: categories[0],
    currentStep: 1,
    lastStepAt: sent.at,
    replyCount: 1,
    thread: [sent, reply],
    activity: new Map([[statsId, activity]]),
    mails: [
      {
        statsId,
        at: sent.at,
        mailboxId: mailbox.id,
        stepId: 1,
        stepNumber: 1,
        opens: [NOW - 1.5 * DAY_MS, 2],
        clicks: [NOW - 0.5 * DAY_MS, 1],
        replies: [reply.at, 1],
        bouncedAt: null,
        unsubscribedAt: null,
      },
    ],
  };
}

/** An account small enough to know by heart: campaign 11 (of client 901) with Ada, Bob and Cleo, campaign 12 (of no client) with Ada. */
function aHandMadeWorld(): OperationWorld {
  const [ada, bob, cleo] = [aLead(4_100_000_001, "Ada"), aLead(4_100_000_002, "Bob"), aLead(4_100_000_003, "Cleo")];
  const campaigns = [aCampaign(11, client.id), aCampaign(12, null)];
  const leads = [ada, bob, cleo];
  const enrolments = [
    aConversation(ada, 11),
    anEnrolment(bob, 11),
    anEnrolment(cleo, 11),
    { ...anEnrolment(ada, 12), mapId: 3_300_000_099 },
  ];
  return {
    clients: [client],
    campaigns,
    mailboxes: [mailbox],
    leads,
    untrackedReplies: [],
    queuedAnswers: [],
    apiKeys: [],
    categories,
    crm: new CrmStore(),
    pastMails: [],
    revision: 0,
    campaign: (id) => campaigns.find((campaign) => campaign.id === id),
    client: (id) => (id === client.id ? client : undefined),
    lead: (id) => leads.find((lead) => lead.id === id),
    leadByEmail: (email) => leads.find((lead) => lead.email === email.toLowerCase()),
    mailbox: (id) => (id === mailbox.id ? mailbox : undefined),
    enrolmentsOf: (id) => enrolments.filter((enrolment) => enrolment.campaignId === id),
    enrolmentsOfLead: (id) => enrolments.filter((enrolment) => enrolment.leadId === id),
    enrolmentByMapId: (mapId) => enrolments.find((enrolment) => enrolment.mapId === mapId),
    enrolment: (campaignId, leadId) =>
      enrolments.find((enrolment) => enrolment.campaignId === campaignId && enrolment.leadId === leadId),
  };
}

/** A context over a world, with nothing delivered and every address allowed unless said otherwise. */
export function aContext(parts: Partial<OperationContext> = {}): OperationContext {
  return {
    world: aHandMadeWorld(),
    webhooks: new WebhookRegistry(() => NOW),
    seed: 1,
    isWorldTime: false,
    isStrictQuery: false,
    notice: () => {},
    now: () => NOW,
    change: () => {
      throw new Error("The hand-made world does not change.");
    },
    summary: () => ({ total: 0, delivered: 0, failed: 0, pending: 0, retriedFailures: 0, byEventType: {} }),
    retrigger: () => ({ count: 0, done: null }),
    checkTarget: () => null,
    ...parts,
  };
}
