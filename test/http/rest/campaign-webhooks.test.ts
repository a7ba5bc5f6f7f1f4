import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebhookRegistry } from "../../../src/smartlead/webhooks/registry.ts";
import { aContext, NOW } from "../../unit/operations/hand-made-account.ts";
import { type RestServer, startRestServer } from "./rest-server.ts";

const VALID = {
  id: null,
  name: "crm",
  webhook_url: "http://localhost:3000/hook",
  event_types: ["EMAIL_SENT", "LEAD_CATEGORY_UPDATED", "EMAIL_LINK_CLICK", "EMAIL_OPEN"],
  categories: ["Interested", "Not Interested"],
};

const ROW = {
  id: 670_001,
  name: "crm",
  created_at: "2026-01-05T09:00:00.000Z",
  updated_at: "2026-01-05T09:00:00.000Z",
  webhook_url: "http://localhost:3000/hook",
  email_campaign_id: 11,
  event_types: ["EMAIL_OPEN", "EMAIL_SENT", "EMAIL_LINK_CLICK", "LEAD_CATEGORY_UPDATED"],
  categories: ["Interested", "Not Interested"],
};

let now = NOW;
let webhooks: WebhookRegistry;
let server: RestServer;

beforeEach(async () => {
  now = NOW;
  webhooks = new WebhookRegistry(() => now);
  const checkTarget = (url: string) => (url.includes("203.0.113.9") ? "203.0.113.9 is a public address." : null);
  server = await startRestServer(aContext({ webhooks, checkTarget }));
});

afterEach(() => server.close());

describe("POST /campaigns/{id}/webhooks", () => {
  it("adds a webhook and answers in every documented form at once, events in SmartLead's order", async () => {
    const answer = await server.call("POST", "/campaigns/11/webhooks", VALID);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ok: true,
      success: true,
      ...ROW,
      event_type_map: { EMAIL_SENT: true, LEAD_CATEGORY_UPDATED: true, EMAIL_LINK_CLICK: true, EMAIL_OPEN: true },
      category_id_map: { "1": true, "3": true },
      data: ROW,
    });
    expect(webhooks.get(670_001)).toMatchObject({ level: "campaign", campaignId: 11, clientId: null });
  });

  it("adds one without an id too, and changes the one whose id is given", async () => {
    const { id: _, ...withoutId } = VALID;
    await server.call("POST", "/campaigns/11/webhooks/", withoutId);
    now += 1_000;
    const answer = await server.call("POST", "/campaigns/11/webhooks", {
      ...VALID,
      id: 670_001,
      name: "renamed",
      event_types: ["EMAIL_REPLY"],
      categories: ["Meeting Request"],
    });
    expect(answer.body).toMatchObject({
      id: 670_001,
      name: "renamed",
      created_at: "2026-01-05T09:00:00.000Z",
      updated_at: "2026-01-05T09:00:01.000Z",
      event_types: ["EMAIL_REPLY"],
      event_type_map: { EMAIL_REPLY: true },
      categories: ["Meeting Request"],
      category_id_map: { "2": true },
    });
    expect(webhooks.list()).toHaveLength(1);
  });

  it.each([
    [["EMAIL_OPENED"], "EMAIL_OPENED"],
    [["LEAD_REPLIED", "EMAIL_BOUNCE", "FIRST_EMAIL_SENT"], "LEAD_REPLIED, FIRST_EMAIL_SENT"],
  ])(
    "refuses the whole registration for an event type that is not one of the seven: %j",
    async (event_types, named) => {
      const answer = await server.call("POST", "/campaigns/11/webhooks", { ...VALID, event_types });
      expect(answer).toMatchObject({ status: 400, body: { error: `Invalid event_types - ${named}` } });
      expect(webhooks.list()).toEqual([]);
    },
  );

  it.each([
    [{ categories: [] }, '"categories" does not contain 1 required value(s)', "categories"],
    [{ categories: undefined }, '"categories" is required', "categories"],
    [{ categories: [5] }, '"categories[0]" must be a string', "categories.0"],
    [{ event_types: [] }, '"event_types" does not contain 1 required value(s)', "event_types"],
    [{ event_types: [5] }, '"event_types[0]" must be a string', "event_types.0"],
    [{ name: undefined }, '"name" is required', "name"],
    [{ name: "" }, '"name" is not allowed to be empty', "name"],
    [{ webhook_url: undefined, secret: "x" }, '"webhook_url" is required', "webhook_url"],
    [{ id: "abc" }, '"id" must be a number', "id"],
    [{ secret: "x" }, '"secret" is not allowed', "secret"],
  ])("refuses a body with Joi's first complaint (%#)", async (change, message, key) => {
    expect(await server.call("POST", "/campaigns/11/webhooks", { ...VALID, ...change })).toMatchObject({
      status: 400,
      body: { statusCode: 400, error: "Bad Request", message, validation: { source: "body", keys: [key] } },
    });
    expect(webhooks.list()).toEqual([]);
  });

  it.each([
    ["/campaigns/99/webhooks", {}, 404, "Campaign not found - Invalid campaign_id."],
    ["/campaigns/11/webhooks", { id: 5 }, 404, "Resource not found"],
    ["/campaigns/11/webhooks", { categories: ["Curious"] }, 400, "Invalid category - Curious"],
    ["/campaigns/11/webhooks", { webhook_url: "http://203.0.113.9/" }, 400, "203.0.113.9 is a public address."],
  ])("refuses what the account does not have or may not reach: %s %o", async (path, change, status, error) => {
    expect(await server.call("POST", path, { ...VALID, ...change })).toMatchObject({ status, body: { error } });
    expect(webhooks.list()).toEqual([]);
  });

  it("does not change another campaign's webhook", async () => {
    await server.call("POST", "/campaigns/11/webhooks", VALID);
    const answer = await server.call("POST", "/campaigns/12/webhooks", { ...VALID, id: 670_001, name: "taken" });
    expect(answer).toMatchObject({ status: 404, body: { error: "Resource not found" } });
    expect(webhooks.get(670_001)?.name).toBe("crm");
  });
});

