import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ControlBench, openControl } from "./control-bench.ts";

let bench: ControlBench;

beforeEach(async () => {
  bench = await openControl();
});
afterEach(() => bench.close());

const emit = (body: object = {}) => bench.call("/_mock/events", { body: { event_type: "EMAIL_REPLY", ...body } });

/** Emits one event and waits until its first attempt has ended; gives its delivery's id. */
async function firstAttempt(body: object = {}): Promise<string> {
  const ended = new Promise<void>((resolve) => {
    const stop = bench.mock.journal.subscribe((entry) => {
      if (entry.type !== "attempt.finished") return;
      stop();
      resolve();
    });
  });
  const { json } = await emit(body);
  await ended;
  return json.events[0].deliveries[0];
}

describe("GET /_mock/health", () => {
  test("answers with status, version and uptime", async () => {
    const { status, json } = await bench.call("/_mock/health");
    expect(status).toBe(200);
    expect(json).toEqual({ status: "ok", version: "1.2.3", uptime_ms: expect.any(Number) });
  });
});

describe("GET /_mock/state", () => {
  test("tells run, seed, clock, policy, dialect, target, rate, counters and webhooks", async () => {
    await firstAttempt();
    const { json } = await bench.call("/_mock/state");
    expect(json).toMatchObject({
      run: "run-1",
      seed: 1,
      clock: { mode: "manual", now: "2026-01-05T09:00:00.000Z" },
      policy: { name: "guide", tries: 3, waits_ms: [60_000, 300_000], timeout_ms: 30_000 },
      dialect: "guide",
      target: bench.receiver.url,
      rate: 0,
      counters: { events: 1, deliveries: 1, delivered: 1, failed: 0, attempts: 1 },
      webhooks: [{ name: "target", level: "user", url: bench.receiver.url }],
    });
  });
});

describe("POST /_mock/events", () => {
  test("answers 202 with exactly event id, type, deliveries and shadowed", async () => {
    const { status, json } = await emit();
    expect(status).toBe(202);
    expect(json).toEqual({
      events: [
        {
          event_id: expect.stringMatching(/^evt_/),
          event_type: "EMAIL_REPLY",
          deliveries: [expect.stringMatching(/^dlv_/)],
          shadowed: [],
        },
      ],
    });
  });

  test("makes as many events as asked for", async () => {
    const { json } = await emit({ count: 25 });
    expect(new Set(json.events.map((event: { event_id: string }) => event.event_id)).size).toBe(25);
  });

  test("happens in the named campaign, to the named lead", async () => {
    const campaign = bench.mock.world.campaigns[1];
    const enrolment = bench.mock.world.enrolmentsOf(campaign?.id ?? 0)[0];
    const email = bench.mock.world.lead(enrolment?.leadId ?? 0)?.email;
    const { json } = await emit({ campaign_id: campaign?.id, lead_email: email });
    const event = (await bench.call(`/_mock/events/${json.events[0].event_id}`)).json;
    expect(event).toMatchObject({ campaign_id: campaign?.id, lead_email: email, cause: "trigger" });
  });

  test("lays overrides over the body", async () => {
    await firstAttempt({ overrides: { preview_text: "yes, please" } });
    expect(JSON.parse(bench.receiver.bodies[0] ?? "")).toMatchObject({
      event_type: "EMAIL_REPLY",
      preview_text: "yes, please",
    });
  });

  test("sends a body of one's own as it is", async () => {
    await firstAttempt({ body: { from: "my logs", list: [1, null] } });
    expect(JSON.parse(bench.receiver.bodies[0] ?? "")).toEqual({ from: "my logs", list: [1, null] });
  });

  test("refuses overrides of a body that is sent as it is", async () => {
    const { status, json } = await emit({ body: { a: 1 }, overrides: { a: 2 } });
    expect(status).toBe(400);
    expect(json.error.message).toMatch(/"body" is sent unchanged, so "overrides" would have no effect/);
    expect(bench.mock.state().counters.events).toBe(0);
  });

  test("names the shadowed webhooks with the reason", async () => {
    const campaign = bench.mock.world.campaigns[0];
    const shadowed = bench.mock.webhooks.create({
      name: "below",
      url: bench.receiver.url,
      level: "campaign",
      campaignId: campaign?.id ?? 0,
      eventTypeMap: { EMAIL_REPLY: true },
    });
    const { json } = await emit({ campaign_id: campaign?.id });
    expect(json.events[0].deliveries).toHaveLength(1);
    expect(json.events[0].shadowed).toEqual([
      { webhook_id: shadowed.id, level: "campaign", reason: expect.stringContaining("user") },
    ]);
  });

  test("takes JSON by any name: curl -d calls it a form", async () => {
    const body = JSON.stringify({ event_type: "EMAIL_OPEN" });
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "application/json; charset=utf-8", "odd"]) {
      const { status } = await bench.call("/_mock/events", { body, headers: { "content-type": type } });
      expect(status).toBe(202);
    }
  });

  test("is a 404 for a campaign that is not there, and for a lead", async () => {
    expect((await emit({ campaign_id: 99 })).status).toBe(404);
    const { status, json } = await emit({ lead_email: "nobody@example.com" });
    expect(status).toBe(404);
    expect(json.error.code).toBe("not_found");
  });
});

