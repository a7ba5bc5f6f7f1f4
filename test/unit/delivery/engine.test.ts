import { describe, expect, it } from "vitest";
import { RETRY_POLICIES } from "../../../src/delivery/retry-policies.ts";
import { EPOCH } from "../time/fake-real-time.ts";
import { type Answer, anEngine, linesOf } from "./an-engine.ts";

const OK: Answer = { outcome: "success" };
const DOWN: Answer = { outcome: "server_error" };

/** Resolves at once or never, as a grace period. */
const NO_GRACE = Promise.resolve();
const ENDLESS = new Promise<void>(() => {});

describe("an engine", () => {
  it("sends 500, 500, 200 three times, one and five minutes apart on the clock, in no real time", async () => {
    const bench = anEngine((_, number) => (number < 3 ? DOWN : OK));
    bench.accept("a");
    await bench.real.run();
    expect(linesOf(bench)).toEqual([
      "0 a created",
      "0 a #1",
      "0 a #1 server_error",
      "60 a #2",
      "60 a #2 server_error",
      "360 a #3",
      "360 a #3 success",
      "360 a delivered",
    ]);
    expect(bench.real.monotonicMs()).toBe(3);
  });

  it("runs a timeout's full 30 s on the clock, then waits from its end; cut before 30 real seconds it is clipped", async () => {
    const bench = anEngine(() => "hang");
    bench.accept("a");
    await bench.real.run();
    expect(linesOf(bench)).toEqual([
      "0 a created",
      "0 a #1",
      "30 a #1 timeout clipped",
      "90 a #2",
      "120 a #2 timeout clipped",
      "420 a #3",
      "450 a #3 timeout clipped",
      "450 a failed (exhausted)",
    ]);
    expect(bench.real.monotonicMs()).toBe(6_000);
  });

  it.each([
    ["real", 1, 30_000, "30 a #1 timeout"],
    ["60 times faster", 60, 2_000, "120 a #1 timeout clipped"],
    ["10 times faster", 10, 3_000, "30 a #1 timeout clipped"],
  ])("cuts by the %s clock when its time is up", async (_, speed, realMs, line) => {
    const bench = anEngine(() => "hang", { mode: "real", speed });
    bench.accept("a");
    await bench.real.pass(realMs - 1);
    expect(bench.engine.openCount).toBe(1);
    expect(linesOf(bench).at(-1)).toBe("0 a #1");
    await bench.real.pass(1);
    expect(linesOf(bench).at(-1)).toBe(line);
  });

  it("never cuts where the policy has no timeout", async () => {
    const bench = anEngine(() => ({ outcome: "success", afterMs: 86_400_000 }), {
      mode: "real",
      policy: { ...RETRY_POLICIES.guide, timeoutMs: null },
    });
    bench.accept("a");
    await bench.real.pass(86_399_999);
    expect(linesOf(bench).at(-1)).toBe("0 a #1");
    await bench.real.pass(1);
    expect(linesOf(bench).at(-1)).toBe("86400 a delivered");
  });

  it("writes down when the next try is due: the end of the attempt plus the wait, to the millisecond", async () => {
    const bench = anEngine((_, number) => (number === 1 ? { outcome: "server_error", afterMs: 1_234.5 } : OK), {
      mode: "real",
    });
    bench.accept("a");
    await bench.real.run();
    const [first, second] = bench.projections.deliveries.get("a")?.attempts ?? [];
    expect(first).toMatchObject({
      started_at: "2026-01-05T09:00:00.000Z",
      ended_at: "2026-01-05T09:00:01.234Z",
      duration_ms: 1_234.5,
      next_attempt_at: "2026-01-05T09:01:01.234Z",
    });
    expect(second).toMatchObject({ started_at: "2026-01-05T09:01:01.234Z", next_attempt_at: null });
  });

  it("sends the time of the mock's clock where that is not the real one, and the same request else", async () => {
    const virtual = anEngine((_, number) => (number === 1 ? DOWN : OK));
    virtual.accept("a");
    await virtual.real.run();
    expect(virtual.sender.sent.map(({ request }) => request.headers)).toEqual([
      { "X-Request-Id": "req_a", "X-Mock-Time": "2026-01-05T09:00:00.000Z" },
      { "X-Request-Id": "req_a", "X-Mock-Time": "2026-01-05T09:01:00.000Z" },
    ]);
    const real = anEngine(() => OK, { mode: "real" });
    real.accept("a");
    await real.real.run();
    expect(real.sender.sent[0]?.request.headers).toEqual({ "X-Request-Id": "req_a" });
  });

  it("follows its webhook's current URL on each try, and keeps the last known one when the webhook is gone", async () => {
    const urls = new Map([[1, "http://new.test/"]]);
    const bench = anEngine((_, number) => (number < 3 ? DOWN : OK), {
      currentUrl: (webhookId) => urls.get(webhookId),
    });
    bench.accept("a");
    bench.clock.wakeAt(EPOCH + 61_000, () => urls.delete(1));
    await bench.real.run();
    expect(bench.sender.sent.map(({ request }) => request.url)).toEqual([
      "http://new.test/",
      "http://new.test/",
      "http://receiver-1.test/",
    ]);
  });

  it("lets a webhook whose places are taken not hold up another", async () => {
    const bench = anEngine(({ url }) => (url.includes("receiver-1") ? "hang" : OK), {
      mode: "real",
      limits: { perWebhook: 2, total: 3 },
    });
    for (const id of ["a", "b", "c"]) bench.accept(id, 1);
    bench.accept("d", 2);
    await bench.real.pass(5);
    expect(linesOf(bench)).toContain("0.001 d delivered");
    expect(bench.sender.sent).toHaveLength(3);
  });

  it("starts what is due at the same instant together, in order, and says when all is settled", async () => {
    const bench = anEngine((_, number) => (number === 1 ? DOWN : OK), { limits: { perWebhook: 3, total: 3 } });
    for (const id of ["a", "b", "c"]) bench.accept(id);
    let isIdle = false;
    void bench.engine.idle().then(() => {
      isIdle = true;
    });
    await bench.real.settle();
    expect([isIdle, bench.engine.openCount]).toEqual([false, 3]);
    await bench.real.run();
    expect([isIdle, bench.engine.openCount]).toEqual([true, 0]);
    expect(bench.sender.sent.map(({ request, at }) => `${at} ${request.body}`)).toEqual([
      "0 a",
      "0 b",
      "0 c",
      "60000 a",
      "60000 b",
      "60000 c",
    ]);
    await bench.engine.idle();
  });

  it("writes the verdict on a duplicate after the attempt that it is about", async () => {
    const finding = { verdict: "unproven", evidence: ["e"], explanation: "x" } as const;
    const bench = anEngine((_, number) => (number === 1 ? DOWN : OK), {
      judge: (requestId, deliveryId, { number }) =>
        number === 2 && requestId === "req_a" && deliveryId === "a" ? finding : null,
    });
    bench.accept("a");
    await bench.real.run();
    expect(linesOf(bench).slice(-3)).toEqual(["60 a #2 success", "60 delivery.duplicate", "60 a delivered"]);
    expect(bench.projections.deliveries.get("a")).toMatchObject({
      duplicate: "unproven",
      attempts: [{ duplicate: null }, { duplicate: finding }],
    });
  });
});

