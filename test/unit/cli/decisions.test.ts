import { describe, expect, it } from "vitest";
import { DeliveryWatch } from "../../../src/cli/deliveries/delivery-watch.ts";
import type { Io } from "../../../src/cli/io.ts";
import { noPaint } from "../../../src/cli/output/terminal-paint.ts";
import { type BannerFacts, bannerLines } from "../../../src/cli/start/banner.ts";
import { planStart } from "../../../src/cli/start/start-plan.ts";
import { eventTypeNamed } from "../../../src/cli/trigger/event-name.ts";
import { exitCodeOf, type JudgedEvent, shadowedLines } from "../../../src/cli/trigger/triggered.ts";
import { resolveSettings } from "../../../src/config/settings.ts";
import type { Attempt } from "../../../src/delivery/delivery.ts";
import { RETRY_POLICIES } from "../../../src/delivery/retry-policies.ts";
import type { Frame } from "../../../src/journal/entry.ts";
import { aState } from "../../ui/build.ts";
import { aDelivery, anAttempt, created, finished, settled } from "./frames.ts";

const settings = (flags: Record<string, unknown>) => resolveSettings({ flags, env: {}, cwd: "/nonexistent" });
const io = (isTTY: boolean, env: Record<string, string> = {}, hasKeys = isTTY): Io =>
  ({ stdout: { write: () => {}, isTTY }, stdin: { isTTY: hasKeys }, env }) as unknown as Io;

describe("what start does", () => {
  it("without a target: a receiver of its own, an event a second, sixty times faster", async () => {
    const plan = planStart(await settings({}), io(false));
    expect(plan).toEqual({
      target: null,
      usesBuiltInReceiver: true,
      rate: 1,
      speed: 60,
      ui: "plain",
      host: "127.0.0.1",
      port: 7627,
    });
  });

  it("with a target: sends nothing unasked, at the real pace", async () => {
    const plan = planStart(await settings({ target: "http://localhost:3000" }), io(false));
    expect(plan).toMatchObject({
      target: "http://localhost:3000",
      usesBuiltInReceiver: false,
      rate: 0,
      speed: undefined,
    });
  });

  it("with --world-time the campaigns run instead of the steady traffic", async () => {
    expect(planStart(await settings({ worldTime: true }), io(false))).toMatchObject({
      usesBuiltInReceiver: true,
      rate: 0,
    });
    expect(planStart(await settings({ worldTime: "30d", rate: "2" }), io(false)).rate).toBe(2);
  });

  it("with --target none: registers nothing", async () => {
    expect(planStart(await settings({ target: "none" }), io(false))).toMatchObject({
      target: null,
      usesBuiltInReceiver: false,
      rate: 0,
    });
  });

  it("keeps the pace that was asked for", async () => {
    expect(planStart(await settings({ clock: "virtual" }), io(false)).speed).toBeUndefined();
    expect(planStart(await settings({ clock: "real" }), io(false)).speed).toBeUndefined();
    expect(planStart(await settings({ speed: "5", rate: "0" }), io(false))).toMatchObject({ speed: 5, rate: 0 });
  });

  it.each([
    [true, {}, {}, "tui"],
    [true, {}, { CI: "" }, "tui"],
    [true, {}, { CI: "true" }, "plain"],
    [true, {}, { TERM: "dumb" }, "plain"],
    [false, {}, {}, "plain"],
    [true, { ui: "plain" }, {}, "plain"],
    [true, { ui: "tui" }, { CI: "true" }, "tui"],
    [true, { json: true }, {}, "json"],
    [false, { ui: "json" }, {}, "json"],
  ])("on a terminal: %s, with %o and %o, shows itself as %s", async (isTTY, flags, env, ui) => {
    expect(planStart(await settings(flags), io(isTTY, env)).ui).toBe(ui);
  });

  it("prints lines on a terminal that has no keys for it, as with < /dev/null", async () => {
    expect(planStart(await settings({}), io(true, {}, false)).ui).toBe("plain");
  });
});

