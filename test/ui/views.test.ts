import { describe, expect, it } from "vitest";
import type { LeadView, ThreadView } from "../../src/server/client/world-answers.ts";
import { barPlot, columnPlot } from "../../ui/numbers/numbers-lines.ts";
import { DurationCounts, NumbersStore, SECONDS_HELD } from "../../ui/numbers/numbers-store.ts";
import { CheckStore, runningCheck, runningStep, ScenarioStore } from "../../ui/scenario/scenario-store.ts";
import { themeFor } from "../../ui/theme.ts";
import { AT, aDelivery, anAttempt, aStore, emitted, entry, hello, ManualScheduler, oneEvent } from "./build.ts";
import { mainOf, uiBench } from "./ui-bench.ts";

const bench = uiBench();
const theme = themeFor({});

const ann: LeadView = {
  id: 1,
  email: "ann@example.com",
  first_name: "Ann",
  last_name: "Lee",
  company_name: "Acme",
  is_unsubscribed: false,
  campaigns: [
    { campaign_id: 3600001, status: "INPROGRESS", category: "Interested", step: 2, messages: 2, replies: 1 },
    { campaign_id: 3600002, status: "STARTED", category: null, step: 0, messages: 0, replies: 0 },
  ],
};

const thread: ThreadView = {
  lead: ann,
  campaign_id: 3600001,
  messages: [
    {
      type: "SENT",
      at: AT,
      from: "me@agency.example",
      to: "ann@example.com",
      subject: "Hello Ann",
      text: "Hi Ann,\n\nhave a look\u001b[2J at this.",
      message_id: "<1@x>",
      step: 1,
      opens: 2,
      clicks: 1,
      is_bounced: false,
    },
    {
      type: "REPLY",
      at: "2026-01-05T10:00:00.000Z",
      from: "ann@example.com",
      to: "me@agency.example",
      subject: "Re: Hello Ann",
      text: "Yes, call me",
      message_id: "<2@x>",
      step: null,
      opens: 0,
      clicks: 0,
      is_bounced: false,
    },
  ],
};

function aWorld(): void {
  bench.mock.world = {
    clients: [{ id: 30101, name: "Client A" }],
    campaigns: [
      { id: 3600001, name: "Outbound", status: "ACTIVE", client_id: 30101, steps: 3, leads: 12, replies: 1 },
      { id: 3600002, name: "Inbound", status: "PAUSED", client_id: null, steps: 1, leads: 7, replies: 0 },
    ],
    webhooks: [
      {
        id: 7,
        name: "target",
        level: "user",
        url: "http://me:pw@localhost:3000/hook",
        client_id: null,
        campaign_id: null,
        disabled: false,
        events: [{ event_type: "EMAIL_REPLY", receives: true, reason: null }],
      },
      {
        id: 9,
        name: "of the client",
        level: "client",
        url: "http://localhost:3000/client",
        client_id: 30101,
        campaign_id: null,
        disabled: false,
        events: [
          { event_type: "EMAIL_OPEN", receives: true, reason: null },
          {
            event_type: "EMAIL_REPLY",
            receives: false,
            reason: 'webhook 7 "target" subscribes to EMAIL_REPLY on user level.',
          },
        ],
      },
    ],
  };
  bench.mock.leads = [ann];
  bench.mock.threads.set("ann@example.com", thread);
}

