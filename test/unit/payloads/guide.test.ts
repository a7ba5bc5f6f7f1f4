import { expect, test } from "vitest";
import type { Event } from "../../../src/smartlead/events/event.ts";
import type { AnyEventType } from "../../../src/smartlead/events/event-types.ts";
import { ALL_EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { buildPayload } from "../../../src/smartlead/payloads/build-payload.ts";
import {
  aCampaign,
  aLead,
  aLeadCategoryUpdated,
  aLeadUnsubscribed,
  aManualStepReached,
  anEmailBounce,
  anEmailLinkClick,
  anEmailOpen,
  anEmailReply,
  anEmailSent,
  anUntrackedReply,
  aReply,
  aSentMessage,
  EVENTS,
  SENT_AT,
} from "./events.ts";

function bodyOf(event: Event): Record<string, unknown> {
  const payload = buildPayload(event, "guide", { webhook: null, secretKey: null });
  if (payload.kind !== "body") throw new Error(payload.reason);
  return payload.body;
}

/** smartlead.md §2, the rows whose column A is y, in the table's order, `event_type` first ("Common tail": first key in flat docs). */
const SENT_MAIL_KEYS = [
  "from_email",
  "to_email",
  "to_name",
  "time_sent",
  "campaign_name",
  "campaign_id",
  "sequence_number",
  "custom_subject",
  "custom_email_message",
  "message_id",
];

const KEYS: Readonly<Record<AnyEventType, readonly string[]>> = {
  EMAIL_SENT: ["event_type", ...SENT_MAIL_KEYS], // A1, A2: 11 flat keys
  FIRST_EMAIL_SENT: ["event_type", ...SENT_MAIL_KEYS], // A: same structure as EMAIL_SENT
  EMAIL_OPEN: [
    "event_type",
    "from_email",
    "to_email",
    "to_name",
    "time_opened",
    "campaign_name",
    "campaign_id",
    "sequence_number",
  ], // A
  EMAIL_LINK_CLICK: [
    "event_type",
    "from_email",
    "to_email",
    "to_name",
    "time_clicked",
    "link_clicked",
    "campaign_name",
    "campaign_id",
    "sequence_number",
  ], // A
  EMAIL_REPLY: [
    "event_type",
    "from_email",
    "subject",
    "to_email",
    "to_name",
    "time_replied",
    "reply_body",
    "preview_text",
    "campaign_name",
    "campaign_id",
    "client_id",
    "sequence_number",
  ], // A
  EMAIL_BOUNCE: ["event_type", ...SENT_MAIL_KEYS, "is_bounced", "bounce_reply_message_id", "bounce_reply_email"], // PRODUCT §2
  LEAD_UNSUBSCRIBED: [
    "event_type",
    "lead_email",
    "lead_name",
    "campaign_name",
    "campaign_id",
    "unsubscribed_client_id_map",
  ], // A
  LEAD_CATEGORY_UPDATED: [
    "event_type",
    "lead_id",
    "lead_email",
    "lead_name",
    "lead_data",
    "category",
    "lead_category_id",
    "campaign_name",
    "campaign_id",
    "from",
    "to",
    "history",
    "lastReply",
  ], // A
  CAMPAIGN_STATUS_CHANGED: [
    "event_type",
    "previous_status",
    "current_status",
    "campaign_status",
    "client_id",
    "campaign_name",
    "campaign_id",
  ], // PRODUCT §2
  UNTRACKED_REPLIES: [
    "event_type",
    "event_timestamp",
    "sender_detail",
    "recipient_detail",
    "cc",
    "bcc",
    "subject",
    "visible_text",
    "has_attachment",
  ], // PRODUCT §2
  MANUAL_STEP_REACHED: [
    "event_type",
    "lead_name",
    "lead_id",
    "lead_email",
    "sent_message_ids",
    "campaign_status",
    "campaign_name",
    "client_id",
    "campaign_id",
    "current_sequence_number",
  ], // PRODUCT §2, C1
  EMAIL_ACCOUNT_DISCONNECTED: ["eventType", "accountId", "email", "error", "appUrl", "title", "message"], // D88
  CAMPAIGN_BOUNCE_BREACH: ["eventType", "campaignId", "error", "appUrl", "title", "message"], // D88
  LINKEDIN_DISCONNECTED: ["eventType", "accountId", "email", "error", "appUrl", "title", "message"], // assumed
};

test.each(ALL_EVENT_TYPES)("%s holds exactly the guide's keys in the guide's order and names itself first", (type) => {
  const body = bodyOf(EVENTS[type]);
  expect(Object.keys(body)).toEqual(KEYS[type]);
  expect(Object.values(body)[0]).toBe(type);
});

test("A sent mail has its time in whole seconds with Z and its message id without angle brackets", () => {
  expect(bodyOf(anEmailSent())).toMatchObject({
    to_name: "Ada Lovelace",
    time_sent: "2026-03-05T12:01:58Z",
    message_id: "0b6f1c1e-7a52-4d0e-9a3c-5d8e2f41c7aa@agency.example",
    custom_subject: "Quick question",
    custom_email_message: "<div>Hi Ada</div>",
  });
});

test("FIRST_EMAIL_SENT differs from EMAIL_SENT in nothing but its name", () => {
  const first = bodyOf(anEmailSent({ type: "FIRST_EMAIL_SENT" }));
  expect(first).toEqual({ ...bodyOf(anEmailSent()), event_type: "FIRST_EMAIL_SENT" });
});

test("An open and a click carry the time of the open and of the click, not of the sending", () => {
  expect(bodyOf(anEmailOpen()).time_opened).toBe("2026-03-05T12:02:58Z");
  expect(bodyOf(anEmailLinkClick())).toMatchObject({
    time_clicked: "2026-03-05T12:03:58Z",
    link_clicked: ["https://example.com/demo"],
  });
});

test("A bounce repeats the message id and the time of the sent mail", () => {
  const { event_type: _, ...sent } = bodyOf(anEmailSent());
  expect(bodyOf(anEmailBounce())).toMatchObject({ ...sent, is_bounced: true });
  expect(bodyOf(anEmailBounce()).bounce_reply_message_id).toBe("<69f0a1b2.170a0220.1f.GMR@mx.example.com>");
});

test.each([
  ["Re: Quick question", "Re: Quick question"],
  ["RE: Quick question", "RE: Quick question"],
  ["Quick question", "Re: Quick question"],
  ["Automatic reply: Quick question", "Re: Quick question"],
])("A reply with the subject %j is shown with the subject %j", (subject, shown) => {
  expect(bodyOf(anEmailReply({ reply: { ...aReply, subject } })).subject).toBe(shown);
});

test("A reply to a mail whose own subject begins with Re: does not get a second one", () => {
  const message = { ...aSentMessage, subject: "Re: our call" };
  expect(bodyOf(anEmailReply({ message, reply: { ...aReply, subject: "our call" } })).subject).toBe("Re: our call");
});

test("A reply that a colleague wrote is still addressed to the lead", () => {
  const reply = { ...aReply, from: "colleague@example.com", fromName: "Charles Babbage" };
  expect(bodyOf(anEmailReply({ reply }))).toMatchObject({ to_email: "lead@example.com", to_name: "Ada Lovelace" });
});

test("A reply in a campaign of no client has client_id null", () => {
  expect(bodyOf(anEmailReply({ campaign: { ...aCampaign, clientId: null } })).client_id).toBeNull();
});

test("An unsubscribe names the clients it holds for", () => {
  expect(bodyOf(aLeadUnsubscribed())).toMatchObject({
    lead_name: "Ada Lovelace",
    unsubscribed_client_id_map: { "111": true },
  });
});

test("A category update holds the lead, its category, the conversation and the last reply", () => {
  expect(bodyOf(aLeadCategoryUpdated())).toMatchInlineSnapshot(`
    {
      "campaign_id": 3600001,
      "campaign_name": "Demo campaign",
      "category": "Interested",
      "event_type": "LEAD_CATEGORY_UPDATED",
      "from": "sender@agency.example",
      "history": [
        {
          "email_body": "<div>Hi Ada</div>",
          "subject": "Quick question",
          "time": "2026-03-05T12:01:58Z",
          "type": "SENT",
        },
        {
          "email_body": "<div dir="ltr">yes</div><br><div class="gmail_quote">
    Hi Ada</div>",
          "subject": "Re: Quick question",
          "time": "2026-03-05T13:53:30Z",
          "type": "REPLY",
        },
      ],
      "lastReply": {
        "cc_emails": [],
        "email_body": "<div dir="ltr">yes</div><br><div class="gmail_quote">
    Hi Ada</div>",
        "message_id": "CAx7Qk2@mail.example.com",
        "stats_id": "0b6f1c1e-7a52-4d0e-9a3c-5d8e2f41c7aa",
        "time": "2026-03-05T13:53:30Z",
        "type": "REPLY",
      },
      "lead_category_id": 1,
      "lead_data": {
        "category": {
          "name": "Interested",
          "sentiment_type": "positive",
        },
        "company_name": "Example Ltd",
        "company_url": "https://www.example.com",
        "custom_fields": {
          "job_title": "CTO",
        },
        "email": "lead@example.com",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "linkedin_profile": null,
        "location": "London",
        "phone_number": null,
        "website": "https://www.example.com",
      },
      "lead_email": "lead@example.com",
      "lead_id": 4100000001,
      "lead_name": "Ada",
      "to": "lead@example.com",
    }
  `);
});

test("A category update before any reply has lastReply null", () => {
  const body = bodyOf(aLeadCategoryUpdated({ history: [aSentMessage], lastReply: null }));
  expect(body.lastReply).toBeNull();
  expect(body.history).toHaveLength(1);
});

test("An untracked reply has its time in milliseconds and its sender as Name <address>", () => {
  expect(bodyOf(anUntrackedReply())).toMatchObject({
    event_timestamp: "2026-03-05T12:01:58.023Z",
    sender_detail: "Grace Hopper <grace@example.org>",
    recipient_detail: "sender@agency.example",
  });
});

test("An untracked reply of a sender without a name shows the address alone", () => {
  const { reply } = anUntrackedReply();
  expect(bodyOf(anUntrackedReply({ reply: { ...reply, fromName: "" } })).sender_detail).toBe("grace@example.org");
});

test("A manual step has the lead's id as text and the sent mails' ids with angle brackets", () => {
  expect(bodyOf(aManualStepReached())).toMatchObject({
    lead_id: "4100000001",
    sent_message_ids: ["<0b6f1c1e-7a52-4d0e-9a3c-5d8e2f41c7aa@agency.example>"],
    current_sequence_number: 2,
  });
});

test("A lead without a last name has no space at the end of its name", () => {
  expect(bodyOf(anEmailSent({ lead: { ...aLead, lastName: "" } })).to_name).toBe("Ada");
});

test("A time on the full second shows no fraction either", () => {
  expect(bodyOf(anEmailSent({ message: { ...aSentMessage, at: SENT_AT - 23 } })).time_sent).toBe(
    "2026-03-05T12:01:58Z",
  );
});

test("The account's events are flat, in camelCase, and link to what needs attention", () => {
  expect([
    bodyOf(EVENTS.EMAIL_ACCOUNT_DISCONNECTED),
    bodyOf(EVENTS.CAMPAIGN_BOUNCE_BREACH),
    bodyOf(EVENTS.LINKEDIN_DISCONNECTED),
  ]).toMatchInlineSnapshot(`
    [
      {
        "accountId": 130001,
        "appUrl": "https://app.smartlead.ai/app/email-account/130001/error-state",
        "email": "sender@agency.example",
        "error": "SMTP Failure - Host unavailable",
        "eventType": "EMAIL_ACCOUNT_DISCONNECTED",
        "message": "Your email account sender@agency.example has been disconnected.
    Reason: SMTP Failure - Host unavailable
    It sends nothing until you reconnect it here: https://app.smartlead.ai/app/email-account/130001/error-state",
        "title": "Email account sender@agency.example needs attention",
      },
      {
        "appUrl": "https://app.smartlead.ai/app/email-campaign/3600001",
        "campaignId": 3600001,
        "error": "Your campaign bounce threshold has been breached",
        "eventType": "CAMPAIGN_BOUNCE_BREACH",
        "message": "Your campaign Demo campaign has been paused.
    Its bounce rate of 5.26% is above its threshold of 5%.
    Check its leads before you start it again.",
        "title": "Campaign Paused - Bounce threshold",
      },
      {
        "accountId": 5130001,
        "appUrl": "https://app.smartlead.ai/app/linkedin-account/5130001/error-state",
        "email": "sender@agency.example",
        "error": "LinkedIn cookie is invalid",
        "eventType": "LINKEDIN_DISCONNECTED",
        "message": "The LinkedIn account of Sam Sender has been disconnected.
    Reason: LinkedIn cookie is invalid
    Reconnect it here: https://app.smartlead.ai/app/linkedin-account/5130001/error-state",
        "title": "LinkedIn account of Sam Sender needs attention",
      },
    ]
  `);
});
