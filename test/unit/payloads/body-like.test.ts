import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSmartLead, type SmartLead } from "../../../src/index.ts";
import { ALL_EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { restyledTime, timeOf } from "../../../src/smartlead/payloads/own/body-like.ts";
import { sample } from "../drift/samples.ts";

let smartlead: SmartLead;
beforeAll(async () => {
  smartlead = await createSmartLead({ target: () => new Response("{}"), clock: "virtual", run: "other", seed: 99 });
});
afterAll(() => smartlead.close());

const RECORDED = {
  event: "EMAIL_REPLIED",
  event_timestamp: "2025-03-01 10:20:30",
  received_at: 1740824500,
  to_email: "ada@analytical.example",
  to_name: "Ada Lovelace",
  lead: { email: "ada@analytical.example", note: "Ada Lovelace <ada@analytical.example> wrote", opted_in: true },
  sl_email_lead_id: "123456789",
  lead_id: 123456789,
  campaign_id: "555",
  stats_id: "0f0e0d0c-0000-4000-8000-000000000001",
  trace: "0f0e0d0c-1111-4000-8000-000000000002",
  secret_key: "0f0e0d0c-2222-4000-8000-000000000003",
  message_id: "<0f0e0d0c-0000-4000-8000-000000000001@mail.example>",
  owner_email: "boss@agency.example",
  tags: [],
  score: 12,
  client_id: null,
};

async function like(recorded: object): Promise<Record<string, unknown>> {
  const event = await smartlead.emit("EMAIL_REPLY", {}, { like: recorded as Record<string, unknown> });
  return { ...event.deliveries[0]?.json<Record<string, unknown>>(), lead_of_event: event.lead_email };
}

describe("a body like a recorded one", () => {
  it("keeps every key, type and style, and tells of another lead", async () => {
    const { lead_of_event: email, ...body } = await like(RECORDED);
    const lead = smartlead.world.lead(String(email));
    expect(Object.keys(body)).toEqual(Object.keys(RECORDED));
    expect(body).toMatchObject({
      event: "EMAIL_REPLIED",
      event_timestamp: expect.stringMatching(/^2026-01-05 \d\d:\d\d:\d\d$/),
      received_at: expect.any(Number),
      to_email: email,
      to_name: `${lead?.first_name} ${lead?.last_name}`,
      lead: { email, note: `${lead?.first_name} ${lead?.last_name} <${email}> wrote`, opted_in: true },
      sl_email_lead_id: String(lead?.id),
      lead_id: lead?.id,
      campaign_id: expect.stringMatching(/^36000/),
      tags: [],
      score: 12,
      client_id: null,
    });
    expect(new Date(Number(body.received_at) * 1_000).getUTCFullYear()).toBe(2026);
  });

  it("holds nothing of the recorded people, ids and keys", async () => {
    const text = JSON.stringify(await like(RECORDED));
    expect(text).not.toMatch(/ada|lovelace|analytical|0f0e0d0c|123456789|boss@/i);
  });

  it("keeps a text that the account does not know, and moves times in the format that they have", async () => {
    const own = {
      ...{ note_text: "call on Monday", email_opt_in_body: "yes", company_size: "11-50", webhook_label: "CRM" },
      ...{ external_lead_number: 1_740_824_500, ticket: "1740824500" },
    };
    const times = { seen_at: "2025-03-01 10:20:30", synced: 1_740_824_430, pushed_ts: "1740824430000" };
    const { lead_of_event: email, ...body } = await like({
      event_type: "EMAIL_REPLY",
      stats_id: "x",
      contact_first_name: "Zed",
      ...own,
      ...times,
    });
    const lead = smartlead.world.lead(String(email));
    expect(body).toMatchObject({ ...own, contact_first_name: lead?.first_name });
    const at = new Date(`${String(body.seen_at).replace(" ", "T")}Z`).getTime();
    expect(body.seen_at).toMatch(/^2026-01-05 \d\d:\d\d:\d\d$/);
    expect([Number(body.synced) * 1_000, Number(body.pushed_ts)]).toEqual([at, at].map((ms) => expect.closeTo(ms, -4)));
    expect([typeof body.synced, body.pushed_ts]).toEqual(["number", expect.stringMatching(/^\d{13}$/)]);
  });

  it.each(ALL_EVENT_TYPES)("of its own %s in live is that of the event, to the last field", async (type) => {
    const event = await smartlead.emit(type, {}, { like: sample("live", type) });
    const plain = await smartlead.emit(type, {}, { like: sample("live", type) });
    for (const { deliveries } of [event, plain]) {
      const body = deliveries[0]?.json<object>();
      if (body !== undefined && body !== null) {
        expect(Object.keys(body)).toEqual(Object.keys(sample("live", type)));
      }
    }
  });

  it.each([
    ["2026-01-05T09:00:00.000Z", "2027-02-03T04:05:06.789Z"],
    ["2026-01-05T09:00:00+00:00", "2027-02-03T04:05:06+00:00"],
    ["2026-01-05 09:00:00", "2027-02-03 04:05:06"],
    ["2026-01-05T10:00:00.12+0100", "2027-02-03T04:05:06.78+0000"],
    ["1767603600", "1801627506"],
    [1_767_603_600, 1_801_627_506],
    [1_767_603_600_000, 1_801_627_506_789],
  ])("writes a time as it was written: %s", (style, expected) => {
    expect(restyledTime(style, Date.UTC(2027, 1, 3, 4, 5, 6, 789))).toBe(expected);
    expect(timeOf(style)).toBeGreaterThan(Date.UTC(2026, 0, 5, 8));
  });

  it("takes no id for a time", () => {
    expect([timeOf(3600001), timeOf(123456789), timeOf("12"), timeOf("2026-13-45T99:00:00Z")]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
