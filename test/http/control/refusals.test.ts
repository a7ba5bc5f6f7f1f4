import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BODY_LIMIT_BYTES } from "../../../src/server/server.ts";
import { type ControlBench, openControl } from "./control-bench.ts";

let bench: ControlBench;

beforeAll(async () => {
  bench = await openControl();
});
afterAll(() => bench.close());

/** Status, code and sentence of a call that is refused. */
async function refusalOf(path: string, body?: unknown, method?: string): Promise<string> {
  const { status, json } = await bench.call(path, { body, ...(method === undefined ? {} : { method }) });
  expect(Object.keys(json)).toEqual(["error"]);
  expect(Object.keys(json.error)).toEqual(["code", "message"]);
  return `${status} ${json.error.code}: ${json.error.message}`;
}

describe("a body", () => {
  test.each([
    [
      { event_type: "EMAIL_REPLAY" },
      '400 bad_request: "EMAIL_REPLAY" is not an event type; did you mean "EMAIL_REPLY"?',
    ],
    [{ event_type: "email_reply" }, '400 bad_request: "email_reply" is not an event type; did you mean "EMAIL_REPLY"?'],
    [{ event_type: 7 }, '400 bad_request: "event_type" must be a string, not 7.'],
    [{}, '400 bad_request: "event_type" is missing.'],
    [
      { event_typ: "EMAIL_REPLY" },
      '400 bad_request: The body has an unknown key "event_typ"; did you mean "event_type"?',
    ],
    [
      { event_type: "EMAIL_REPLY", zzz: 1 },
      '400 bad_request: The body has an unknown key "zzz"; the known keys are event_type, campaign_id, lead_email, overrides, body, like, count, faults.',
    ],
    [{ event_type: "EMAIL_REPLY", count: 0 }, '400 bad_request: "count" must be at least 1.'],
    [{ event_type: "EMAIL_REPLY", count: 10_001 }, '400 bad_request: "count" must be at most 10000.'],
    [{ event_type: "EMAIL_REPLY", count: 1.5 }, '400 bad_request: "count" must be a whole number, not 1.5.'],
    [{ event_type: "EMAIL_REPLY", count: "3" }, '400 bad_request: "count" must be of type number, not "3".'],
    [
      { event_type: "EMAIL_REPLY", campaign_id: null },
      '400 bad_request: "campaign_id" must be of type number, not null.',
    ],
    [
      { event_type: "EMAIL_REPLY", lead_email: "" },
      '400 bad_request: "lead_email" must be at least 1 characters long.',
    ],
    [{ event_type: "EMAIL_REPLY", overrides: [] }, '400 bad_request: "overrides" must be of type record, not a list.'],
    [[], "400 bad_request: The body must be a JSON object, not a list."],
    ["null", "400 bad_request: The body must be a JSON object, not null."],
    ["", "400 bad_request: The body must be a JSON object, not absent."],
  ])("that an event cannot be made of (%j) is a 400 with one sentence", async (body, refusal) => {
    expect(await refusalOf("/_mock/events", body)).toBe(refusal);
  });

  test("with an event type like no other names them all", async () => {
    expect(await refusalOf("/_mock/events", { event_type: "qqq" })).toMatch(
      /^400 bad_request: "qqq" is not an event type; the event types are EMAIL_SENT, .*LINKEDIN_DISCONNECTED\.$/,
    );
  });

  test("that repeats a flood repeats little of it", async () => {
    const flood = "X".repeat(1_000_000);
    expect((await refusalOf("/_mock/events", { event_type: flood })).length).toBeLessThan(1_000);
    expect((await refusalOf("/_mock/events", { event_type: "EMAIL_OPEN", [flood]: 1 })).length).toBeLessThan(1_000);
  });

  test("that is not JSON is a 400 without a stack", async () => {
    const refusal = await refusalOf("/_mock/events", '{"event_type": }');
    expect(refusal).toMatch(/^400 bad_request: The body is not JSON: .*\.$/);
    expect(refusal).not.toMatch(/\n| at /);
  });

  test("over the limit is a 413", async () => {
    const { status, json } = await bench.call("/_mock/events", { body: "x".repeat(BODY_LIMIT_BYTES + 1) });
    expect(status).toBe(413);
    expect(json.error.code).toBe("bad_request");
  });

  test.each([
    [{}, 'The body must have exactly one of "advance", "mode", "speed" and "next".'],
    [{ mode: "virtual", speed: 2 }, 'The body must have exactly one of "advance", "mode", "speed" and "next".'],
    [{ advance: "soon" }, '"advance" must be a duration such as "30m" or "1h30m", up to ten years, not "soon".'],
    [{ advance: "99999d" }, '"advance" must be a duration such as "30m" or "1h30m", up to ten years, not "99999d".'],
    [{ advance: 5 }, '"advance" must be of type string, not 5.'],
    [{ mode: "fast" }, '"mode" must be one of real, virtual, manual, not "fast".'],
    [{ speed: 0 }, '"speed" must be over 0.'],
    [{ next: false }, '"next" must be one of true, not false.'],
    [{ sped: 2 }, 'The body has an unknown key "sped"; did you mean "speed"?'],
  ])("that the clock cannot follow (%j) is a 400", async (body, message) => {
    expect(await refusalOf("/_mock/clock", body)).toBe(`400 bad_request: ${message}`);
  });

  test.each([[{}], [{ rate: -1 }], [{ rate: "2" }], [{ rate: 1e9 }], [{ rate: null }]])(
    "that is no rate (%j) is a 400",
    async (body) => {
      expect(await refusalOf("/_mock/traffic", body)).toMatch(/^400 bad_request: .*rate/);
    },
  );

  test("that resends with an unknown request id is a 400", async () => {
    expect(await refusalOf("/_mock/deliveries/dlv_x/resend", { request_id: "other" })).toBe(
      '400 bad_request: "request_id" must be one of same, new, not "other".',
    );
  });

  test("that hands something to a reset is a 400", async () => {
    expect(await refusalOf("/_mock/reset", { seed: 2 })).toMatch(
      /^400 bad_request: The body has an unknown key "seed"/,
    );
  });
});

