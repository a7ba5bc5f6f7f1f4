import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type WebhookChangeKind, WebhookRegistry } from "../../../src/smartlead/webhooks/registry.ts";
import { aContext, NOW } from "../../unit/operations/hand-made-account.ts";
import { type RestServer, startRestServer } from "./rest-server.ts";

const URL_OF_RECEIVER = "http://localhost:3000/webhooks/smartlead";

let now = NOW;
let changes: WebhookChangeKind[];
let webhooks: WebhookRegistry;
let server: RestServer;
let told: string[];

beforeEach(async () => {
  now = NOW;
  changes = [];
  told = [];
  webhooks = new WebhookRegistry(
    () => now,
    (change) => changes.push(change),
  );
  const checkTarget = (url: string) => (url.includes("203.0.113.9") ? "203.0.113.9 is a public address." : null);
  server = await startRestServer(aContext({ webhooks, checkTarget, notice: (sentence) => told.push(sentence) }));
});

afterEach(() => server.close());

async function created(body: object): Promise<number> {
  const answer = await server.call("POST", "/webhook/create", { webhook_url: URL_OF_RECEIVER, ...body });
  expect(answer).toMatchObject({ status: 200, body: { ok: true } });
  return (answer.body as { id: number }).id;
}

describe("POST /webhook/create", () => {
  it("registers a user's webhook and answers in both documented forms", async () => {
    const answer = await server.call("POST", "/webhook/create", {
      webhook_url: URL_OF_RECEIVER,
      association_type: "user",
      name: "my hook",
      event_type_map: { EMAIL_REPLY: true, EMAIL_OPEN: false },
      category_id_map: { "5": true },
    });
    expect(answer).toMatchObject({ status: 200, type: "application/json; charset=utf-8" });
    expect(answer.body).toEqual({ ok: true, id: 670_001, webhook_id: 670_001, webhook_url: URL_OF_RECEIVER });
    expect(webhooks.get(670_001)).toMatchObject({
      name: "my hook",
      url: URL_OF_RECEIVER,
      level: "user",
      clientId: null,
      campaignId: null,
      eventTypeMap: { EMAIL_REPLY: true, EMAIL_OPEN: false },
      categoryIdMap: { "5": true },
    });
    expect(changes).toEqual(["created"]);
  });

  it.each([
    ["user", {}, { level: "user", clientId: null, campaignId: null }],
    [1, {}, { level: "user", clientId: null, campaignId: null }],
    ["client", { client_id: 901 }, { level: "client", clientId: 901, campaignId: null }],
    [2, { client_id: "901" }, { level: "client", clientId: 901, campaignId: null }],
    ["campaign", { email_campaign_id: 11 }, { level: "campaign", clientId: null, campaignId: 11 }],
    [3, { email_campaign_id: 11, client_id: null }, { level: "campaign", clientId: null, campaignId: 11 }],
  ])("takes the association %s", async (association_type, owner, registered) => {
    const id = await created({ association_type, ...owner });
    expect(webhooks.get(id)).toMatchObject(registered);
  });

  it("takes one event and one category in place of the maps, and the documented extras", async () => {
    const id = await created({
      association_type: "user",
      event_type: "EMAIL_REPLY",
      category_id: 5,
      webhook_type: "x",
      force_create: true,
    });
    expect(webhooks.get(id)).toMatchObject({ eventTypeMap: { EMAIL_REPLY: true }, categoryIdMap: { "5": true } });
  });

  it("keeps an event name of older pages as it was sent, and subscribes to nothing for it", async () => {
    const id = await created({ association_type: "user", event_type_map: { EMAIL_REPLIED: true, EMAIL_SENT: true } });
    expect(webhooks.get(id)).toMatchObject({ eventTypeMap: { EMAIL_SENT: true } });
    expect((await server.call("GET", `/webhook/${id}`)).body).toMatchObject({
      event_type_map: { EMAIL_REPLIED: true, EMAIL_SENT: true },
    });
    expect(told).toEqual([
      "webhook/create has EMAIL_REPLIED, which is not an event type: nothing is delivered for it; the event is called EMAIL_REPLY.",
    ]);
    await server.call("PUT", `/webhook/update/${id}`, { id: null, event_types: ["EMAIL_REPLIED"] });
    expect((await server.call("GET", `/webhook/${id}`)).body).toMatchObject({
      data: { event_type_map: { EMAIL_REPLY: true } },
    });
  });

  it.each([
    [{}, '"webhook_url" is required', "webhook_url"],
    [
      { webhook_url: "localhost:3000" },
      '"webhook_url" must be a valid uri with a scheme matching the http|https pattern',
      "webhook_url",
    ],
    [{ webhook_url: URL_OF_RECEIVER }, '"association_type" is required', "association_type"],
    [
      { webhook_url: URL_OF_RECEIVER, association_type: "team" },
      '"association_type" must be one of [user, client, campaign, 1, 2, 3]',
      "association_type",
    ],
    [
      { webhook_url: URL_OF_RECEIVER, association_type: "campaign" },
      '"email_campaign_id" is required',
      "email_campaign_id",
    ],
    [
      { webhook_url: URL_OF_RECEIVER, association_type: 3, name: 5, secret: "x" },
      '"email_campaign_id" is required',
      "email_campaign_id",
    ],
    [
      { webhook_url: URL_OF_RECEIVER, association_type: "client", client_id: null },
      '"client_id" is required',
      "client_id",
    ],
    [
      { webhook_url: URL_OF_RECEIVER, association_type: "user", event_type_map: { EMAIL_REPLY: "on" } },
      '"event_type_map.EMAIL_REPLY" must be a boolean',
      "event_type_map.EMAIL_REPLY",
    ],
    [
      { webhook_url: URL_OF_RECEIVER, association_type: "user", category_id_map: { Interested: true } },
      '"category_id_map.Interested" is not allowed',
      "category_id_map.Interested",
    ],
    [{ webhook_url: URL_OF_RECEIVER, association_type: "user", secret: "s3cret" }, '"secret" is not allowed', "secret"],
  ])("refuses a body with Joi's first complaint (%#)", async (body, message, key) => {
    expect(await server.call("POST", "/webhook/create", body)).toMatchObject({
      status: 400,
      body: { statusCode: 400, error: "Bad Request", message, validation: { source: "body", keys: [key] } },
    });
    expect(webhooks.list()).toEqual([]);
  });

  it.each([
    [{ association_type: "campaign", email_campaign_id: 99 }, 404, "Campaign not found - Invalid campaign_id."],
    [{ association_type: "client", client_id: 99 }, 404, "Client not found - Invalid client_id."],
    [{ association_type: "user", webhook_url: "http://203.0.113.9/hook" }, 400, "203.0.113.9 is a public address."],
  ])("refuses an owner or an address that it cannot have (%#)", async (body, status, error) => {
    const answer = await server.call("POST", "/webhook/create", { webhook_url: URL_OF_RECEIVER, ...body });
    expect(answer).toMatchObject({ status, body: { error } });
    expect(webhooks.list()).toEqual([]);
  });
});