describe("the banner", () => {
  const { waitsMs, timeoutMs, ...policy } = RETRY_POLICIES.guide;
  const facts: BannerFacts = {
    version: "0.1.0",
    url: "http://127.0.0.1:7627",
    port: 7627,
    state: aState({
      run: "k3f9",
      clock: { mode: "real", speed: 1, now: "2026-01-05T09:00:00.000Z" },
      policy: { ...policy, waits_ms: waitsMs, timeout_ms: timeoutMs },
      webhooks: [],
    }),
    target: "http://localhost:3000/hook?token=abc",
    usesBuiltInReceiver: false,
    isListening: false,
    dialect: "guide: the flat objects of SmartLead's webhook guide, key for key",
    hasToken: false,
    hasApiKey: false,
  };

  it("says where it is, what it does and how to go on", () => {
    expect(bannerLines(facts, noPaint).join("\n")).toMatchInlineSnapshot(`
      "smartlead-mock 0.1.0  http://127.0.0.1:7627
        target    http://localhost:3000/hook?token=*** (user level); nothing listens there yet, deliveries are refused until something does
        policy    guide: 3 tries; waits 1m, 5m; timeout 30s. The guide's "failed after 3 failed attempts", read as 3 in all (A1). SmartLead does not document what follows 3xx, DNS, TLS and refused connections; they are retried like a 5xx.
        dialect   guide: the flat objects of SmartLead's webhook guide, key for key
        clock     real, now 2026-01-05T09:00:00.000Z
        data      nothing is kept (--ephemeral)
        run       k3f9, seed 1
        traffic   none: nothing is sent until you trigger an event (--rate N creates N events per second)
        send      smartlead-mock trigger EMAIL_REPLY
        web       http://127.0.0.1:7627/
        API       SMARTLEAD_API_BASE=http://127.0.0.1:7627/api/v1 (with any api_key)
      "
    `);
  });

  it("of the built-in receiver says what it is and how to use one's own endpoint", () => {
    const state = { ...facts.state, rate: 1, clock: { ...facts.state.clock, speed: 60 } };
    const lines = bannerLines({ ...facts, state, target: null, usesBuiltInReceiver: true, isListening: null }, noPaint);
    expect(lines.filter((line) => /target|clock|traffic|yours/.test(line.slice(0, 12)))).toMatchInlineSnapshot(`
      [
        "  target    a built-in receiver, which deduplicates and fails now and then to show retries",
        "  clock     real, 60 times faster, now 2026-01-05T09:00:00.000Z",
        "  traffic   1 event per second",
        "  yours     smartlead-mock start --target http://localhost:3000/webhooks/smartlead",
      ]
    `);
  });

  it("says that campaigns run on their schedules, and until when", () => {
    const state = { ...facts.state, world_time: { until: "2026-02-04T09:00:00.000Z" } };
    const lines = bannerLines({ ...facts, state }, noPaint);
    expect(lines).toContain("  traffic   campaigns run on their schedules until 2026-02-04T09:00:00.000Z");
  });

  it("names the port and the token in the command that sends, when they are not the usual ones", () => {
    const away = { ...facts, port: 8000, url: "http://127.0.0.1:8000", hasToken: true, hasApiKey: true };
    const lines = bannerLines(away, noPaint);
    expect(lines.join("\n")).toContain("/api/v1 (with the api_key of --api-key)");
    expect(lines.find((line) => line.includes("smartlead-mock trigger"))).toBe(
      "  send      smartlead-mock trigger EMAIL_REPLY --connect http://127.0.0.1:8000 --token TOKEN",
    );
  });
});

describe("the name of an event", () => {
  it.each([["EMAIL_REPLY"], ["email_reply"], ["email-reply"], [" Email_Reply "]])("may be written %j", (text) => {
    expect(eventTypeNamed(text)).toBe("EMAIL_REPLY");
  });

  it("that is unknown is answered with the one that was meant, or with all", () => {
    expect(() => eventTypeNamed("EMAIL_REPLAY")).toThrow('There is no event "EMAIL_REPLAY"; did you mean EMAIL_REPLY?');
    expect(() => eventTypeNamed("banana")).toThrow(
      /^There is no event "banana"; the events are EMAIL_SENT, .*LINKEDIN_DISCONNECTED\.$/,
    );
  });
});