describe("the world", () => {
  it("shows what each webhook gets and what shadows it, and the campaigns", async () => {
    aWorld();
    const terminal = bench.open();
    await terminal.until(/● live/);
    terminal.type("2");
    expect(mainOf(await terminal.until(/Campaigns.*Inbound/s))).toMatchInlineSnapshot(`
      "› Webhook 7 "target"  user level  gets 1 of 1
          url        http://***@localhost:3000/hook
          ✓ EMAIL_REPLY

        Webhook 9 "of the client"  client level of client 30101  gets 1 of 2
          url        http://localhost:3000/client
          ✓ EMAIL_OPEN
          ∅ EMAIL_REPLY  shadowed: webhook 7 "target" subscribes to
                     EMAIL_REPLY on user level.

        Campaigns  Enter shows the leads of one
          3600001  Outbound  ACTIVE     12 leads, 3 steps, 1 reply  Client A
          3600002  Inbound   PAUSED     7 leads, 1 step, 0 replies"
    `);
    terminal.resize(48, 24);
    expect(
      mainOf(
        await terminal.until((screen) => screen.split("\n").every((row) => row.length <= 48) && screen.includes("…")),
      ),
    ).toMatchInlineSnapshot(`
      "› Webhook 7 "target"  user level  gets 1 of 1
          url        http://***@localhost:3000/hook
          ✓ EMAIL_REPLY

        Webhook 9 "of the client"  client level of cl…
          url        http://localhost:3000/client
          ✓ EMAIL_OPEN
          ∅ EMAIL_REPLY  shadowed: webhook 7
                     "target" subscribes to
                     EMAIL_REPLY on user level.

        Campaigns  Enter shows the leads of one
          3600001  Outbound  ACTIVE     12 leads, 3 s…
          3600002  Inbound   PAUSED     7 leads, 1 st…"
    `);
    terminal.resize(80, 24);
    terminal.type("\t\r");
    await terminal.until(/gets 1 of 2 {2}… 4 rows/);
  });

  it("leads from a campaign to a lead and its conversation, where something can happen to it", async () => {
    aWorld();
    const terminal = bench.open();
    await terminal.until(/● live/);
    terminal.type("2");
    await terminal.until(/Campaigns.*Inbound/s);
    terminal.type("\u001b[Z");
    await terminal.until(/› Campaigns/);
    terminal.type("j\r");
    await terminal.until(/Leads of campaign 3600001.*ann@/s);
    terminal.type("\r");
    expect(mainOf(await terminal.until(/Yes, call me/))).toMatchInlineSnapshot(`
      "  Ann Lee <ann@example.com>
          company    Acme
          here       3600001: INPROGRESS, Interested, step 2, 2 mails, 1 reply
          also in    3600002: STARTED, step 0, 0 mails, 0 replies

        2026-01-05 09:00:00  mail of step 1  me@agency.example to ann@example.com  op…
          subject    Hello Ann
            Hi Ann,

            have a look at this.

        2026-01-05 10:00:00  reply  ann@example.com to me@agency.example
          subject    Re: Hello Ann
      ›     Yes, call me"
    `);
    terminal.type("t");
    await terminal.until(/Trigger which event for ann@example\.com\?/);
    terminal.type("unsub\r");
    await terminal.until(/LEAD_UNSUBSCRIBED of ann@example\.com goes to 1 webhook/);
    expect(bench.mock.calls).toEqual([
      'POST /events {"event_type":"LEAD_UNSUBSCRIBED","campaign_id":3600001,"lead_email":"ann@example.com"}',
    ]);
    terminal.type("\u001b");
    await terminal.until(/› +3600001/);
    terminal.type("1");
    await terminal.until(/Nothing has been sent/);
  });

  it("is asked for anew when something has changed", async () => {
    aWorld();
    const terminal = bench.open();
    await terminal.until(/● live/);
    terminal.type("2");
    await terminal.until(/Inbound/);
    bench.mock.world = { ...bench.mock.world, webhooks: [] };
    bench.mock.tell([entry(1, { type: "world.changed", change: "webhook deleted" })]);
    await terminal.until(/No webhook is registered, so no event is sent/);
  });

  it("shows the lead of a delivery, or says that it has none", async () => {
    aWorld();
    bench.mock.entries = [...oneEvent(1), ...oneEvent(3, { event_type: "UNTRACKED_REPLIES", lead_email: null })];
    const terminal = bench.open();
    await terminal.until(/› .*UNTRACKED_REPLIES/);
    terminal.type("o");
    await terminal.until(/UNTRACKED_REPLIES is about no lead/);
    terminal.type("ko");
    await terminal.until(/Ann Lee <ann@example\.com>/);
    terminal.type("\u001b");
    await terminal.until(/› .*EMAIL_REPLY/);
  });
});