describe("a query", () => {
  test.each([
    ["limit=0", '"limit" must be at least 1.'],
    ["limit=501", '"limit" must be at most 500.'],
    ["limit=ten", '"limit" must be a whole number.'],
    ["limit=-5", '"limit" must be a whole number.'],
    ["campaign_id=x", '"campaign_id" must be a whole number.'],
    ["state=done", '"state" must be one of queued, in_flight, waiting, delivered, failed, withheld, not "done".'],
    [
      "state=failed&state=waiting",
      '"state" must be one of queued, in_flight, waiting, delivered, failed, withheld, not a list.',
    ],
    ["event_type=EMAIL_REPLIED", '"EMAIL_REPLIED" is not an event type; did you mean "EMAIL_REPLY"?'],
    ["stat=failed", 'The query has an unknown key "stat"; did you mean "state"?'],
  ])("that no list has (%s) is a 400", async (query, message) => {
    expect(await refusalOf(`/_mock/deliveries?${query}`)).toBe(`400 bad_request: ${message}`);
  });

  test("with a cursor that no list gave is a 400", async () => {
    expect(await refusalOf("/_mock/deliveries?cursor=zzz")).toMatch(/^400 bad_request: cursor/);
  });

  test("without an event type explains nothing", async () => {
    expect(await refusalOf("/_mock/explain")).toBe('400 bad_request: "event_type" is missing.');
  });
});

describe("an address", () => {
  test.each([
    ["GET", "/_mock/nope?token=s3cret", "404 not_found: There is no GET /_mock/nope in the control API."],
    ["GET", "/_mock", "404 not_found: There is no GET /_mock in the control API."],
    ["PUT", "/_mock/state", "404 not_found: There is no PUT /_mock/state in the control API."],
    [
      "GET",
      "/nope",
      "404 not_found: There is no GET /nope here; SmartLead's API is under /api/v1, the control API under /_mock.",
    ],
  ])("that leads nowhere (%s %s) is a 404 that says so", async (method, path, refusal) => {
    expect(await refusalOf(path, undefined, method)).toBe(refusal);
  });

  test("that is no UTF-8 is a 400", async () => {
    expect(await refusalOf("/_mock/events/%E0%A4%A")).toMatch(/^400 bad_request: /);
  });

  test("of the stream, called as an ordinary one, says that it is a WebSocket", async () => {
    expect(await refusalOf("/_mock/stream")).toBe(
      "400 bad_request: The stream is a WebSocket; connect to this address with ws:// instead.",
    );
  });
});

describe("a failure of our own", () => {
  test("is a 500 that tells nothing of the inside, and is handed to whoever asked for defects", async () => {
    const defects: unknown[] = [];
    const broken = await openControl({ onDefect: (error) => defects.push(error) });
    Object.defineProperty(broken.mock, "state", {
      value: () => {
        throw new TypeError("secret inside");
      },
    });
    const { status, json, text } = await broken.call("/_mock/state");
    expect(status).toBe(500);
    expect(json.error.code).toBe("internal");
    expect(text).not.toContain("secret inside");
    expect(defects).toEqual([new TypeError("secret inside")]);
    await broken.close();
  });

  test("to take more, because the mock is closing, is a 503", async () => {
    const closing = await openControl();
    await closing.mock.close(0);
    const { status, json } = await closing.call("/_mock/events", { body: { event_type: "EMAIL_OPEN" } });
    expect(status).toBe(503);
    expect(json.error.code).toBe("closed");
    expect((await closing.call("/_mock/health")).status).toBe(200);
    await closing.close();
  });
});
