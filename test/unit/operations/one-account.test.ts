import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/smartlead/events/event.ts";
import { buildPayload } from "../../../src/smartlead/payloads/build-payload.ts";
import { DIALECTS, type DialectName } from "../../../src/smartlead/payloads/dialect.ts";
import { LEAD_EVENT_TYPES } from "../../lead-event-types.ts";
import { type Api, anApi } from "./an-api.ts";

/** Bodies and answers are JSON: looked into by key. */
type Json = Record<string, ReturnType<typeof JSON.parse>>;

/** Without the first sending, which comes with EMAIL_SENT. */
const LEAD_EVENTS = LEAD_EVENT_TYPES.filter((type) => type !== "FIRST_EMAIL_SENT");

type LeadEvent = Extract<Event, { type: (typeof LEAD_EVENTS)[number] }>;

function happened(api: Api, type: (typeof LEAD_EVENTS)[number]): LeadEvent {
  return Object.assign(api.mock.world.apply(type), { id: "evt_1", cause: "trigger" }) as LeadEvent;
}

/** The same event in every dialect that has it; what goes over the wire. */
function bodiesOf(event: Event): Partial<Record<DialectName, Json>> {
  const webhook = { id: 670_001, name: "crm", url: "http://127.0.0.1:3000/hook", createdAt: 0 };
  const context = { webhook, secretKey: "9d1f0c52-3a0e-4b7e-8f5c-2f2f3f6d1a77" };
  const entries = DIALECTS.flatMap((dialect) => {
    const payload = buildPayload(event, dialect, context);
    return payload.kind === "body" ? [[dialect, JSON.parse(JSON.stringify(payload.body))]] : [];
  });
  return Object.fromEntries(entries);
}

function read(api: Api, path: string, query: Record<string, string> = {}): Json {
  const { status, body } = api.call("GET", path, { query });
  expect(status).toBe(200);
  return JSON.parse(JSON.stringify(body));
}

/** What each route that shows this lead in this campaign tells of it, under the same names. */
function toldByRest(api: Api, campaignId: number, leadId: number, email: string) {
  const listed = read(api, `/campaigns/${campaignId}/leads`).data.find((row: Json) => row.lead.id === leadId);
  const byEmail = read(api, "/leads", { email });
  const inCampaign = byEmail.lead_campaign_data.find((row: Json) => row.campaign_id === campaignId);
  const byId = read(api, `/leads/${leadId}`).data[0];
  const exported = api.call("GET", `/campaigns/${campaignId}/leads-export`).body as string;
  const row = exported.split("\n").find((line) => line.includes(email)) ?? "";
  const campaign = read(api, `/campaigns/${campaignId}`);
  return { listed, byEmail, inCampaign, byId, row, campaign, history: read(api, historyPath(campaignId, leadId)) };
}

function historyPath(campaignId: number, leadId: number): string {
  return `/campaigns/${campaignId}/leads/${leadId}/message-history`;
}

describe("one account, whoever shows it", () => {
  it.each(LEAD_EVENTS)("%s: bodies in every dialect and answers of every route tell the same lead", (type) => {
    const api = anApi();
    const event = happened(api, type);
    const { lead, campaign } = event;
    const told = toldByRest(api, campaign.id, lead.id, lead.email);
    expect(told.byEmail.id).toBe(String(lead.id));
    expect(told.byId.id).toBe(lead.id);
    expect(Number(told.listed.campaign_lead_map_id)).toBe(lead.mapId);
    expect(Number(told.inCampaign.campaign_lead_map_id)).toBe(lead.mapId);
    expect(told.row).toContain(String(lead.mapId));
    for (const field of ["first_name", "last_name", "email", "company_name", "phone_number", "custom_fields"]) {
      expect(told.byEmail[field]).toEqual(told.listed.lead[field]);
      expect(told.byId[field]).toEqual(told.listed.lead[field]);
    }
    expect(told.inCampaign.lead_category_id).toBe(told.listed.lead_category_id);
    expect(told.inCampaign.campaign_name).toBe(told.campaign.name);
    for (const [dialect, body] of Object.entries(bodiesOf(event))) {
      const text = JSON.stringify(body);
      expect(text, dialect).toContain(JSON.stringify(lead.email));
      expect(body.campaign_id, dialect).toBe(told.campaign.id);
      expect(body.campaign_name, dialect).toBe(told.campaign.name);
    }
  });

  it("a mail has the same ids, time and text in each body and in the history", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (seed) => {
        const api = anApi({ seed });
        const event = happened(api, "EMAIL_REPLY");
        if (event.type !== "EMAIL_REPLY") throw new Error("Something else happened.");
        const { guide = {}, live = {}, core = {} } = bodiesOf(event);
        const { history } = read(api, historyPath(event.campaign.id, event.lead.id));
        const sent = history.find((row: Json) => row.type === "SENT" && row.stats_id === live.stats_id);
        const reply = history.findLast((row: Json) => row.type === "REPLY");
        expect(live.sent_message.message_id).toBe(sent.message_id);
        expect(live.sent_message.html).toBe(sent.email_body);
        expect(Date.parse(live.sent_message.time)).toBe(Date.parse(sent.time));
        expect(live.reply_message.message_id).toBe(reply.message_id);
        expect(live.reply_body).toBe(reply.email_body);
        expect(guide.reply_body).toBe(reply.email_body);
        expect(JSON.stringify(core)).toContain(JSON.stringify(reply.email_body));
        expect(Date.parse(live.time_replied) - (Date.parse(reply.time) % 1000)).toBeLessThanOrEqual(
          Date.parse(reply.time),
        );
        expect(String(live.sl_email_lead_id)).toBe(String(event.lead.id));
        expect(live.sl_email_lead_map_id).toBe(event.lead.mapId);
      }),
      { numRuns: 25, seed: 4 },
    );
  });

  it("a category that is set by REST carries the history that the API shows", () => {
    const api = anApi({ dialect: "live", target: "http://127.0.0.1:9/hook" });
    const { campaign, lead } = happened(api, "EMAIL_REPLY");
    api.emitted();
    const path = `/campaigns/${campaign.id}/leads/${lead.id}/category`;
    expect(api.call("POST", path, { body: { category_id: 3 } }).status).toBe(200);
    expect(api.emitted()).toEqual(["LEAD_CATEGORY_UPDATED"]);
    const id = api.mock.deliveries.list({}, { limit: 1 }).data[0]?.id ?? "";
    const body: Json = JSON.parse(api.mock.deliveries.get(id)?.request?.body ?? "{}");
    const { history } = read(api, historyPath(campaign.id, lead.id));
    expect(body.history.map((row: Json) => row.message_id)).toEqual(history.map((row: Json) => row.message_id));
    expect(body.lead_category.new_name).toBe("Not Interested");
    expect(toldByRest(api, campaign.id, lead.id, lead.email).listed.lead_category_id).toBe(3);
    void api.mock.close(0);
  });
});
