import { describe, expect, it } from "vitest";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import { answerRequest } from "../../../src/smartlead/api/call-operation.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import { matchOperation } from "../../../src/smartlead/api/routes.ts";
import { aContext } from "./hand-made-account.ts";

const KEY = { api_key: "k" };

describe("The table of operations", () => {
  it("names each operation once and each method and path once, with a sentence and its sources", () => {
    expect(new Set(OPERATIONS.map(({ id }) => id)).size).toBe(OPERATIONS.length);
    expect(new Set(OPERATIONS.map(({ method, path }) => `${method} ${path}`)).size).toBe(OPERATIONS.length);
    for (const { path, summary, sources } of OPERATIONS) {
      expect(path).toMatch(/^(\/(:?[a-zA-Z][\w-]*))+\/?$/);
      expect(summary).toMatch(/^[A-Z].*\.$/);
      expect(sources.length).toBeGreaterThan(0);
    }
  });
});

describe("Matching a path", () => {
  it.each([
    ["GET", "/api/v1/leads", "leads.by-email", {}],
    ["GET", "/api/v1/leads/", "leads.by-email", {}],
    ["GET", "/api/v1/leads/fetch-categories", "leads.categories", {}],
    ["HEAD", "/api/v1/campaigns/7", "campaigns.get", { campaign_id: "7" }],
    [
      "DELETE",
      "/api/v1/campaigns/7/webhooks/8/",
      "campaign-webhooks.delete-by-path",
      { campaign_id: "7", webhook_id: "8" },
    ],
    ["GET", "/api/v1/campaigns/7/webhooks/summary", "campaign-webhooks.summary", { campaign_id: "7" }],
    ["GET", "/api/v1/webhook/a%20b", "webhook.get", { webhook_id: "a b" }],
    ["GET", "/api/v1/webhook/%zz", "webhook.get", { webhook_id: "%zz" }],
  ])("finds %s %s", (method, path, id, params) => {
    const match = matchOperation(OPERATIONS, method, path);
    expect(match?.operation.id).toBe(id);
    expect(match?.params).toEqual(params);
  });

  it.each([
    ["GET", "/api/v1"],
    ["GET", "/api/v1/"],
    ["GET", "/api/v2/campaigns"],
    ["GET", "/campaigns"],
    ["POST", "/api/v1/campaigns"],
    ["GET", "/api/v1/campaigns//webhooks"],
    ["GET", "/api/v1/webhook"],
  ])("finds nothing for %s %s", (method, path) => {
    expect(matchOperation(OPERATIONS, method, path)).toBeNull();
  });
});

describe("A request performed without a server", () => {
  const options = { context: aContext(), apiKey: null };

  it("goes through key, validation and handler", () => {
    const get = (path: string, query: Record<string, unknown>) =>
      answerRequest(OPERATIONS, { method: "GET", path: `/api/v1${path}`, query }, options);
    expect(get("/campaigns/11", {})).toEqual({ status: 401, body: { message: "API key is required." } });
    expect(get("/campaigns/x", KEY)).toMatchObject({
      status: 400,
      body: { message: '"campaign_id" must be a number' },
    });
    expect(get("/campaigns/11", KEY)).toMatchObject({ status: 200, body: { id: 11, client_id: 901 } });
    expect(get("/nope", {})).toMatchObject({ status: 404, contentType: "text/html; charset=utf-8" });
  });

  it("reads a body that is parsed already", () => {
    const body = { webhook_url: "http://localhost/", association_type: "user" };
    const request = { method: "POST", path: "/api/v1/webhook/create", query: KEY, body };
    expect(answerRequest(OPERATIONS, request, options)).toMatchObject({
      status: 200,
      body: { ok: true, id: 670_001 },
    });
  });

  it.each([
    [new SmartLeadMockError("conflict", "Full."), 409],
    [new SmartLeadMockError("journal_unwritable", "Disk full."), 503],
    [new SmartLeadMockError("bad_request", "No."), 400],
  ])("answers a failure of the mock with its sentence: %s", (error, status) => {
    const context = aContext({
      retrigger: () => {
        throw error;
      },
    });
    const body = { fromTime: "2026-01-01", toTime: "2026-01-02" };
    const path = "/api/v1/campaigns/11/webhooks/retrigger-failed-events";
    const answer = answerRequest(OPERATIONS, { method: "POST", path, query: KEY, body }, { context, apiKey: null });
    expect(answer).toEqual({ status, body: { error: error.message } });
  });

  it("throws a defect on", () => {
    const context = aContext({
      summary: () => {
        throw new TypeError("broken");
      },
    });
    const query = { ...KEY, fromTime: "2026-01-01", toTime: "2026-01-02" };
    const path = "/api/v1/campaigns/11/webhooks/summary";
    const perform = () => answerRequest(OPERATIONS, { method: "GET", path, query }, { context, apiKey: null });
    expect(perform).toThrow("broken");
  });
});

it("takes the key of a client besides the account's own, until it is deleted", () => {
  const context = aContext();
  const key = { id: 1, clientId: 901, keyName: "ci", apiKey: "client-key", status: "active", createdAt: 0 } as const;
  const call = (apiKeys: readonly (typeof key)[]) => {
    const request = { method: "GET", path: "/api/v1/campaigns", query: { api_key: "client-key" } };
    const world = { ...context.world, apiKeys };
    return answerRequest(OPERATIONS, request, { context: { ...context, world }, apiKey: "own" }).status;
  };
  expect([call([key]), call([])]).toEqual([200, 401]);
});