describe("GET /webhook/{id}", () => {
  it("shows the webhook under data and at the top, without level and client", async () => {
    const id = await created({
      association_type: "campaign",
      email_campaign_id: 11,
      name: "n",
      event_type_map: { EMAIL_SENT: true },
    });
    const row = {
      id,
      email_campaign_id: 11,
      name: "n",
      webhook_url: URL_OF_RECEIVER,
      event_type_map: { EMAIL_SENT: true },
      category_id_map: {},
      created_at: "2026-01-05T09:00:00.000Z",
      updated_at: "2026-01-05T09:00:00.000Z",
    };
    expect(await server.call("GET", `/webhook/${id}`)).toMatchObject({
      status: 200,
      body: { ok: true, ...row, data: row },
    });
    const { body } = await server.call("GET", `/webhook/${id}/`);
    expect(Object.keys((body as { data: object }).data)).toEqual(Object.keys(row));
  });

  it("answers 404 for an id that is not there, and in Joi's words for one that is not a number", async () => {
    expect(await server.call("GET", "/webhook/1")).toMatchObject({
      status: 404,
      body: { error: "Resource not found" },
    });
    expect(await server.call("GET", "/webhook/abc")).toMatchObject({
      status: 400,
      body: { message: '"webhook_id" must be a number', validation: { source: "params", keys: ["webhook_id"] } },
    });
  });

  it.each(["/webhook", "/webhooks"])("has no list at %s", async (path) => {
    const answer = await server.call("GET", path);
    expect(answer).toMatchObject({ status: 404, type: "text/html; charset=utf-8" });
    expect(answer.body).toContain(`<pre>Cannot GET /api/v1${path}</pre>`);
  });
});

