import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operationContext } from "../../../src/mock/operation-context.ts";
import { answerRequest } from "../../../src/smartlead/api/call-operation.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import { type ControlBench, openControl } from "./control-bench.ts";

let bench: ControlBench;

beforeAll(async () => {
  bench = await openControl();
});
afterAll(() => bench.close());

const get = async (path: string) => (await bench.call(path)).json;

async function refusal(path: string, body?: unknown): Promise<string> {
  const { status, json } = await bench.call(path, body === undefined ? {} : { body });
  return `${status} ${json.error.code}: ${json.error.message}`;
}

describe("the world", () => {
  test("shows campaigns and clients, and what each webhook gets and is kept from", async () => {
    const client = bench.mock.world.campaigns.find(({ clientId }) => clientId !== null);
    bench.mock.webhooks.create({
      name: "of the client",
      url: "http://127.0.0.1:9/hook",
      level: "client",
      clientId: client!.clientId,
      eventTypeMap: { EMAIL_REPLY: true },
    });
    const world = await get("/_mock/world");
    expect(world.campaigns).toHaveLength(bench.mock.world.campaigns.length);
    expect(world.campaigns[0]).toMatchObject({ id: 3600001, status: "ACTIVE", leads: expect.any(Number) });
    expect(world.clients.length).toBeGreaterThan(0);
    const [target, ofClient] = world.webhooks;
    expect(target.events).toHaveLength(11);
    expect(target.events.every(({ receives }: { receives: boolean }) => receives)).toBe(true);
    expect(ofClient.events).toEqual([
      {
        event_type: "EMAIL_REPLY",
        receives: false,
        reason: expect.stringContaining("subscribes to EMAIL_REPLY on user level"),
      },
    ]);
  });

  test("lists leads by pages, and finds them by words of address, name and company", async () => {
    const all = await get("/_mock/world/leads?limit=500");
    expect(all).toMatchObject({ next_cursor: null });
    expect(all.data).toHaveLength(bench.mock.world.leads.length);
    const first = await get("/_mock/world/leads?limit=2");
    const second = await get(`/_mock/world/leads?limit=2&cursor=${first.next_cursor}`);
    expect([...first.data, ...second.data]).toEqual(all.data.slice(0, 4));
    const [one] = all.data;
    const words = `${one.first_name.slice(0, 3).toUpperCase()} ${one.company_name.split(" ")[0]}`;
    const found = await get(`/_mock/world/leads?q=${encodeURIComponent(words)}`);
    expect(found.data).toContainEqual(one);
    expect((await get("/_mock/world/leads?q=nobody-is-called-so")).data).toEqual([]);
    const ofCampaign = await get("/_mock/world/leads?campaign_id=3600001&limit=500");
    expect(ofCampaign.data).toHaveLength(bench.mock.world.enrolmentsOf(3600001).length);
  });

  test("shows the conversation with a lead, in the campaign asked for or the latest one", async () => {
    const { json } = await bench.call("/_mock/events", { body: { event_type: "EMAIL_REPLY", campaign_id: 3600001 } });
    const { lead_email } = await get(`/_mock/events/${json.events[0].event_id}`);
    const thread = await get(`/_mock/world/thread?lead_email=${encodeURIComponent(lead_email)}&campaign_id=3600001`);
    expect(thread.lead.email).toBe(lead_email);
    expect(thread.messages.at(-1)).toMatchObject({ type: "REPLY", from: lead_email, step: null });
    expect(thread.messages[0]).toMatchObject({ type: "SENT", to: lead_email, step: 1 });
    expect(await get(`/_mock/world/thread?lead_email=${encodeURIComponent(lead_email.toUpperCase())}`)).toEqual(thread);
  });

  test("says whom it does not know", async () => {
    expect(await refusal("/_mock/world/thread?lead_email=nobody@example.com")).toBe(
      "404 not_found: There is no lead nobody@example.com in the account; GET /_mock/world/leads lists them.",
    );
    const lead = bench.mock.world.leads[0]!;
    expect(await refusal(`/_mock/world/thread?lead_email=${lead.email}&campaign_id=7`)).toBe(
      `404 not_found: There is no lead ${lead.email} in campaign 7; GET /_mock/world/leads lists them.`,
    );
    expect(await refusal("/_mock/world/leads?campaign_id=7")).toMatch(/^404 not_found: There is no campaign 7;/);
    expect(await refusal("/_mock/retrigger", { campaign_id: 7 })).toMatch(/^404 not_found: There is no campaign 7;/);
  });
});

/** An answer of SmartLead's API over the same account. */
function smartLead(method: string, path: string, body: unknown = {}, query: Record<string, string> = {}) {
  const request = { method, path: `/api/v1${path}`, query: { api_key: "key", ...query }, body };
  const { body: answer } = answerRequest(OPERATIONS, request, { context: operationContext(bench.mock), apiKey: null });
  return JSON.parse(JSON.stringify(answer));
}

const campaignRow = () => smartLead("GET", "/campaigns/3600001", {}, { include_tags: "true" });