describe("the exit code of trigger", () => {
  const event = (...attempts: Partial<Attempt>[]): JudgedEvent => ({
    event_id: "evt_1",
    event_type: "EMAIL_REPLY",
    shadowed: [],
    deliveries: attempts.map((attempt) => aDelivery({ attempts: [anAttempt(attempt)] })),
  });
  const refused = { outcome: "network_error", status: null, error: "ECONNREFUSED: connect" } as const;
  const reset = { outcome: "network_error", status: null, error: "ECONNRESET: read" } as const;

  it.each([
    ["every delivery was answered 2xx", [event({}, {})], 0],
    ["one was answered 500", [event({}), event({ outcome: "server_error", status: 500 })], 1],
    ["nobody got one of them", [event({}), event()], 1],
    ["the receiver refuses connections", [event(refused)], 3],
    ["the receiver resets the connection", [event(reset)], 1],
    ["it refuses connections and one got a 400", [event(refused, { outcome: "rejected", status: 400 })], 1],
  ])("when %s is right", (_, events, code) => {
    expect(exitCodeOf(events)).toBe(code);
  });

  it("looks at the last attempt", () => {
    const attempts = [anAttempt({ outcome: "server_error", status: 500 }), anAttempt({ number: 2 })];
    expect(exitCodeOf([{ ...event(), deliveries: [aDelivery({ attempts })] }])).toBe(0);
  });

  it("says of each shadowed webhook once why", () => {
    const shadowed = [{ webhook_id: 1, level: "campaign" as const, reason: "Because." }];
    expect(
      shadowedLines([
        { ...event(), shadowed },
        { ...event(), shadowed },
      ]),
    ).toEqual(["shadowed: webhook 1, campaign level. Because."]);
  });
});

describe("a watch over deliveries", () => {
  /** Whether a promise is settled once what is under way has been done. */
  const isSettled = async (promise: Promise<void>) => {
    const pending = Symbol("pending");
    return (await Promise.race([promise, Promise.resolve(pending).then((value) => value)])) !== pending;
  };

  it("takes into account what came before it knew which deliveries count", async () => {
    const watch = new DeliveryWatch("first-attempt", () => {});
    watch.take([created(aDelivery()), finished(anAttempt({ outcome: "server_error", status: 500 }))]);
    await watch.follow(["dlv_1"]);
    expect(watch.delivery("dlv_1")?.attempts).toHaveLength(1);
  });

  it("waits for the end of the delivery when asked to", async () => {
    const watch = new DeliveryWatch("settled", () => {});
    const done = watch.follow(["dlv_1"]);
    watch.take([created(aDelivery()), finished(anAttempt())]);
    expect(await isSettled(done)).toBe(false);
    watch.take([settled("delivered")]);
    await done;
    expect(watch.delivery("dlv_1")?.state).toBe("delivered");
  });

  it("does not take an interrupted attempt for the first", async () => {
    const watch = new DeliveryWatch("first-attempt", () => {});
    const done = watch.follow(["dlv_1"]);
    watch.take([created(aDelivery()), finished(anAttempt({ outcome: "interrupted", status: null }))]);
    expect(await isSettled(done)).toBe(false);
  });

  it("shows only what it follows, and nothing to wait for is the end", async () => {
    const shown: unknown[] = [];
    const watch = new DeliveryWatch("settled", (frames) => shown.push(...frames));
    watch.take([created(aDelivery({ id: "dlv_2" }))]);
    await watch.follow([]);
    expect(shown).toEqual([]);
  });

  it("goes on with a delivery as it was asked for after a gap", async () => {
    const watch = new DeliveryWatch("settled", () => {});
    const done = watch.follow(["dlv_1"]);
    expect(watch.open()).toEqual(["dlv_1"]);
    watch.replace(aDelivery({ state: "delivered", settled_at: "2026-01-05T12:01:59.000Z" }));
    await done;
    expect(watch.open()).toEqual([]);
  });

  it("shows the attempts that a gap had swallowed, and none of them twice", async () => {
    const shown: Frame[] = [];
    const watch = new DeliveryWatch("settled", (frames) => shown.push(...frames));
    const done = watch.follow(["dlv_1", "dlv_2"]);
    const [first, second] = [anAttempt({ outcome: "server_error", status: 500 }), anAttempt({ number: 2 })];
    watch.take([created(aDelivery()), finished(first)]);
    const end = { state: "delivered", settled_at: "2026-01-05T12:01:59.000Z", attempts: [first, second] } as const;
    watch.replace(aDelivery(end));
    watch.replace(aDelivery({ ...end, id: "dlv_2", attempts: [first] }));
    await done;
    const ended = shown.flatMap((frame) =>
      frame.type === "attempt.finished" ? [`${frame.delivery_id} ${frame.attempt.number}`] : [],
    );
    expect(ended).toEqual(["dlv_1 1", "dlv_1 2", "dlv_2 1"]);
    // A line needs its delivery before.
    expect(shown.map(({ type }) => type)).toEqual([
      "delivery.created",
      "attempt.finished",
      "attempt.finished",
      "delivery.created",
      "attempt.finished",
    ]);
  });
});