describe("the numbers", () => {
  it("are shown as plots, beside each other where there is room", async () => {
    const ended = (seq: number, outcome: "success" | "server_error", ms: number) => {
      const next = outcome === "success" ? {} : { next_attempt_at: "2026-01-05T09:01:00.087Z" };
      const attempt = anAttempt({ outcome, status: outcome === "success" ? 200 : 503, duration_ms: ms, ...next });
      return [...oneEvent(seq), entry(seq + 2, { type: "attempt.finished", delivery_id: `dlv_${seq}`, attempt })];
    };
    bench.mock.entries = [
      ...[2, 8, 12, 30].flatMap((ms, index) => ended(1 + index * 3, "success", ms)),
      ...ended(13, "server_error", 700),
    ];
    const terminal = bench.open();
    await terminal.until(/› .*503/);
    terminal.type("4");
    expect(mainOf(await terminal.until(/Retries pending {2}1/))).toMatchInlineSnapshot(`
      "Attempts per second  0 now, 0 at most in 1m 18s





      Outcomes  of 5 attempts                  Answers  p50 12ms p95 749ms p99 749ms
        success           80% 4 ▇▇▇▇▇▇▇▇▇▇       under 5ms             1 ▇▇▇▇▇▇
        server_error      20% 1 ▇▇               under 20ms            2 ▇▇▇▇▇▇▇▇▇▇▇▇
                                                 under 100ms           1 ▇▇▇▇▇▇
                                                 under 500ms           0
                                                 under 2s              1 ▇▇▇▇▇▇
                                                 under 10s             0
                                                 10s and over          0

                                               Retries pending  1, the next in 1m 1s
                                                 within 5m             1 ▇▇▇▇▇▇▇▇▇▇▇▇"
    `);
    terminal.resize(50, 30);
    expect(
      mainOf(
        await terminal.until(
          (screen) => screen.split("\n").every((row) => row.length <= 50) && screen.includes("Retries"),
        ),
      ),
    ).toMatchInlineSnapshot(`
      "Attempts per second  0 now, 0 at most in 48s





      Outcomes  of 5 attempts
        success           80% 4 ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇
        server_error      20% 1 ▇▇▇▇▇

      Answers  p50 12ms p95 749ms p99 749ms
        under 5ms             1 ▇▇▇▇▇▇▇▇▇▇▇▇
        under 20ms            2 ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇
        under 100ms           1 ▇▇▇▇▇▇▇▇▇▇▇▇
        under 500ms           0
        under 2s              1 ▇▇▇▇▇▇▇▇▇▇▇▇
        under 10s             0
        10s and over          0

      Retries pending  1, the next in 1m 1s
        within 5m             1 ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇"
    `);
  });

  it("count by the real second, and not what had happened before the console was opened", () => {
    const book = new NumbersStore();
    book.evictedUpTo(2);
    const finished = (seq: number) => entry(seq, { type: "attempt.finished", delivery_id: "d", attempt: anAttempt() });
    for (const [seq, ms] of [
      [1, 500],
      [2, 500],
      [3, 500],
      [4, 1_200],
      [5, 1_900],
    ] as const)
      book.take(finished(seq), ms);
    expect(book.numbers(1_950).perSecond.slice(-3)).toEqual([0, 1, 2]);
    expect(book.numbers(1_950).outcomes).toEqual([{ outcome: "success", count: 5 }]);
    book.take(finished(6), 1_000 * (SECONDS_HELD + 10));
    expect(book.numbers(1_000 * (SECONDS_HELD + 10)).perSecond.reduce((sum, one) => sum + one)).toBe(1);
  });

  it("have percentiles that are exact to a tenth", () => {
    const counts = new DurationCounts();
    for (let ms = 1; ms <= 1_000; ms += 1) counts.add(ms);
    const { p50, p95, p99, count } = counts.view();
    expect(count).toBe(1_000);
    for (const [found, exact] of [
      [p50, 500],
      [p95, 950],
      [p99, 990],
    ] as const) {
      expect(Math.abs(found! - exact) / exact).toBeLessThan(0.1);
    }
    expect(new DurationCounts().view().p50).toBeNull();
    counts.add(10 ** 9);
    counts.add(0);
    expect(counts.view().classes.reduce((sum, one) => sum + one.count, 0)).toBe(1_002);
  });

  it("are drawn to scale, and what is there is seen", () => {
    expect(columnPlot([0, 1, 8, 16], { height: 2, full: 16, theme })).toEqual(["   █", " ▁██"]);
    expect(barPlot(1, { full: 1_000, width: 10, theme })).toBe("▇");
    expect([barPlot(0, { full: 1, width: 4, theme }), barPlot(9, { full: 1, width: 4, theme })]).toEqual(["", "▇▇▇▇"]);
    expect(columnPlot([1, 2], { height: 1, full: 2, theme: themeFor({ TERM: "linux" }) })).toEqual(["=@"]);
  });
});