describe("the policy core", () => {
  const policy = RETRY_POLICIES.core;
  const rejected: Answer = { outcome: "rejected" };

  it("switches a webhook off after five failed deliveries in a row and fails what waits, with the reason", async () => {
    const bench = anEngine(({ body }) => (body.startsWith("bad") ? rejected : DOWN), { policy });
    bench.accept("waiting");
    bench.accept("other webhook", 2);
    for (const number of [1, 2, 3, 4, 5]) bench.accept(`bad${number}`);
    await bench.real.run();
    expect(bench.disabled.map(({ webhookId }) => webhookId)).toEqual([1]);
    expect(bench.projections.deliveries.get("waiting")).toMatchObject({
      state: "failed",
      reason: "disabled",
      attempts: [{ number: 1 }],
    });
    expect(bench.projections.deliveries.get("other webhook")).toMatchObject({ state: "failed", reason: "exhausted" });
  });

  it("begins to count anew after a success, and counts each webhook for itself", async () => {
    const bench = anEngine(({ body }) => (body.startsWith("good") ? OK : rejected), {
      policy,
      limits: { perWebhook: 1, total: 1 },
    });
    for (const id of ["b1", "b2", "b3", "b4", "good", "b5", "b6", "b7", "b8"]) bench.accept(id, 1);
    for (const id of ["c1", "c2", "c3", "c4"]) bench.accept(id, 2);
    await bench.real.run();
    expect(bench.disabled).toEqual([]);
  });

  it("lets an attempt in flight end, but no other follows it", async () => {
    const bench = anEngine(
      ({ body }) => {
        if (body === "late") return { outcome: "server_error", afterMs: 50 };
        return body === "late but good" ? { outcome: "success", afterMs: 50 } : rejected;
      },
      { policy },
    );
    for (const id of ["late", "late but good", "b1", "b2", "b3", "b4", "b5"]) bench.accept(id);
    await bench.real.run();
    expect(bench.projections.deliveries.get("late")).toMatchObject({
      state: "failed",
      reason: "disabled",
      attempts: [{ outcome: "server_error", next_attempt_at: null }],
    });
    expect(bench.projections.deliveries.get("late but good")).toMatchObject({ state: "delivered", reason: null });
  });

  it.each(["guide", "guide-retries", "fixed"] as const)("is alone in this: %s never switches off", async (name) => {
    const bench = anEngine(() => rejected, { policy: RETRY_POLICIES[name] });
    for (let id = 0; id < 12; id += 1) bench.accept(`b${id}`);
    await bench.real.run();
    expect(bench.disabled).toEqual([]);
  });
});

