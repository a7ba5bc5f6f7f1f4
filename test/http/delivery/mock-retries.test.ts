import { afterEach, describe, expect, it } from "vitest";
import { RETRY_POLICIES } from "../../../src/delivery/retry-policies.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";
import { operationContext } from "../../../src/mock/operation-context.ts";
import { type Behaviour, type HttpReceiver, startHttpReceiver } from "./http-receiver.ts";

const NOW = Date.UTC(2026, 0, 5, 9);
const MINUTE = 60_000;

let receiver: HttpReceiver;
let mock: SmartLeadMock;

afterEach(async () => {
  await mock.close(0);
  await receiver.close();
});

async function start(behaviour: Behaviour, options: MockOptions = {}): Promise<void> {
  receiver = await startHttpReceiver(behaviour);
  mock = createMock({ target: receiver.url, clock: "virtual", now: NOW, seed: 1, run: "r", ...options });
}

/** Emits one reply and waits until its delivery has settled. */
async function settledReply() {
  const [event] = mock.emit({ eventType: "EMAIL_REPLY" });
  await mock.settled();
  const [delivery] = mock.deliveries.list({}, { limit: 1 }).data;
  expect(delivery?.id).toBe(event?.deliveries[0]);
  return delivery;
}

function mockTimes(): number[] {
  return receiver.received.map(({ headers }) => Date.parse(String(headers["x-mock-time"])) - NOW);
}

describe("a receiver that answers", () => {
  it("500, 500, 200 sees three requests with one X-Request-Id, spaced 1 and 5 minutes on the mock's clock", async () => {
    await start((_, number) => (number < 3 ? 500 : 200));
    const delivery = await settledReply();
    expect(delivery).toMatchObject({
      state: "delivered",
      reason: null,
      attempts: [{ status: 500 }, { status: 500 }, { status: 200 }],
    });
    expect(receiver.received.map(({ headers }) => headers["x-request-id"])).toEqual(
      new Array(3).fill(delivery?.request_id),
    );
    expect(mockTimes()).toEqual([0, MINUTE, 6 * MINUTE]);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  });

  it.each([400, 401, 404, 408, 410, 422, 429])("%d sees one request", async (status) => {
    await start(() => status);
    expect(await settledReply()).toMatchObject({
      state: "failed",
      reason: "rejected",
      attempts: [{ status, outcome: "rejected", next_attempt_at: null }],
    });
    expect(receiver.received).toHaveLength(1);
  });

  it.each([500, 503, 302])("%d each time fails as exhausted after three", async (status) => {
    await start(() => status);
    expect(await settledReply()).toMatchObject({ state: "failed", reason: "exhausted" });
    expect(receiver.received).toHaveLength(3);
  });

  it("nothing ever is tried three times, each try cut short in real time, 30 s and the waits on the clock", async () => {
    await start(() => "nothing");
    const delivery = await settledReply();
    expect(delivery).toMatchObject({ state: "failed", reason: "exhausted" });
    const spans = delivery?.attempts.map(({ started_at, ended_at, outcome, clipped }) => ({
      from: Date.parse(started_at) - NOW,
      to: Date.parse(ended_at ?? "") - NOW,
      outcome,
      clipped,
    }));
    expect(spans).toEqual([
      { from: 0, to: 30_000, outcome: "timeout", clipped: true },
      { from: 90_000, to: 120_000, outcome: "timeout", clipped: true },
      { from: 420_000, to: 450_000, outcome: "timeout", clipped: true },
    ]);
  });

  it.each([
    ["guide-retries", [0, 1, 6, 36]],
    ["core", [0, 1, 6, 21, 81, 441]],
    ["fixed", [0, 5, 10, 15, 20, 25]],
  ] as const)("500 by the policy %s sees its requests at its times", async (name, minutes) => {
    await start(() => 500, { policy: RETRY_POLICIES[name] });
    expect(await settledReply()).toMatchObject({ state: "failed", reason: "exhausted" });
    expect(mockTimes().map((ms) => ms / MINUTE)).toEqual(minutes);
  });
});

describe("the summary and the retrigger", () => {
  const WINDOW = [NOW - MINUTE, NOW + 60 * MINUTE] as const;

  it("count what failed, send it again once, and skip what was sent again", async () => {
    let status = 500;
    await start(() => status);
    const context = operationContext(mock);
    const campaignId = mock.world.campaigns[0]?.id ?? 0;
    mock.emit({ eventType: "EMAIL_REPLY", campaignId });
    await mock.settled();
    expect(context.summary(campaignId, ...WINDOW)).toMatchObject({
      total: 1,
      delivered: 0,
      failed: 1,
      retriedFailures: 0,
    });

    status = 200;
    expect(context.retrigger(campaignId, ...WINDOW).count).toBe(1);
    await mock.settled();
    expect(context.summary(campaignId, ...WINDOW)).toMatchObject({
      total: 2,
      delivered: 1,
      failed: 1,
      retriedFailures: 1,
    });
    expect(context.retrigger(campaignId, ...WINDOW).count).toBe(0);

    const [again, original] = mock.deliveries.list({}, { limit: 2 }).data;
    expect(original).toMatchObject({ state: "failed", reason: "exhausted", resent_from: null });
    expect(again).toMatchObject({
      state: "delivered",
      resent_from: original?.id,
      request_id: original?.request_id,
      event_id: original?.event_id,
    });
    expect(receiver.received).toHaveLength(4);
    expect(new Set(receiver.received.map(({ headers, body }) => `${headers["x-request-id"]} ${body}`)).size).toBe(1);
  });

  it("takes rejected ones too, none of another campaign, and what failed again once more", async () => {
    await start(() => 400);
    const [first, second] = mock.world.campaigns;
    mock.emit({ eventType: "EMAIL_OPEN", campaignId: first?.id ?? 0, count: 3 });
    mock.emit({ eventType: "EMAIL_OPEN", campaignId: second?.id ?? 0 });
    await mock.settled();
    expect(mock.retrigger([first?.id ?? 0], ...WINDOW).count).toBe(3);
    await mock.settled();
    expect(mock.retrigger([first?.id ?? 0], ...WINDOW).count).toBe(3);
    await mock.settled();
    expect(receiver.received).toHaveLength(4 + 3 + 3);
  });
});

describe("a thousand deliveries with two retries each", () => {
  it("are each settled once", async () => {
    const tries = new Map<string, number>();
    await start(({ headers }) => {
      const id = String(headers["x-request-id"]);
      tries.set(id, (tries.get(id) ?? 0) + 1);
      return (tries.get(id) ?? 0) < 3 ? 500 : 200;
    });
    mock.emit({ eventType: "EMAIL_OPEN", count: 1_000 });
    await mock.settled();
    expect(mock.state().counters).toMatchObject({
      deliveries: 1_000,
      delivered: 1_000,
      failed: 0,
      attempts: 3_000,
      in_flight: 0,
      waiting: 0,
    });
    expect([...tries.values()].every((count) => count === 3)).toBe(true);
  });
});
