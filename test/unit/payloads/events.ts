import type { EventId } from "../../../src/base/ids.ts";
import type {
  CampaignBounceBreachEvent,
  CampaignSnapshot,
  CampaignStatusChangedEvent,
  EmailAccountDisconnectedEvent,
  EmailBounceEvent,
  EmailLinkClickEvent,
  EmailOpenEvent,
  EmailReplyEvent,
  EmailSentEvent,
  Event,
  LeadCategoryUpdatedEvent,
  LeadSnapshot,
  LeadUnsubscribedEvent,
  MailboxSnapshot,
  ManualStepReachedEvent,
  ReplyMessage,
  SentMessage,
  UntrackedRepliesEvent,
} from "../../../src/smartlead/events/event.ts";
import type { AnyEventType } from "../../../src/smartlead/events/event-types.ts";

/** 2026-03-05T12:01:58.023Z, the moment of the reference's samples. */
export const SENT_AT = 1_772_712_118_023;
const REPLIED_AT = SENT_AT + 6_692_000;
const STATS_ID = "0b6f1c1e-7a52-4d0e-9a3c-5d8e2f41c7aa";

export const aCampaign: CampaignSnapshot = { id: 3600001, name: "Demo campaign", status: "ACTIVE", clientId: 111 };

export const aLead: LeadSnapshot = {
  id: 4100000001,
  mapId: 3300000001,
  email: "lead@example.com",
  firstName: "Ada",
  lastName: "Lovelace",
  companyName: "Example Ltd",
  phoneNumber: null,
  website: "https://www.example.com",
  location: "London",
  linkedinProfile: null,
  companyUrl: "https://www.example.com",
  customFields: { job_title: "CTO" },
};

const aMailbox: MailboxSnapshot = { id: 130001, email: "sender@agency.example", name: "Sam Sender" };

export const aSentMessage: SentMessage = {
  kind: "SENT",
  statsId: STATS_ID,
  messageId: `<${STATS_ID}@agency.example>`,
  at: SENT_AT,
  subject: "Quick question",
  html: "<div>Hi Ada</div>",
  text: "Hi Ada",
  from: "sender@agency.example",
  to: "lead@example.com",
  cc: [],
  bcc: [],
  sequenceNumber: 1,
};

export const aReply: ReplyMessage = {
  kind: "REPLY",
  statsId: STATS_ID,
  messageId: "<CAx7Qk2@mail.example.com>",
  at: REPLIED_AT,
  subject: "Re: Quick question",
  html: '<div dir="ltr">yes</div><br><div class="gmail_quote">\r\nHi Ada</div>',
  text: "yes\n",
  from: "lead@example.com",
  fromName: "Ada Lovelace",
  to: "sender@agency.example",
  cc: [],
};

const id = "evt_0b6f1c1e7a524d0e9a3c" as EventId;
const cause = "trigger";
const about = { id, cause, campaign: aCampaign, lead: aLead, mailbox: aMailbox } as const;

export function anEmailSent(changes: Partial<EmailSentEvent> = {}): EmailSentEvent {
  return { ...about, type: "EMAIL_SENT", at: SENT_AT, message: aSentMessage, ...changes };
}

export function anEmailOpen(changes: Partial<EmailOpenEvent> = {}): EmailOpenEvent {
  const at = SENT_AT + 60_618;
  return { ...about, type: "EMAIL_OPEN", at, message: aSentMessage, openCount: 1, firstOpenedAt: at, ...changes };
}

export function anEmailLinkClick(changes: Partial<EmailLinkClickEvent> = {}): EmailLinkClickEvent {
  const links = ["https://example.com/demo"];
  return { ...about, type: "EMAIL_LINK_CLICK", at: SENT_AT + 120_000, message: aSentMessage, links, ...changes };
}

export function anEmailReply(changes: Partial<EmailReplyEvent> = {}): EmailReplyEvent {
  return {
    ...about,
    type: "EMAIL_REPLY",
    at: REPLIED_AT,
    message: aSentMessage,
    reply: aReply,
    replyNumber: 1,
    repliedCompanyDomain: "SameCompany",
    ...changes,
  };
}

export function anEmailBounce(changes: Partial<EmailBounceEvent> = {}): EmailBounceEvent {
  return {
    ...about,
    type: "EMAIL_BOUNCE",
    at: SENT_AT + 977,
    message: aSentMessage,
    bounce: {
      messageId: "<69f0a1b2.170a0220.1f.GMR@mx.example.com>",
      at: SENT_AT + 977,
      text: "Address not found Your message wasn&#39;t delivered to lead@example.com because the address couldn&#39;t be fo",
      isSenderOriginated: false,
    },
    ...changes,
  };
}