describe("dropping all", () => {
  it("forgets what is queued, in flight and waiting, without a trace, and goes on with what comes after", async () => {
    const bench = anEngine(
      ({ body }) => {
        if (body === "hung") return "hang";
        return body === "waiting" ? DOWN : OK;
      },
      { mode: "real", limits: { perWebhook: 1, total: 2 } },
    );
    bench.accept("waiting", 1);
    await bench.real.pass(5);
    bench.accept("hung", 2);
    bench.accept("queued", 2);
    const idle = bench.engine.idle();
    const before = bench.entries().length;
    bench.engine.dropAll();
    await idle;
    expect(bench.engine.openCount).toBe(0);
    await bench.real.pass(3_600_000);
    expect(bench.entries()).toHaveLength(before);
    bench.accept("new", 2);
    await bench.real.run();
    expect(linesOf(bench).at(-1)).toMatch(/new delivered$/);
    expect(bench.sender.sent.map(({ request }) => request.body)).toEqual(["waiting", "hung", "new"]);
  });

  it("frees the virtual clock", async () => {
    const bench = anEngine(({ body }) => (body === "hung" ? "hang" : DOWN));
    bench.accept("hung");
    bench.engine.dropAll();
    bench.accept("a");
    await bench.real.run();
    expect(linesOf(bench).at(-1)).toBe("360 a failed (exhausted)");
    expect(bench.real.monotonicMs()).toBeLessThan(2_000);
  });
});

describe("stopping", () => {
  it("lets what is in flight finish within the grace and starts nothing more", async () => {
    const bench = anEngine(({ body }) => (body === "slow" ? { outcome: "success", afterMs: 400 } : DOWN), {
      mode: "real",
      limits: { perWebhook: 1, total: 1 },
    });
    bench.accept("waiting");
    await bench.real.pass(5);
    bench.accept("slow");
    bench.accept("queued");
    let isStopped = false;
    void bench.engine.stop(ENDLESS).then(() => {
      isStopped = true;
    });
    await bench.real.pass(399);
    expect(isStopped).toBe(false);
    await bench.real.run();
    expect(isStopped).toBe(true);
    expect(linesOf(bench).slice(-2)).toEqual(["0.405 slow #1 success", "0.405 slow delivered"]);
    expect(bench.sender.sent.map(({ request }) => request.body)).toEqual(["waiting", "slow"]);
    expect(bench.engine.openCount).toBe(2);
    expect(bench.real.timerCount).toBe(0);
  });

  it("interrupts what is in flight after the grace; it would be tried again and has lost no try", async () => {
    const bench = anEngine(() => "hang", { mode: "real" });
    bench.accept("a");
    await bench.real.pass(1_000);
    await bench.engine.stop(NO_GRACE);
    expect(bench.projections.deliveries.get("a")).toMatchObject({
      state: "waiting",
      settled_at: null,
      attempts: [
        {
          outcome: "interrupted",
          error: "INTERRUPTED: the mock was stopped while the attempt was in flight",
          clipped: false,
          next_attempt_at: "2026-01-05T09:00:01.000Z",
        },
      ],
    });
    await bench.real.pass(86_400_000);
    expect(bench.sender.sent).toHaveLength(1);
  });

  it("resolves at once where nothing is in flight", async () => {
    const bench = anEngine(() => DOWN, { mode: "manual" });
    bench.accept("waiting");
    await bench.real.pass(5);
    await bench.engine.stop(ENDLESS);
    expect(bench.engine.openCount).toBe(1);
  });
});