describe("GET /campaigns/{id}/webhooks", () => {
  it("lists the campaign's own webhooks as a bare array, whichever family registered them", async () => {
    await server.call("POST", "/campaigns/11/webhooks", VALID);
    await server.call("POST", "/campaigns/12/webhooks", VALID);
    const other = {
      webhook_url: VALID.webhook_url,
      name: "other",
      event_type_map: { UNTRACKED_REPLIES: true, EMAIL_REPLY: true, EMAIL_OPEN: false },
    };
    await server.call("POST", "/webhook/create", { ...other, association_type: "campaign", email_campaign_id: 11 });
    await server.call("POST", "/webhook/create", { ...other, association_type: "user" });
    await server.call("POST", "/webhook/create", { ...other, association_type: "client", client_id: 901 });
    const answer = await server.call("GET", "/campaigns/11/webhooks");
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual([
      ROW,
      { ...ROW, id: 670_003, name: "other", event_types: ["EMAIL_REPLY", "UNTRACKED_REPLIES"], categories: [] },
    ]);
  });

  it("is empty for a campaign without any, and 404 for a campaign that is not there", async () => {
    expect(await server.call("GET", "/campaigns/11/webhooks")).toMatchObject({ status: 200, body: [] });
    expect(await server.call("GET", "/campaigns/99/webhooks")).toMatchObject({
      status: 404,
      body: { error: "Campaign not found - Invalid campaign_id." },
    });
  });
});

describe("DELETE /campaigns/{id}/webhooks", () => {
  it.each([
    ["in the body", (campaign: number) => server.call("DELETE", `/campaigns/${campaign}/webhooks`, { id: 670_001 })],
    ["in the path", (campaign: number) => server.call("DELETE", `/campaigns/${campaign}/webhooks/670001`)],
  ])("takes the id %s", async (_title, remove) => {
    await server.call("POST", "/campaigns/11/webhooks", VALID);
    expect(await remove(12)).toMatchObject({ status: 404, body: { error: "Resource not found" } });
    expect(await remove(99)).toMatchObject({
      status: 404,
      body: { error: "Campaign not found - Invalid campaign_id." },
    });
    expect(webhooks.list()).toHaveLength(1);
    const answer = await remove(11);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ok: true, success: true, message: "Webhook deleted successfully" });
    expect(webhooks.list()).toEqual([]);
  });
});