export function aLeadUnsubscribed(changes: Partial<LeadUnsubscribedEvent> = {}): LeadUnsubscribedEvent {
  return {
    ...about,
    type: "LEAD_UNSUBSCRIBED",
    at: SENT_AT + 9_861_917,
    message: aSentMessage,
    unsubscribedClientIdMap: { "111": true },
    ...changes,
  };
}

export function aLeadCategoryUpdated(changes: Partial<LeadCategoryUpdatedEvent> = {}): LeadCategoryUpdatedEvent {
  return {
    ...about,
    type: "LEAD_CATEGORY_UPDATED",
    at: REPLIED_AT + 5_000,
    oldCategory: null,
    newCategory: { id: 1, name: "Interested", sentimentType: "positive" },
    currentSequence: 1,
    history: [aSentMessage, aReply],
    lastReply: aReply,
    ...changes,
  };
}

function aCampaignStatusChanged(changes: Partial<CampaignStatusChangedEvent> = {}): CampaignStatusChangedEvent {
  return {
    id,
    cause,
    type: "CAMPAIGN_STATUS_CHANGED",
    at: SENT_AT,
    campaign: aCampaign,
    previousStatus: "PAUSED",
    ...changes,
  };
}

export function anUntrackedReply(changes: Partial<UntrackedRepliesEvent> = {}): UntrackedRepliesEvent {
  return {
    id,
    cause,
    type: "UNTRACKED_REPLIES",
    at: SENT_AT,
    mailbox: aMailbox,
    reply: {
      messageId: "<CAy9@mail.example.com>",
      from: "grace@example.org",
      fromName: "Grace Hopper",
      subject: "Re: hello",
      text: "hello",
      html: "",
      cc: "",
      bcc: "",
      hasAttachment: false,
    },
    ...changes,
  };
}

export function aManualStepReached(changes: Partial<ManualStepReachedEvent> = {}): ManualStepReachedEvent {
  const sentMessageIds = [aSentMessage.messageId];
  return { ...about, type: "MANUAL_STEP_REACHED", at: SENT_AT, stepNumber: 2, sentMessageIds, ...changes };
}

function anEmailAccountDisconnected(
  changes: Partial<EmailAccountDisconnectedEvent> = {},
): EmailAccountDisconnectedEvent {
  const error = "SMTP Failure - Host unavailable";
  return { id, cause, type: "EMAIL_ACCOUNT_DISCONNECTED", at: SENT_AT, mailbox: aMailbox, error, ...changes };
}

function aCampaignBounceBreach(changes: Partial<CampaignBounceBreachEvent> = {}): CampaignBounceBreachEvent {
  return {
    id,
    cause,
    type: "CAMPAIGN_BOUNCE_BREACH",
    at: SENT_AT,
    campaign: { ...aCampaign, status: "PAUSED" },
    bounceRatePercent: 5.263157894736842,
    thresholdPercent: 5,
    ...changes,
  };
}

/** One event of every type, always the same. */
export const EVENTS: Readonly<Record<AnyEventType, Event>> = {
  EMAIL_SENT: anEmailSent(),
  FIRST_EMAIL_SENT: anEmailSent({ type: "FIRST_EMAIL_SENT" }),
  EMAIL_OPEN: anEmailOpen(),
  EMAIL_LINK_CLICK: anEmailLinkClick(),
  EMAIL_REPLY: anEmailReply(),
  EMAIL_BOUNCE: anEmailBounce(),
  LEAD_UNSUBSCRIBED: aLeadUnsubscribed(),
  LEAD_CATEGORY_UPDATED: aLeadCategoryUpdated(),
  CAMPAIGN_STATUS_CHANGED: aCampaignStatusChanged(),
  UNTRACKED_REPLIES: anUntrackedReply(),
  MANUAL_STEP_REACHED: aManualStepReached(),
  EMAIL_ACCOUNT_DISCONNECTED: anEmailAccountDisconnected(),
  CAMPAIGN_BOUNCE_BREACH: aCampaignBounceBreach(),
  LINKEDIN_DISCONNECTED: {
    id,
    cause,
    type: "LINKEDIN_DISCONNECTED",
    at: SENT_AT,
    mailbox: aMailbox,
    linkedinAccountId: 5_130_001,
    error: "LinkedIn cookie is invalid",
  },
};
