import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { World } from "../../../src/smartlead/account/world.ts";
import type { Event } from "../../../src/smartlead/events/event.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../../../src/smartlead/events/event-types.ts";
import { buildPayload } from "../../../src/smartlead/payloads/build-payload.ts";
import type { DialectName } from "../../../src/smartlead/payloads/dialect.ts";
import { databaseTimestamp } from "../../../src/smartlead/payloads/timestamps.ts";
import { aLead, aLeadUnsubscribed, anEmailBounce, anEmailReply, anEmailSent, aReply, EVENTS } from "./events.ts";

/** Bodies are looked into by key. */
type Body = Record<string, ReturnType<typeof JSON.parse>>;

const SECRET_KEY = "9d1f0c52-3a0e-4b7e-8f5c-2f2f3f6d1a77";
const WEBHOOK = {
  id: 670_001,
  name: "hook",
  url: "https://dev.example.com/hook?token=abc",
  createdAt: 1_772_711_411_530,
};

function bodyOf(event: Event, dialect: DialectName = "live"): Body {
  const payload = buildPayload(event, dialect, { webhook: WEBHOOK, secretKey: SECRET_KEY });
  if (payload.kind !== "body") throw new Error(payload.reason);
  return payload.body;
}

/** smartlead.md §2: the rows with E = y in the table's order, or C where nothing was captured; `a{b c}` for an object's keys. */
const MAIL = "from_email to_email to_name time_sent event_timestamp campaign_name campaign_id sequence_number";
const SENT_MESSAGE = "sent_message{message_id html text time}";
const SENT = `sl_email_lead_id sl_email_lead_map_id campaign_status client_id stats_id ${MAIL} custom_subject custom_email_message sent_message_body ${SENT_MESSAGE} subject message_id`;
const ENGAGED = `campaign_name campaign_id sequence_number subject sent_message_body ${SENT_MESSAGE}`;
const WHO = "sl_email_lead_id sl_email_lead_map_id campaign_status client_id stats_id from_email to_email to_name";
const HEAD = "secret_key app_url ui_master_inbox_link description metadata{webhook_created_at}";
const END = "webhook_url webhook_id webhook_name event_type";

const KEYS: Readonly<Partial<Record<AnyEventType, string>>> = {
  EMAIL_SENT: `${SENT} ${HEAD} ${END}`,
  FIRST_EMAIL_SENT: `${SENT} ${HEAD} ${END}`,
  EMAIL_OPEN: `${WHO} time_opened event_timestamp ${ENGAGED} ${HEAD} ${END}`,
  EMAIL_LINK_CLICK: `${WHO} time_clicked event_timestamp link_clicked link_details ${ENGAGED} ${HEAD} ${END}`,
  EMAIL_REPLY: `campaign_status stats_id reply_source sl_email_lead_id sl_email_lead_map_id sl_lead_email from_email cc_emails subject sent_message_body ${SENT_MESSAGE} to_email to_name time_replied event_timestamp reply_message{message_id html text time} reply_body message_id preview_text campaign_name campaign_id client_id sequence_number ${HEAD} leadCorrespondence{targetLeadEmail replyReceivedFrom repliedCompanyDomain} ${END}`,
  EMAIL_BOUNCE: `sl_email_lead_id campaign_status client_id stats_id ${MAIL} custom_subject custom_email_message sent_message_body ${SENT_MESSAGE} subject message_id is_bounced is_sender_originated_bounce bounce_reply_message_id bounce_reply_email bounce_reply_email_preview bounce_message{message_id html text time} ${HEAD} ${END}`,
  LEAD_UNSUBSCRIBED: `campaign_status client_id event_timestamp lead_email to_email from_email lead_name to_name campaign_name sent_message{message_id text} campaign_id unsubscribed_client_id_map{} ${HEAD} ${END}`,
  CAMPAIGN_STATUS_CHANGED: `previous_status current_status campaign_status client_id campaign_name campaign_id secret_key app_url description metadata{webhook_created_at} ${END}`,
  UNTRACKED_REPLIES: `event_timestamp reply_message{message_id html text time} sender_detail recipient_detail cc bcc subject visible_text has_attachment secret_key description metadata{webhook_created_at} ${END}`,
  MANUAL_STEP_REACHED: `lead_name lead_id lead_email sent_message_ids campaign_status campaign_name client_id campaign_id current_sequence_number secret_key app_url description metadata{webhook_created_at} ${END}`,
  LEAD_CATEGORY_UPDATED: `campaign_status client_id lead_id lead_email lead_name lead_data{email first_name last_name phone_number website location linkedin_profile company_url company_name custom_fields category} category lead_category_id event_timestamp lead_category{old_id old_name new_id new_name} current_sequence campaign_name campaign_id from from_email to to_email to_name history lastReply last_reply ${HEAD} ${END}`,
};

function keysOf(body: Body): string {
  const shown = Object.entries(body).map(([key, value]) => {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    const isRow = key === "lastReply" || key === "last_reply";
    return isObject && !isRow ? `${key}{${Object.keys(value).join(" ")}}` : key;
  });
  return shown.join(" ");
}