describe("the log", () => {
  it("keeps notices, the connection, and what changed besides deliveries", async () => {
    const terminal = bench.open();
    await terminal.until(/● live/);
    terminal.type("r");
    await terminal.until(/Select a delivery/);
    bench.mock.tell([
      entry(1, { type: "clock.changed", mode: "manual", speed: 1, now: AT }),
      entry(2, { type: "world.changed", change: "traffic paused" }),
    ]);
    bench.mock.send([{ type: "gap", from: 3, to: 5 }]);
    terminal.type("5");
    expect(mainOf(await terminal.until(/Entries 3 to 5 are missing/))).toMatchInlineSnapshot(`
      "  Log
        09:00:00  Select a delivery to send it again.
        09:00:00  clock manual, at 2026-01-05T09:00:00.000Z
        09:00:00  traffic paused
      › 09:00:00  Entries 3 to 5 are missing."
    `);
  });

  it("is bounded, and stays at its end while more comes", () => {
    const store = aStore({ columns: 80, rows: 24 });
    for (let index = 0; index < 1_200; index += 1) store.say({ kind: "done", text: `notice ${index}` });
    expect(store.snapshot().log).toHaveLength(1_000);
    expect(store.snapshot().log.at(-1)?.text).toBe("notice 1199");
    store.say({ kind: "busy", text: "no line" });
    expect(store.snapshot().log.at(-1)?.text).toBe("notice 1199");
  });
});

describe("a scenario", () => {
  const step = (
    seq: number,
    number: number,
    path: string,
    state: "begun" | "passed" | "failed",
    name = "emit",
    scenario = "lost answer",
  ) => entry(seq, { type: "scenario.step", scenario, step: number, path, name, state });

  it("shows its steps while it is performed, and the running one in the header", async () => {
    bench.mock.entries = [
      step(1, 1, "steps[0]", "begun"),
      step(2, 1, "steps[0]", "passed"),
      step(3, 2, "steps[1]", "begun", "repeat"),
      step(4, 3, "steps[1].steps[0]", "begun", "settle"),
      step(5, 3, "steps[1].steps[0]", "passed", "settle"),
      step(6, 4, "steps[1].steps[0]", "begun", "settle"),
    ];
    const terminal = bench.open(100, 24);
    await terminal.until(/lost answer: settle/);
    terminal.type("6");
    expect(mainOf(await terminal.until(/1 of 3 steps passed so far/))).toMatchInlineSnapshot(`
      "› lost answer  1 of 3 steps passed so far
          09:00:00  ✓ emit  steps[0]
          09:00:00  → repeat  steps[1]
          09:00:00    → settle ×2  steps[1].steps[0]"
    `);
    bench.mock.tell([
      step(7, 4, "steps[1].steps[0]", "failed", "settle"),
      step(8, 2, "steps[1]", "failed", "repeat"),
      step(9, 1, "steps[0]", "begun", "emit", "another one"),
    ]);
    await terminal.until(/another one {2}0 of 1 steps passed so far.*lost answer {2}2 of 3 steps failed/s);
  });

  it("that is performed again begins anew", () => {
    const book = new ScenarioStore();
    const take = (one: ReturnType<typeof step>) => one.type === "scenario.step" && book.take(one);
    for (const state of ["begun", "passed", "begun"] as const) take(step(1, 1, "steps[0]", state));
    expect(book.runs.map(({ steps }) => steps.map(({ state }) => state))).toEqual([["begun"], ["passed"]]);
    expect(runningStep(book.runs)?.run.name).toBe("lost answer");
    for (let index = 0; index < 30; index += 1) take(step(1, 1, "steps[0]", "begun"));
    expect(book.runs).toHaveLength(20);
  });
});