describe("PUT /webhook/update/{id}", () => {
  it("takes the arrays, with the old event names and with categories by name or id", async () => {
    const id = await created({ association_type: "user", event_type_map: { EMAIL_SENT: true } });
    now += 60_000;
    const answer = await server.call("PUT", `/webhook/update/${id}`, {
      name: "renamed",
      webhook_url: "https://localhost:4000/new",
      event_types: ["EMAIL_REPLIED", "LEAD_OPENED", "LINK_CLICKED", "EMAIL_UNSUBSCRIBED", "BOUNCED", "SENT"],
      categories: ["Interested", 3, "31756"],
    });
    expect(answer).toMatchObject({ status: 200, body: { ok: true, id, message: "Webhook saved successfully" } });
    expect(webhooks.get(id)).toMatchObject({
      name: "renamed",
      url: "https://localhost:4000/new",
      level: "user",
      eventTypeMap: {
        EMAIL_REPLY: true,
        EMAIL_OPEN: true,
        EMAIL_LINK_CLICK: true,
        LEAD_UNSUBSCRIBED: true,
        EMAIL_BOUNCE: true,
        EMAIL_SENT: true,
      },
      categoryIdMap: { "1": true, "3": true, "31756": true },
      createdAt: NOW,
      updatedAt: NOW + 60_000,
    });
    expect(changes).toEqual(["created", "updated"]);
  });

  it("takes the map, which replaces what was subscribed", async () => {
    const id = await created({ association_type: "user", event_type_map: { EMAIL_SENT: true } });
    await server.call("PUT", `/webhook/update/${id}`, { event_type_map: { EMAIL_REPLY: true, EMAIL_SENT: false } });
    expect(webhooks.get(id)?.eventTypeMap).toEqual({ EMAIL_REPLY: true, EMAIL_SENT: false });
  });

  it("keeps what is left out", async () => {
    const id = await created({
      association_type: "user",
      name: "n",
      event_type_map: { EMAIL_SENT: true },
      category_id_map: { "1": true },
    });
    const { updatedAt: _, ...before } = webhooks.get(id)!;
    await server.call("PUT", `/webhook/update/${id}`, {});
    expect(webhooks.get(id)).toMatchObject(before);
  });

  it.each([
    [{ event_types: ["EMAIL_SENT", "NOPE"] }, /^"event_types\[1\]" must be one of \[EMAIL_SENT, FIRST_EMAIL_SENT, /],
    [{ association_type: "user" }, /^"association_type" is not allowed$/],
    [{ webhook_url: "x" }, /^"webhook_url" must be a valid uri/],
  ])("refuses a body with Joi's first complaint (%#)", async (body, message) => {
    const id = await created({ association_type: "user" });
    const answer = await server.call("PUT", `/webhook/update/${id}`, body);
    expect(answer.status).toBe(400);
    expect((answer.body as { message: string }).message).toMatch(message);
    expect(changes).toEqual(["created"]);
  });

  it.each([
    [{ categories: ["Curious"] }, "Invalid category - Curious"],
    [{ webhook_url: "http://203.0.113.9/" }, "203.0.113.9 is a public address."],
  ])("refuses what the account does not have or may not reach (%#)", async (body, error) => {
    const id = await created({ association_type: "user" });
    expect(await server.call("PUT", `/webhook/update/${id}`, body)).toMatchObject({ status: 400, body: { error } });
    expect(changes).toEqual(["created"]);
  });

  it("answers 404 as documented for this call", async () => {
    expect(await server.call("PUT", "/webhook/update/1", { name: "n" })).toMatchObject({
      status: 404,
      body: { error: "Campaign not found" },
    });
  });
});

describe("DELETE /webhook/delete", () => {
  it.each([
    ["in the body", (id: number) => server.call("DELETE", "/webhook/delete", { id })],
    ["as text in the body", (id: number) => server.call("DELETE", "/webhook/delete/", { id: String(id) })],
    ["in the path", (id: number) => server.call("DELETE", `/webhook/delete/${id}`)],
    ["in the path, with a body besides", (id: number) => server.call("DELETE", `/webhook/delete/${id}`, { any: 1 })],
  ])("takes the id %s", async (_title, remove) => {
    const id = await created({ association_type: "user" });
    expect(await remove(id)).toMatchObject({ status: 200, body: { ok: true } });
    expect(webhooks.list()).toEqual([]);
    expect(changes).toEqual(["created", "deleted"]);
    expect(await remove(id)).toMatchObject({ status: 404, body: { error: "Resource not found" } });
  });

  it("asks for the id when neither has it", async () => {
    expect(await server.call("DELETE", "/webhook/delete")).toMatchObject({
      status: 400,
      body: { message: '"id" is required', validation: { source: "body", keys: ["id"] } },
    });
  });
});