describe("what no call of SmartLead's sets", () => {
  const view = (name: string) => smartLead("POST", `/master-inbox/${name}`).data;

  test("a lead is marked as important, archived and snoozed, and the views of the inbox show it", async () => {
    const { email } = bench.mock.world.leads.find(({ id }) => bench.mock.world.enrolmentsOfLead(id).length === 1)!;
    const { status, json } = await bench.call("/_mock/world/marks", {
      body: { lead_email: email, important: true, archived: true, snoozed_until: "2099-01-31T09:00:00Z" },
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ important: true, archived: true, snoozed_until: "2099-01-31T09:00:00.000Z" });
    for (const name of ["important", "archived", "snoozed"]) {
      expect(view(name), name).toEqual([expect.objectContaining({ lead_email: email, is_important: true })]);
    }
    const woken = await bench.call("/_mock/world/marks", { body: { lead_email: email, snoozed_until: null } });
    expect(woken.json).toMatchObject({ campaign_id: json.campaign_id, important: true, snoozed_until: null });
    expect(view("snoozed")).toEqual([]);
  });

  test("a campaign gets tags, which its row shows and the inbox is filtered by, until it has none", async () => {
    const tags = [{ name: "Q1", color: "#2F80ED" }, { name: "Pilot" }];
    const { json } = await bench.call("/_mock/world/campaign-tags", { body: { campaign_id: 3600001, tags } });
    expect(json.tags).toMatchObject([{ name: "Q1", color: "#2F80ED" }, { name: "Pilot" }]);
    const row = campaignRow();
    expect(row.tags.map((tag: { tag_id: number }) => tag.tag_id)).toEqual(
      json.tags.map((tag: { id: number }) => tag.id),
    );
    const found = (campaignTagId: number) => {
      const { data } = smartLead("POST", "/master-inbox/inbox-replies", { filters: { campaignTagId }, limit: 20 });
      return new Set(data.map((one: { email_campaign_id: number }) => one.email_campaign_id));
    };
    expect(found(json.tags[0].id)).toEqual(new Set([3600001]));
    expect(found(999)).toEqual(new Set());
    await bench.call("/_mock/world/campaign-tags", { body: { campaign_id: 3600001, tags: [] } });
    expect(found(json.tags[0].id)).toEqual(new Set());
    expect(campaignRow().tags).toEqual([]);
  });

  test("a wrong call is answered with one sentence", async () => {
    const { email } = bench.mock.world.leads[0]!;
    expect(await refusal("/_mock/world/marks", { lead_email: email })).toBe(
      '400 bad_request: The body must have at least one of "important", "archived" and "snoozed_until".',
    );
    expect(await refusal("/_mock/world/marks", { lead_email: email, snoozed_until: "tomorrow" })).toBe(
      '400 bad_request: "snoozed_until" must be a date in ISO 8601 such as "2026-01-31T09:00:00Z", or null, not "tomorrow".',
    );
    expect(await refusal("/_mock/world/marks", { lead_email: "nobody@example.com", important: true })).toMatch(/^404/);
    expect(await refusal("/_mock/world/campaign-tags", { campaign_id: 7, tags: [] })).toMatch(/^404 not_found/);
    const tags = [{ name: "Q1", color: "blue" }];
    expect(await refusal("/_mock/world/campaign-tags", { campaign_id: 3600001, tags })).toBe(
      '400 bad_request: "color" must be a color such as "#2F80ED".',
    );
  });
});

test("a retrigger sends again what had failed, once", async () => {
  bench.receiver.statuses = [400, 400];
  await bench.call("/_mock/events", { body: { event_type: "EMAIL_OPEN", count: 2 } });
  await bench.call("/_mock/clock", { body: { advance: "1s" } });
  expect((await bench.call("/_mock/retrigger", { body: {} })).json).toEqual({ retriggered: 2 });
  await bench.call("/_mock/clock", { body: { advance: "1s" } });
  expect((await get("/_mock/deliveries?q=is:resent")).data).toHaveLength(2);
  expect((await bench.call("/_mock/retrigger", { method: "POST" })).json).toEqual({ retriggered: 0 });
});

describe("the payload of a delivery", () => {
  test("is made again in any dialect, or it is said why there is none", async () => {
    const { json } = await bench.call("/_mock/events", { body: { event_type: "EMAIL_OPEN", overrides: { extra: 1 } } });
    const [id] = json.events[0].deliveries;
    const sent = JSON.parse((await get(`/_mock/deliveries/${id}`)).data.request.body);
    const guide = await get(`/_mock/deliveries/${id}/payload?dialect=guide`);
    expect({ ...JSON.parse(guide.body), extra: 1 }).toEqual(sent);
    const live = await get(`/_mock/deliveries/${id}/payload?dialect=live`);
    expect(live).toMatchObject({ event_type: "EMAIL_OPEN", dialect: "live", withheld: null });
    expect(Object.keys(JSON.parse(live.body)).length).toBeGreaterThan(Object.keys(JSON.parse(guide.body)).length);
    const { json: status } = await bench.call("/_mock/events", { body: { event_type: "MANUAL_STEP_REACHED" } });
    const core = await get(`/_mock/deliveries/${status.events[0].deliveries[0]}/payload?dialect=core`);
    expect(core).toMatchObject({ body: null, withheld: expect.stringContaining("core has no MANUAL_STEP_REACHED") });
  });

  test("needs a dialect and a delivery that there are", async () => {
    expect(await refusal("/_mock/deliveries/dlv_nope/payload?dialect=live")).toBe(
      "404 not_found: There is no delivery dlv_nope.",
    );
    expect(await refusal("/_mock/deliveries/dlv_nope/payload?dialect=dead")).toMatch(/^400 bad_request: "dialect"/);
  });
});