describe("scenarios of one run", () => {
  it("are shown together, though each has a mock of its own; those of another run are gone", () => {
    const store = aStore();
    const begun = (scenario: string) =>
      entry(1, { type: "scenario.step", scenario, step: 1, path: "steps[0]", name: "emit", state: "begun" });
    const names = () => {
      store.repaint();
      return store.snapshot().scenarios.map(({ name }) => name);
    };
    store.frames([hello("r1/one"), begun("one")]);
    store.frames([hello("r1/two"), begun("two")]);
    expect(names()).toEqual(["two", "one"]);
    store.frames([hello("r2/three"), begun("three")]);
    expect(names()).toEqual(["three"]);
    store.stop();
  });
});

describe("a verify", () => {
  const place = { title: "one", group: "Acknowledgement", of: 2 } as const;
  const started = (seq: number, number: number, title = "one") =>
    entry(seq, { type: "check.started", ...place, check: `SL-1.${number}`, number, title });
  const finished = (seq: number, number: number, reason: string | null = null) => {
    const grade = reason === null ? "ok" : "fail";
    const took = { reason, duration_ms: 12, grade } as const;
    return entry(seq, { type: "check.finished", ...place, check: `SL-1.${number}`, number, ...took });
  };

  it("shows its checks as they end, the running one on top and in the header, without letting a receiver drive the terminal", async () => {
    bench.mock.entries = [
      started(1, 1),
      finished(2, 1, "It was answered 500 \u001b[2Jat https://h/?token=abc."),
      started(3, 2),
    ];
    const terminal = bench.open(100, 24);
    await terminal.until(/verify 2\/2 SL-1\.2 one/);
    terminal.type("6");
    expect(mainOf(await terminal.until(/1 of 2 checks/))).toMatchInlineSnapshot(`
      "› Verify  1 of 2 checks: 1 fail
          → SL-1.2     now  one

        SL-1 Acknowledgement  2 checks: 1 fail
          ✗ SL-1.1    12ms  one
                            It was answered 500 at https://h/?token=***
          → SL-1.2     now  one"
    `);
    bench.mock.tell([finished(4, 2)]);
    const screen = await terminal.until(/Verify {2}2 checks: 1 ok, 1 fail/);
    expect(screen).not.toMatch(/verify 2\/2/);
  });

  it("that follows another one begins anew, and its history is bounded", () => {
    const book = new CheckStore();
    const take = (one: ReturnType<typeof started>) =>
      (one.type === "check.started" || one.type === "check.finished") && book.take(one);
    for (const one of [started(1, 1), finished(2, 1), started(3, 2)]) take(one);
    expect(book.checks.map(({ check, grade }) => [check, grade])).toEqual([
      ["SL-1.1", "ok"],
      ["SL-1.2", null],
    ]);
    expect(runningCheck(book.checks)?.check).toBe("SL-1.2");
    take(started(4, 1));
    expect(book.checks.map(({ check }) => check)).toEqual(["SL-1.1"]);
    for (let number = 2; number < 300; number += 1) take(started(3 + number, number));
    expect(book.checks).toHaveLength(200);
  });
});

describe("the store", () => {
  it("tells of changes of the world once for all that happen at a time", () => {
    const scheduler = new ManualScheduler();
    const store = aStore({ scheduler });
    store.frames([hello("r1"), ...[1, 2, 3].map((seq) => entry(seq, emitted(`evt_${seq}`)))]);
    expect(store.snapshot().worldChanges).toBe(0);
    scheduler.pass(600);
    store.frames([entry(4, { type: "delivery.created", delivery: aDelivery() })]);
    scheduler.pass(600);
    expect(store.snapshot().worldChanges).toBe(1);
  });
});
