import { afterEach, describe, expect, it } from "vitest";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import type { DeliverySummary, OperationContext } from "../../../src/smartlead/api/operation.ts";
import { aContext, NOW } from "../../unit/operations/hand-made-account.ts";
import { type RestServer, startRestServer } from "./rest-server.ts";

const COUNTS = { total: 150, delivered: 145, failed: 4, pending: 1 };
const SUMMARY: DeliverySummary = {
  ...COUNTS,
  retriedFailures: 2,
  byEventType: {
    EMAIL_REPLY: { total: 100, delivered: 97, failed: 2, pending: 1 },
    EMAIL_OPEN: { total: 50, delivered: 48, failed: 2, pending: 0 },
  },
};
const FROM = "2026-01-05T00:00:00.000Z";
const TO = "2026-01-06T00:00:00.000Z";

let server: RestServer | undefined;

async function serving(parts: Partial<OperationContext>): Promise<RestServer> {
  server = await startRestServer(aContext(parts));
  return server;
}

afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe("GET /campaigns/{id}/webhooks/summary", () => {
  it("answers in all four documented shapes at once", async () => {
    const { call } = await serving({ summary: () => SUMMARY });
    const answer = await call("GET", `/campaigns/11/webhooks/summary?fromTime=${FROM}&toTime=${TO}`);
    const replies = { sent_count: 100, successful_count: 97, failed_count: 2, scheduled_for_retry_count: 1 };
    const opens = { sent_count: 50, successful_count: 48, failed_count: 2, scheduled_for_retry_count: 0 };
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ok: true,
      data: {
        summary: [
          { event_type: "EMAIL_REPLY", ...replies },
          { event_type: "EMAIL_OPEN", ...opens },
        ],
        timeRange: { from: FROM, to: TO },
        sent_count: 150,
        successful_count: 145,
        failed_count: 4,
        scheduled_for_retry_count: 1,
        retroactively_failed_count: 2,
        event_types: { EMAIL_REPLY: replies, EMAIL_OPEN: opens },
      },
      total_calls: 150,
      successful_calls: 145,
      failed_calls: 4,
      success_rate: 96.7,
      total: 150,
      success: 145,
      failed: 4,
    });
  });

  it("asks for the campaign and the window, zones converted", async () => {
    const asked: number[][] = [];
    const { call } = await serving({
      summary: (...args) => {
        asked.push(args);
        return SUMMARY;
      },
    });
    await call("GET", `/campaigns/12/webhooks/summary/?fromTime=2026-01-05T01:00:00%2B01:00&toTime=2026-01-06`);
    expect(asked).toEqual([[12, Date.parse(FROM), Date.parse(TO)]]);
  });

  it("is all zeros where nothing was sent", async () => {
    const { call } = await serving({});
    const { body } = await call("GET", `/campaigns/11/webhooks/summary?fromTime=${FROM}&toTime=${TO}`);
    expect(body).toMatchObject({ total_calls: 0, success_rate: 0, data: { summary: [], event_types: {} } });
  });

  it.each([
    ["", '"fromTime" is required'],
    [`fromTime=${FROM}`, '"toTime" is required'],
    ["fromTime=yesterday&toTime=today", '"fromTime" must be in ISO 8601 date format'],
    [`fromTime=${TO}&toTime=${FROM}`, '"toTime" must be greater than or equal to "ref:fromTime"'],
  ])("refuses the query %s", async (query, message) => {
    const { call } = await serving({ summary: () => SUMMARY });
    const answer = await call("GET", `/campaigns/11/webhooks/summary?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { message, validation: { source: "query" } } });
  });
});

describe("POST /campaigns/{id}/webhooks/retrigger-failed-events", () => {
  it("answers in every documented form how many are sent again", async () => {
    const asked: number[][] = [];
    const { call } = await serving({
      retrigger: (...args) => {
        asked.push(args);
        return { count: 5, done: null };
      },
    });
    const answer = await call("POST", "/campaigns/11/webhooks/retrigger-failed-events", { fromTime: FROM, toTime: TO });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      success: true,
      ok: true,
      retriggered_count: 5,
      message: "Retriggering 5 failed event(s)",
      retrigger_id: `11-${NOW}`,
    });
    expect(asked).toEqual([[11, Date.parse(FROM), Date.parse(TO)]]);
  });

  it("says so when there is nothing to send again", async () => {
    const { call } = await serving({});
    const answer = await call("POST", "/campaigns/11/webhooks/retrigger-failed-events", { fromTime: FROM, toTime: TO });
    expect(answer.body).toMatchObject({
      ok: true,
      retriggered_count: 0,
      message: "No failed events in this time range",
    });
  });

  it("asks for the window in the body, and for a campaign that is there", async () => {
    const { call } = await serving({ retrigger: () => expect.fail("retriggered") });
    const path = "/webhooks/retrigger-failed-events";
    expect(await call("POST", `/campaigns/11${path}`)).toMatchObject({
      status: 400,
      body: { message: '"fromTime" is required', validation: { source: "body", keys: ["fromTime"] } },
    });
    expect(await call("POST", `/campaigns/99${path}`, { fromTime: FROM, toTime: TO })).toMatchObject({ status: 404 });
  });

  it("passes on what the mock refuses, as a sentence with a fitting status", async () => {
    const full = new SmartLeadMockError(
      "too_many_open",
      "100,000 deliveries are open already; wait or raise the limit.",
    );
    const { call } = await serving({
      retrigger: () => {
        throw full;
      },
    });
    const answer = await call("POST", "/campaigns/11/webhooks/retrigger-failed-events", { fromTime: FROM, toTime: TO });
    expect(answer).toMatchObject({ status: 503, body: { error: full.message } });
  });
});