describe("GET /_mock/events/:id", () => {
  test("tells the event, its deliveries, the shadowed and the explanation", async () => {
    const id = (await emit()).json.events[0].event_id;
    const { status, json } = await bench.call(`/_mock/events/${id}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      event_id: id,
      event_type: "EMAIL_REPLY",
      deliveries: [expect.stringMatching(/^dlv_/)],
      shadowed: [],
      explanation: expect.stringMatching(/\S/),
    });
  });

  test("is a 404 for an id that no event has", async () => {
    const { status, json } = await bench.call("/_mock/events/evt_none");
    expect(status).toBe(404);
    expect(json).toEqual({
      error: { code: "not_found", message: 'There is no event "evt_none"; it may have been dropped to make room.' },
    });
  });
});

describe("GET /_mock/deliveries", () => {
  test("lists the newest first, without what was sent", async () => {
    const first = await firstAttempt();
    const second = await firstAttempt({ event_type: "EMAIL_OPEN" });
    const { json } = await bench.call("/_mock/deliveries");
    expect(json.data.map((delivery: { id: string }) => delivery.id)).toEqual([second, first]);
    expect(json.data[0]).not.toHaveProperty("request");
    expect(json.next_cursor).toBeNull();
  });

  test("goes on by pages through all of them, none twice", async () => {
    await emit({ count: 7 });
    const ids: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { json }: { json: { data: { id: string }[]; next_cursor: string | null } } = await bench.call(
        `/_mock/deliveries?limit=3&cursor=${cursor}`,
      );
      ids.push(...json.data.map(({ id }) => id));
      cursor = json.next_cursor;
    }
    expect(new Set(ids).size).toBe(7);
    expect(ids).toHaveLength(7);
  });

  test("has 50 on a page unless said", async () => {
    await emit({ count: 60 });
    expect((await bench.call("/_mock/deliveries")).json.data).toHaveLength(50);
    expect((await bench.call("/_mock/deliveries?limit=60")).json.data).toHaveLength(60);
  });

  test("keeps what fits state, event type, campaign, webhook and words", async () => {
    bench.receiver.statuses = [400];
    const failed = await firstAttempt({ event_type: "EMAIL_BOUNCE" });
    await firstAttempt();
    const ids = async (query: string) =>
      (await bench.call(`/_mock/deliveries?${query}`)).json.data.map((delivery: { id: string }) => delivery.id);
    expect(await ids("state=failed")).toEqual([failed]);
    expect(await ids("event_type=EMAIL_BOUNCE&state=")).toEqual([failed]);
    expect(await ids("q=rejected")).toEqual([failed]);
    expect(await ids("webhook_id=1")).toEqual([]);
    expect(await ids("campaign_id=1&q=")).toEqual([]);
  });
});

describe("GET /_mock/deliveries/:id", () => {
  test("shows what was sent and every attempt with its answer", async () => {
    bench.receiver.statuses = [500];
    const id = await firstAttempt();
    const { json } = await bench.call(`/_mock/deliveries/${id}`);
    expect(json.data).toMatchObject({
      id,
      state: "waiting",
      request: {
        url: bench.receiver.url,
        headers: { "Content-Type": "application/json" },
        body: bench.receiver.bodies[0],
      },
      attempts: [
        {
          number: 1,
          outcome: "server_error",
          status: 500,
          response: { body: '{"ok":true}', truncated: false },
          next_attempt_at: expect.stringMatching(/^2026-01-05T09:01:00/),
        },
      ],
    });
  });

  test("is a 404 for an id that no delivery has", async () => {
    expect((await bench.call("/_mock/deliveries/dlv_none")).json.error.code).toBe("not_found");
  });
});

describe("POST /_mock/deliveries/:id/resend", () => {
  test("makes a new delivery with the same request id, and without a body it may be empty", async () => {
    const original = await firstAttempt();
    const { status, json } = await bench.call(`/_mock/deliveries/${original}/resend`, { method: "POST" });
    expect(status).toBe(202);
    expect(Object.keys(json)).toEqual(["delivery_id"]);
    const again = (await bench.call(`/_mock/deliveries/${json.delivery_id}`)).json.data;
    const first = (await bench.call(`/_mock/deliveries/${original}`)).json.data;
    expect(again).toMatchObject({ resent_from: original, request_id: first.request_id });
    expect(again.id).not.toBe(original);
    const event = (await bench.call(`/_mock/events/${first.event_id}`)).json;
    expect(event.deliveries).toEqual([original, json.delivery_id]);
  });

  test("takes a new request id and another body when asked to", async () => {
    const original = await firstAttempt();
    const body = { request_id: "new", body: { changed: true } };
    const { json } = await bench.call(`/_mock/deliveries/${original}/resend`, { body });
    await bench.mock.settled();
    const again = (await bench.call(`/_mock/deliveries/${json.delivery_id}`)).json.data;
    const first = (await bench.call(`/_mock/deliveries/${original}`)).json.data;
    expect(again.request_id).not.toBe(first.request_id);
    expect(JSON.parse(bench.receiver.bodies[1] ?? "")).toEqual({ changed: true });
  });

  test("is a 404 for an id that no delivery has", async () => {
    expect((await bench.call("/_mock/deliveries/dlv_none/resend", { method: "POST" })).status).toBe(404);
  });
});

describe("GET /_mock/explain", () => {
  test("tells who would get an event and why", async () => {
    const { json } = await bench.call("/_mock/explain?event_type=EMAIL_REPLY");
    expect(json).toEqual({
      receives: [{ webhook_id: expect.any(Number), name: "target", level: "user", url: bench.receiver.url }],
      shadowed: [],
      explanation: expect.stringMatching(/\S/),
    });
  });
});

describe("POST /_mock/clock", () => {
  const clock = (body: object) => bench.call("/_mock/clock", { body });

  test("advances by a duration and answers with the clock", async () => {
    const { status, json } = await clock({ advance: "1h30m" });
    expect(status).toBe(200);
    expect(json).toEqual({ mode: "manual", speed: 1, now: "2026-01-05T10:30:00.000Z" });
  });

  test("plays the retries that fall due on the way", async () => {
    bench.receiver.statuses = [500, 500];
    const id = await firstAttempt();
    await clock({ advance: "10m" });
    await bench.mock.settled();
    const { data } = (await bench.call(`/_mock/deliveries/${id}`)).json;
    expect(data.state).toBe("delivered");
    expect(data.attempts.map((attempt: { outcome: string }) => attempt.outcome)).toEqual([
      "server_error",
      "server_error",
      "success",
    ]);
  });

  test("jumps to the next due time", async () => {
    bench.receiver.statuses = [500];
    await firstAttempt();
    expect((await clock({ next: true })).json.now).toMatch(/^2026-01-05T09:01:00/);
  });

  test("changes mode and speed", async () => {
    expect((await clock({ mode: "virtual" })).json.mode).toBe("virtual");
    expect((await clock({ mode: "real" })).json.mode).toBe("real");
    expect((await clock({ speed: 60 })).json).toMatchObject({ mode: "real", speed: 60 });
  });
});

describe("POST /_mock/traffic", () => {
  test("sets the rate, and 0 pauses", async () => {
    expect((await bench.call("/_mock/traffic", { body: { rate: 2.5 } })).json).toEqual({ rate: 2.5 });
    expect((await bench.call("/_mock/state")).json.rate).toBe(2.5);
    expect((await bench.call("/_mock/traffic", { body: { rate: 0 } })).json).toEqual({ rate: 0 });
    expect((await bench.call("/_mock/state")).json.rate).toBe(0);
  });
});

describe("effects", () => {
  const KEY = "4c5ffb9e-9d1a-4a0e-8f0b-0c9b6a0e6a11";
  const report = (body?: unknown, headers = {}) =>
    bench.call(`/_mock/effects/${KEY}`, { method: "POST", body, headers });

  test("are counted by key and name", async () => {
    expect((await report({ name: "crm" })).json).toEqual({ key: KEY, name: "crm", count: 1 });
    expect((await report({ name: "crm" })).json.count).toBe(2);
    expect((await report({ name: "slack" })).json.count).toBe(1);
    const { json } = await bench.call(`/_mock/effects?key=${KEY}`);
    expect(json.data.map((effect: { name: string }) => effect.name)).toEqual(["crm", "crm", "slack"]);
    expect((await bench.call("/_mock/effects?key=other")).json).toEqual({ data: [] });
  });

  test.each([
    ["no body", undefined, {}],
    ["an empty object", {}, {}],
    ["a form", "a=b&c=d", { "content-type": "application/x-www-form-urlencoded" }],
    ["broken JSON", '{"name":', {}],
    ["a name that is no text", { name: 7 }, {}],
    ["a list", [1], { "content-type": "text/plain" }],
  ])("count without a name when the report has %s", async (_what, body, headers) => {
    const { status, json } = await report(body, headers);
    expect(status).toBe(200);
    expect(json).toEqual({ key: KEY, name: null, count: 1 });
  });

  test("refuse a key that is too long to be a request id", async () => {
    const { status, json } = await bench.call(`/_mock/effects/${"k".repeat(201)}`, { method: "POST" });
    expect(status).toBe(400);
    expect(json.error.code).toBe("bad_request");
  });
});

describe("POST /_mock/reset", () => {
  test("drops deliveries and answers with the state; the stream's numbers go on", async () => {
    await firstAttempt();
    const { lastSeq } = bench.mock.journal;
    const { status, json } = await bench.call("/_mock/reset", { method: "POST" });
    expect(status).toBe(200);
    expect(json).toMatchObject({ run: "run-1", counters: { events: 0, deliveries: 0 } });
    expect((await bench.call("/_mock/deliveries")).json.data).toEqual([]);
    expect(bench.mock.journal.lastSeq).toBeGreaterThan(lastSeq);
  });
});