describe("live", () => {
  it.each(Object.entries(KEYS))("%s has the captured keys in the captured order", (type, keys) => {
    const event =
      type === "LEAD_UNSUBSCRIBED" ? aLeadUnsubscribed({ unsubscribedClientIdMap: {} }) : EVENTS[type as AnyEventType];
    expect(keysOf(bodyOf(event))).toBe(keys);
  });

  it.each(ALL_EVENT_TYPES)("%s holds every key of guide", (type) => {
    expect(Object.keys(bodyOf(EVENTS[type]))).toEqual(
      expect.arrayContaining(Object.keys(bodyOf(EVENTS[type], "guide"))),
    );
  });

  it("gives ids as texts and as numbers, where captures do", () => {
    expect(bodyOf(EVENTS.EMAIL_SENT)).toMatchObject({
      sl_email_lead_id: String(aLead.id),
      sl_email_lead_map_id: aLead.mapId,
    });
    expect(bodyOf(EVENTS.LEAD_CATEGORY_UPDATED).lead_id).toBe(aLead.id);
    expect(bodyOf(EVENTS.MANUAL_STEP_REACHED).lead_id).toBe(String(aLead.id));
  });

  it("carries the account's key, the webhook, and when that was made", () => {
    expect(bodyOf(EVENTS.EMAIL_OPEN)).toMatchObject({
      secret_key: SECRET_KEY,
      webhook_url: WEBHOOK.url,
      webhook_id: WEBHOOK.id,
      webhook_name: WEBHOOK.name,
      metadata: { webhook_created_at: "2026-03-05T11:50:11.530Z" },
    });
  });

  it("a bounce repeats the ids and the time of the send, and tells its own time in one place", () => {
    const sent = bodyOf(anEmailSent());
    const bounce = bodyOf(anEmailBounce());
    for (const key of ["stats_id", "message_id", "event_timestamp", "time_sent", "sent_message", "app_url"])
      expect(bounce[key]).toEqual(sent[key]);
    expect(bounce).not.toHaveProperty("sl_email_lead_map_id");
    expect(bounce.bounce_message.time).toMatch(/\.\d{3}Z$/);
  });

  it("an unsubscribe has no id of the lead, and no map id behind the sign", () => {
    const body = bodyOf(aLeadUnsubscribed());
    expect(body.app_url).toBe("https://app.smartlead.ai/app/master-inbox?leadMap=");
    expect(body.from_email).toBe("");
    expect(JSON.stringify(body)).not.toContain(String(aLead.id));
  });

  it.each([
    ["the lead", "lead@example.com", "SameCompany", "Ada Lovelace"],
    ["a colleague", "colleague@example.com", "SameCompany", "Grace Hopper"],
    ["another company", "someone@other.example", "DifferentCompany", "Grace Hopper"],
    ["nobody that can be told", "lead@example.com", "Unknown", "Ada Lovelace"],
  ] as const)("a reply from %s names whoever answered", (_who, from, repliedCompanyDomain, name) => {
    const reply = { ...aReply, from, fromName: "Grace Hopper" };
    const body = bodyOf(anEmailReply({ reply, repliedCompanyDomain }));
    expect(body).toMatchObject({ sl_lead_email: "lead@example.com", to_email: from, to_name: name });
    expect(body.leadCorrespondence).toEqual({
      targetLeadEmail: "lead@example.com",
      replyReceivedFrom: from,
      repliedCompanyDomain,
    });
    expect(body.description).toBe(`${from} replied to Email 1 for campaign - ${body.campaign_name} `);
  });

  it("has a thread id from the second reply on, the same for the whole thread", () => {
    expect(bodyOf(anEmailReply({ replyNumber: 1 }))).not.toHaveProperty("stats_thread_id");
    const [second, third] = [2, 3].map((replyNumber) => bodyOf(anEmailReply({ replyNumber })).stats_thread_id);
    expect(second).toMatch(/^[0-9a-f-]{36}$/);
    expect(third).toBe(second);
  });

  it("its schema takes whatever the world brings about, whatever the seed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(...ALL_EVENT_TYPES), (seed, type) => {
        const world = new World({ seed, run: "t", clock: { now: () => Date.UTC(2026, 0, 5, 9) } });
        const event = Object.assign(world.apply(type), { id: "evt_1", cause: "trigger" }) as Event;
        const context = { webhook: WEBHOOK, secretKey: SECRET_KEY };
        expect(buildPayload(event, "live", context).kind).toBe("body");
        expect(["body", "withheld"]).toContain(buildPayload(event, "core", context).kind);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

describe("core", () => {
  it("has six events under other names; the rest is withheld with the reason", () => {
    const named = ALL_EVENT_TYPES.flatMap((type) => {
      const payload = buildPayload(EVENTS[type], "core", { webhook: WEBHOOK, secretKey: null });
      if (payload.kind === "withheld") expect(payload.reason).toContain(`The dialect core has no ${type}`);
      return payload.kind === "body" && "event" in payload.body ? [payload.body.event] : [];
    });
    expect(named.sort()).toEqual([
      "EMAIL_BOUNCED",
      "EMAIL_CLICKED",
      "EMAIL_OPENED",
      "EMAIL_REPLIED",
      "EMAIL_SENT",
      "EMAIL_UNSUBSCRIBED",
    ]);
  });
});

test.each([
  [0, 0, "1970-01-01T00:00:00+00:00"],
  [200, 0, "1970-01-01T00:00:00.2+00:00"],
  [23, 0, "1970-01-01T00:00:00.023+00:00"],
  [618, 881, "1970-01-01T00:00:00.618881+00:00"],
  [618, 880, "1970-01-01T00:00:00.61888+00:00"],
  [0, 5, "1970-01-01T00:00:00.000005+00:00"],
])("%i ms and %i µs are %s in the database's style", (ms, micros, text) => {
  expect(databaseTimestamp(ms, micros)).toBe(text);
});
