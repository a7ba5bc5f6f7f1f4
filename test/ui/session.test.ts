import { describe, expect, it } from "vitest";
import { runUi } from "../../ui/index.tsx";
import { COMMANDS, KEY_BINDINGS } from "../../ui/keys/key-bindings.ts";
import { AT, aDelivery, anAttempt, aState, emitted, entry, NO_DUPLICATES, oneEvent } from "./build.ts";
import { errorBody } from "./fake-mock.ts";
import { uiTests } from "./opened-ui.ts";
import { FakeTerminal } from "./terminal.ts";

const mock = uiTests();

function open(columns = 80, rows = 24, token: string | null = null, tip: string | null = null): FakeTerminal {
  return mock.open({ columns, rows, token, tip });
}

/** The screen without what differs from run to run. */
function masked(screen: string): string {
  return screen.replace(/127\.0\.0\.1:\d{4,5}/g, (address) => "127.0.0.1:7627".padEnd(address.length));
}

function someHistory(): void {
  const fake = mock.current;
  const failed = anAttempt({ outcome: "server_error", status: 500, next_attempt_at: "2026-01-05T09:01:00.087Z" });
  const shadowed = [{ webhook_id: 9, level: "client", reason: "user-level webhook 7 takes EMAIL_OPEN" }] as const;
  fake.entries = [
    ...oneEvent(1, { event_type: "EMAIL_SENT" }),
    entry(3, { type: "attempt.finished", delivery_id: "dlv_1", attempt: anAttempt() }),
    entry(4, { type: "delivery.settled", delivery_id: "dlv_1", state: "delivered", reason: null }),
    ...oneEvent(5),
    entry(7, { type: "attempt.finished", delivery_id: "dlv_5", attempt: failed }),
    entry(8, emitted("evt_8", { event_type: "EMAIL_BOUNCE" })),
    entry(
      9,
      emitted("evt_9", {
        event_type: "EMAIL_OPEN",
        shadowed,
        explanation: "EMAIL_OPEN is shadowed by user-level webhook 7.",
      }),
    ),
    ...oneEvent(10, { event_type: "LEAD_UNSUBSCRIBED", resent_from: "dlv_1", state: "in_flight" }),
  ];
  fake.state = aState({
    counters: {
      events: 5,
      deliveries: 3,
      in_flight: 1,
      waiting: 1,
      delivered: 1,
      failed: 0,
      attempts: 2,
      duplicates: { ...NO_DUPLICATES, unproven: 1 },
    },
  });
}

describe("the screen", () => {
  it("shows at 80×24 what has happened and what comes next", async () => {
    someHistory();
    const screen = await open().until(/● live.*LEAD_UNSU/s);
    expect(masked(screen)).toMatchInlineSnapshot(`
      "smartlead-mock  http://127.0.0.1:7627  → http://localhost:3000/hook       ● live
      policy guide, 3 tries · dialect guide · clock manual 2026-01-05 09:00:00 UTC
      events 5  deliveries 3  → in flight 1  ↻ waiting 1  ✓ delivered 1  ✗ failed 0
      duplicates:  unproven 1  (unproven: no evidence)
       1 Deliveries   2 Account   3 Faults   4 Numbers   5 Log   6 Runs
        time UTC event                 lead         try outcome      took then
        ── Monday 2026-01-05 UTC ──
        09:00:00 EMAIL_SENT            ann@example… ✓   ✓ 200        87ms
        09:00:00 EMAIL_REPLY           ann@example… ✗↻· ↻ 500        87ms in 1m 1s
        09:00:00 EMAIL_BOUNCE          ann@example… ∅ no webhook subscribes to it
        09:00:00 EMAIL_OPEN            ann@example… ∅ user-level webhook 7 takes EMAI…
      › 09:00:00 LEAD_UNSUBSCR… resent ann@example… ··· → in flight










      Sent again from dlv_1.
      t trigger  Enter details  / query  r resend  ? help  [ last failure    following"
    `);
  });

  it("shows more at 160×48", async () => {
    someHistory();
    const screen = await open(160, 48).until(/● live.*LEAD_UNSU/s);
    expect(masked(screen.replace(/\n{2,}/g, "\n…\n"))).toMatchInlineSnapshot(`
      "smartlead-mock  http://127.0.0.1:7627  → http://localhost:3000/hook                                                                                       ● live
      policy guide, 3 tries · waits 1m, 5m, timeout 30s · dialect guide · clock manual 2026-01-05 09:00:00 UTC · traffic off · run r1
      events 5  deliveries 3  attempts 2  → in flight 1  ↻ waiting 1  ✓ delivered 1  ✗ failed 0
      duplicates:  unproven 1  (unproven: answered 2xx; nothing shows whether the work ran twice)
       1 Deliveries   2 Account   3 Faults   4 Numbers   5 Log   6 Runs
        time UTC event                 lead               camp. try outcome      took then        │
        ── Monday 2026-01-05 UTC ──                                                               │  ↑ ↓ show a delivery here, Enter goes into it.
        09:00:00 EMAIL_SENT            ann@example.com  3600001 ✓   ✓ 200        87ms             │
        09:00:00 EMAIL_REPLY           ann@example.com  3600001 ✗↻· ↻ 500        87ms in 1m 1s    │
        09:00:00 EMAIL_BOUNCE          ann@example.com  3600001 ∅ no webhook subscribes to it     │
        09:00:00 EMAIL_OPEN            ann@example.com  3600001 ∅ user-level webhook 7 takes EMAI…│
      › 09:00:00 LEAD_UNSUBSCR… resent ann@example.com  3600001 ··· → in flight                   │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
      Sent again from dlv_1.
      t trigger  Enter details  / query  r resend  ? help  [ last failure  f faults  q quit  : commands  n next due  = filter by row  S sort  w web          following"
    `);
  });

  it("says what to do while nothing has happened", async () => {
    expect(masked(await open().until(/● live.*Nothing has been sent/s))).toMatchInlineSnapshot(`
      "smartlead-mock  http://127.0.0.1:7627  → http://localhost:3000/hook       ● live
      policy guide, 3 tries · dialect guide · clock manual 2026-01-05 09:00:00 UTC
      events 0  deliveries 0  → in flight 0  ↻ waiting 0  ✓ delivered 0  ✗ failed 0
      duplicates: none yet
       1 Deliveries   2 Account   3 Faults   4 Numbers   5 Log   6 Runs


        Nothing has been sent yet. To send an event:

        t  pick an event and trigger it
        p  let the account create events: one per second

        or, from another terminal:

        smartlead-mock trigger EMAIL_REPLY --connect http://127.0.0.1:7627 








      t trigger  Enter details  / query  r resend  ? help  [ last failure  f faults"
    `);
  });

  it("says that nothing would arrive where no webhook is registered", async () => {
    mock.current.state = aState({ webhooks: [], target: null });
    expect(await open().until(/Nothing has been sent/)).toContain("No webhook is registered, so nothing is sent.");
  });

  it("follows the size of its window, up and down, and never leaves a rest behind", async () => {
    someHistory();
    const terminal = open(160, 48);
    await terminal.until(/LEAD_UNSU/);
    terminal.resize(60, 12);
    const small = await terminal.until(/^smartlead-mock.*\n.*event.*outcome.*(\n.*){6}LEAD_UNSU/);
    expect(small.split("\n")).toHaveLength(12);
    expect(small.match(/Enter details/g)).toHaveLength(1);
    terminal.resize(20, 4);
    await terminal.until(/^too small a terminal\n+$/);
    terminal.resize(80, 24);
    expect(await terminal.until(/Enter details/)).toContain("LEAD_UNSU");
  });

  it("writes only rows that have changed", async () => {
    someHistory();
    const terminal = open();
    await terminal.until(/LEAD_UNSU/);
    const before = terminal.written.length;
    terminal.type("k");
    await terminal.until(/G follows|not following/);
    const change = terminal.written.slice(before);
    expect(change).not.toContain("\u001b[2J");
    expect(change.match(/\u001b\[\d+;1H/g)?.length).toBeLessThanOrEqual(4);
  });

  it("cannot be driven by what a receiver answers", async () => {
    const evil = "\u001b[2J\u001b]0;owned\u0007\u001b[?1049l\u202egnp.exe\u009b31m";
    const response = { headers: { "x-evil\u001b[5m": evil }, body: `${evil} body`, bytes: 40, truncated: false };
    const [, created] = oneEvent(1);
    mock.current.entries = [...oneEvent(1)];
    const delivery = aDelivery({
      id: "dlv_1",
      state: "delivered",
      attempts: [anAttempt({ response, error: evil })],
      webhook: { id: 1, name: evil, level: "user", url: `http://u:pw@x/?token=abc${evil}` },
    });
    mock.current.deliveries.set("dlv_1", delivery);
    expect(created?.type).toBe("delivery.created");
    const terminal = open(100, 40);
    const titles: string[] = [];
    terminal.onTitle((title) => titles.push(title));
    await terminal.until(/› .*EMAIL_REPLY/);
    const before = terminal.written.length;
    terminal.type("\r");
    const screen = await terminal.until(/ body/);
    expect(titles).toEqual([]);
    expect(terminal.isAlternate).toBe(true);
    expect(terminal.written.slice(before)).not.toMatch(/\u001b\]|\u001b\[\?1049|\u009b|\u202e|owned/);
    expect(screen).toContain("http://***@x/?token=***");
  });
});

describe("the keys", () => {
  it("pick an event by typing, and send it", async () => {
    const terminal = open();
    await terminal.until(/● live.*Nothing has been sent/s);
    terminal.type("t");
    expect(masked(await terminal.until(/Trigger which/))).toMatchInlineSnapshot(`
      "smartlead-mock  http://127.0.0.1:7627  → http://localhost:3000/hook       ● live
      policy guide, 3 tries · dialect guide · clock manual 2026-01-05 09:00:00 UTC
      events 0  deliveries 0  → in flight 0  ↻ waiting 0  ✓ delivered 0  ✗ failed 0
      duplicates: none yet
       1 Deliveries   2 Account   3 Faults   4 Numbers   5 Log   6 Runs
      Trigger which event? (type to search)
        EMAIL_SENT                  an email of a sequence was sent
        FIRST_EMAIL_SENT            the first email of a sequence was sent
        EMAIL_OPEN                  a lead opened an email
        EMAIL_LINK_CLICK            a lead clicked a link
      › EMAIL_REPLY                 a lead replied
        EMAIL_BOUNCE                an email bounced
        LEAD_UNSUBSCRIBED           a lead unsubscribed
        LEAD_CATEGORY_UPDATED       a lead's category changed
        CAMPAIGN_STATUS_CHANGED     a campaign was started, paused or stopped
        UNTRACKED_REPLIES           a message arrived that belongs to no campaign
        MANUAL_STEP_REACHED         a lead reached a manual step
        EMAIL_ACCOUNT_DISCONNECTED  a mailbox lost its connection (account event)
        CAMPAIGN_BOUNCE_BREACH      a campaign's bounce rate is too high (account eve…
        LINKEDIN_DISCONNECTED       a LinkedIn session ended (account event)



      Enter trigger it  Tab choose campaign and lead  Esc cancel"
    `);
    terminal.type("unsub");
    await terminal.until(/› LEAD_UNSU/);
    terminal.type("\r");
    await terminal.until(/LEAD_UNSUBSCRIBED goes to 1 webhook\./);
    expect(mock.current.calls).toEqual(['POST /events {"event_type":"LEAD_UNSUBSCRIBED"}']);
  });

  it("send the selected delivery again, with the same request id and with a new one", async () => {
    someHistory();
    const terminal = open();
    await terminal.until(/LEAD_UNSU/);
    terminal.type("g");
    await terminal.until(/not following/);
    terminal.type("r");
    await terminal.until(/EMAIL_SENT was sent again with the same request id\./);
    terminal.type("\u001b[BR");
    await terminal.until(/EMAIL_REPLY was sent again with a new request id\./);
    expect(mock.current.calls).toEqual([
      'POST /deliveries/dlv_1/resend {"request_id":"same"}',
      'POST /deliveries/dlv_5/resend {"request_id":"new"}',
    ]);
  });

  it("move the clock to what is due next, and pause traffic", async () => {
    mock.current.state = aState({ rate: 4 });
    const terminal = open();
    await terminal.until(/traffic 4\/s/);
    terminal.type("n");
    await terminal.until(/The clock is at 2026-01-05T09:01:00\.000Z/);
    terminal.type("p");
    await terminal.until(/Traffic is paused/);
    mock.current.state = aState({ rate: 0 });
    await terminal.until(/Traffic is paused/);
    terminal.type("p");
    await terminal.until(/Traffic runs: 4 events per second/);
    expect(mock.current.calls).toEqual([
      'POST /clock {"next":true}',
      'POST /traffic {"rate":0}',
      'POST /traffic {"rate":4}',
    ]);
  });

  it("show why something did not work", async () => {
    const terminal = open();
    await terminal.until(/Nothing has been sent/);
    mock.current.refuse = {
      status: 409,
      body: errorBody("conflict", "Too many deliveries are open; wait until some have settled."),
    };
    terminal.type("t\r");
    await terminal.until(/✗ Too many deliveries are open; wait until some have settled\./);
  });

  it("are all in the help, those of the screen that one comes from first", async () => {
    const terminal = open(100, 120);
    await terminal.until(/● live.*Nothing has been sent/s);
    terminal.type("?");
    const help = await terminal.until(/Signs.*In the list of deliveries.*Everywhere/s);
    for (const command of COMMANDS) expect(help).toContain(KEY_BINDINGS[command].meaning);
    terminal.type("\u001b");
    await terminal.until(/Nothing has been sent/);
    terminal.type("f");
    await terminal.until(/No fault is active/);
    terminal.type("?");
    await terminal.until(/In the list of faults.*In the list of deliveries/s);
    terminal.type("?");
    await terminal.until(/No fault is active/);
  });
});

describe("the details", () => {
  it("show payload, headers, every attempt with its answer, the verdict and its reasons, and the scope", async () => {
    const duplicate = {
      verdict: "swallowed",
      evidence: ["Attempt 1 was answered 500."],
      explanation: "The event is lost.",
    } as const;
    const response = {
      headers: { "content-type": "application/json" },
      body: '{"status":"already_processed"}',
      bytes: 30,
      truncated: false,
    };
    const [event] = oneEvent(1);
    mock.current.entries = [event!, entry(2, { type: "delivery.created", delivery: aDelivery({ event_id: "evt_1" }) })];
    mock.current.deliveries.set(
      "dlv_1",
      aDelivery({
        state: "delivered",
        settled_at: "2026-01-05T09:01:00.200Z",
        duplicate: "swallowed",
        attempts: [
          anAttempt({ outcome: "server_error", status: 500, next_attempt_at: "2026-01-05T09:01:00.087Z" }),
          anAttempt({ number: 2, response, duplicate }),
        ],
        request: {
          url: "http://localhost:3000/hook",
          headers: { "X-Request-Id": "0d5b" },
          body: '{"event_type":"EMAIL_REPLY","lead":{"id":1}}',
        },
      }),
    );
    mock.current.events.set("evt_1", {
      ...emitted("evt_1"),
      deliveries: ["dlv_1"],
      shadowed: [{ webhook_id: 9, level: "client", reason: "a user-level webhook takes it" }],
      explanation: "EMAIL_REPLY goes to webhook 7.",
      at: AT,
    });
    const terminal = open(100, 60);
    await terminal.until(/› .*EMAIL_REPLY/);
    terminal.type("\r");
    expect(masked(await terminal.until(/"id": 1/))).toMatchInlineSnapshot(`
      "smartlead-mock  http://127.0.0.1:7627  → http://localhost:3000/hook                           ● live
      policy guide, 3 tries · dialect guide · clock manual 2026-01-05 09:00:00 UTC · traffic off · run r1
      events 0  deliveries 0  attempts 0  → in flight 0  ↻ waiting 0  ✓ delivered 0  ✗ failed 0
      duplicates: none yet
       1 Deliveries   2 Account   3 Faults   4 Numbers   5 Log   6 Runs
      › EMAIL_REPLY  ✓ 200 success  delivered, try 2/3
          delivery   dlv_1
          request id 0d5b0a4e-7b5f-4c39-9d0a-3f6c5e4b2a11
          webhook    target (7, user level)
          url        http://localhost:3000/hook
          campaign   3600001 of client 30101
          lead       ann@example.com
          dialect    guide
          created    2026-01-05T09:00:00.000Z
          settled    2026-01-05T09:01:00.200Z
          duplicate  swallowed

        Timing
          ✗ try 1  +0ms         87ms  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇
          ✓ try 2  +0ms         87ms  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇

        Attempt 1 of 3  ✗ 500 server_error  87ms
          time       2026-01-05T09:00:00.000Z to 09:00:00.087Z
          next try   09:01:00.087Z

        Attempt 2 of 3  ✓ 200 success  87ms
          time       2026-01-05T09:00:00.000Z to 09:00:00.087Z
          duplicate  swallowed
                     The event is lost.
                     - Attempt 1 was answered 500.
          answer     30 bytes
          content-type: application/json
          {
            "status": "already_processed"
          }

        Scope
          event      evt_1, caused by trigger
          why        EMAIL_REPLY goes to webhook 7.
          shadowed   webhook 9 (client level): a user-level webhook takes it

        Request headers
          X-Request-Id: 0d5b

        Payload
          {
            "event_type": "EMAIL_REPLY",
            "lead": {
              "id": 1
            }
          }








      Esc back  Enter fold  / search  Tab next section  v compare  r resend  R resend as new  ? help"
    `);
    terminal.type("\u001b");
    await terminal.until(/following/);
  });

  it("scroll, jump between sections, and keep up with what happens", async () => {
    mock.current.entries = oneEvent(1);
    const request = {
      url: "http://x",
      headers: {},
      body: JSON.stringify(Array.from({ length: 200 }, (_, index) => `line ${index}`)),
    };
    const delivery = aDelivery({ id: "dlv_1", event_id: "evt_1", request });
    mock.current.deliveries.set("dlv_1", delivery);
    mock.current.events.set("evt_1", { ...emitted("evt_1"), deliveries: ["dlv_1"], at: AT });
    const terminal = open();
    await terminal.until(/› .*EMAIL_REPLY/);
    terminal.type("\r");
    await terminal.until(/caused by trigger/);
    terminal.type("G");
    await terminal.until(/line 199/);
    terminal.type("g\t");
    await terminal.until(/\n› Scope\n/);
    terminal.type("\u001b[Z");
    await terminal.until(/\n› EMAIL_REPLY/);
    terminal.type("g");
    await terminal.until(/queued, try 0\/3/);
    mock.current.deliveries.set("dlv_1", { ...delivery, state: "delivered", attempts: [anAttempt()] });
    mock.current.tell([
      entry(3, { type: "attempt.finished", delivery_id: "dlv_1", attempt: anAttempt() }),
      entry(4, { type: "delivery.settled", delivery_id: "dlv_1", state: "delivered", reason: null }),
    ]);
    await terminal.until(/✓ 200 success {2}delivered, try 1\/3/);
  });

  it("fold sections and parts of the body, and find a text that is folded away", async () => {
    mock.current.entries = oneEvent(1);
    const body = JSON.stringify({ lead: { name: "Ann", tags: ["a", "b"] }, preview_text: "the needle" });
    const delivery = aDelivery({ id: "dlv_1", event_id: "evt_1", request: { url: "http://x", headers: {}, body } });
    mock.current.deliveries.set("dlv_1", delivery);
    mock.current.events.set("evt_1", { ...emitted("evt_1"), deliveries: ["dlv_1"], at: AT });
    const terminal = open(100, 40);
    await terminal.until(/› .*EMAIL_REPLY/);
    terminal.type("\r");
    await terminal.until(/"preview_text"/);
    terminal.type("Gkkkkkkkk");
    await terminal.until(/› +"lead": \{/);
    terminal.type("\r");
    await terminal.until(/› +"lead": \{ … 5 \},\n +"preview_text"/);
    terminal.type("kk");
    await terminal.until(/› Payload/);
    terminal.type("z");
    await terminal.until(/› Payload {2}… 4 rows/);
    terminal.type("/NEEDLE");
    await terminal.until(/› +"preview_text": "the needle"/);
    terminal.type("\r");
    await terminal.until(/1 row has it\./);
    terminal.type("/\u0015nonsense\r");
    await terminal.until(/Nothing here has "nonsense"\./);
  });

  it("go from one place where a text is found to the next and back", async () => {
    mock.current.entries = oneEvent(1);
    const body = JSON.stringify(Array.from({ length: 60 }, (_, index) => (index % 20 === 7 ? "here" : index)));
    const delivery = aDelivery({ id: "dlv_1", event_id: "evt_1", request: { url: "http://x", headers: {}, body } });
    mock.current.deliveries.set("dlv_1", delivery);
    mock.current.events.set("evt_1", { ...emitted("evt_1"), deliveries: ["dlv_1"], at: AT });
    const terminal = open();
    await terminal.until(/› .*EMAIL_REPLY/);
    terminal.type("\r");
    await terminal.until(/caused by trigger/);
    terminal.type("/here\r");
    await terminal.until(/3 rows have it/);
    const selected = () =>
      terminal
        .screen()
        .split("\n")
        .findIndex((row) => row.startsWith("›"));
    const first = selected();
    terminal.type("n");
    await terminal.until(/› +"here",\n +28,/);
    terminal.type("n");
    await terminal.until(/› +"here",\n +48,/);
    terminal.type("n");
    await terminal.until(/› +"here",\n +8,/);
    terminal.type("N");
    await terminal.until(/› +"here",\n +48,/);
    expect(first).toBeGreaterThan(3);
  });

  it("tell why an event reached nobody", async () => {
    const reason = "EMAIL_BOUNCE goes to nobody: no webhook subscribes to it.";
    mock.current.entries = [entry(1, emitted("evt_1", { event_type: "EMAIL_BOUNCE", explanation: reason }))];
    mock.current.events.set("evt_1", {
      ...emitted("evt_1", { event_type: "EMAIL_BOUNCE", explanation: reason }),
      deliveries: [],
      at: AT,
    });
    const terminal = open();
    await terminal.until(/EMAIL_BOUNCE +ann@\S+ ∅ no webhook subscribes to it/);
    terminal.type("\r");
    expect(await terminal.until(/caused by trigger/)).toContain("EMAIL_BOUNCE reached no webhook");
  });
});

describe("the connection", () => {
  it("lost and regained keeps the place and misses nothing", async () => {
    for (let seq = 1; seq < 81; seq += 2) mock.current.entries.push(...oneEvent(seq));
    const terminal = open();
    await terminal.until(/following/);
    terminal.type("kkk");
    await terminal.until(/not following/);
    const place = terminal.screen().split("\n").slice(4, 20);
    await mock.current.stop();
    await terminal.until(/○ connection lost/);
    mock.current.entries.push(...oneEvent(81, { event_type: "EMAIL_BOUNCE" }));
    await mock.current.start();
    const regained = await terminal.until(
      (screen) => screen.includes("Connected again.") && screen.includes("1 below"),
    );
    expect(regained.split("\n").slice(4, 20)).toEqual(place);
    expect(mock.current.streams).toEqual(["since=0", "since=80&run=r1"]);
    terminal.type("G");
    await terminal.until(/› .*EMAIL_BOUNCE/);
  });

  it("shows a gap where entries are missing, told or not", async () => {
    const terminal = open();
    await terminal.until(/● live/);
    mock.current.send([{ type: "gap", from: 1, to: 7 }, ...oneEvent(8)]);
    await terminal.until(/… 7 entries are missing \(1 to 7\)/);
    mock.current.send(oneEvent(11));
    await terminal.until(/… entry 10 is missing/);
  });

  it("takes nothing twice", async () => {
    const terminal = open();
    await terminal.until(/● live/);
    mock.current.send(oneEvent(1));
    mock.current.send([...oneEvent(1), ...oneEvent(3, { event_type: "EMAIL_OPEN" })]);
    const screen = await terminal.until(/EMAIL_OPEN/);
    expect(screen.match(/EMAIL_REPLY/g)).toHaveLength(1);
  });

  it("asks a mock that was started anew for all that it has", async () => {
    someHistory();
    const terminal = open();
    await terminal.until(/LEAD_UNSU/);
    await mock.current.stop();
    mock.current.run = "r2";
    mock.current.entries = oneEvent(1, { event_type: "MANUAL_STEP_REACHED" });
    await mock.current.start();
    const screen = await terminal.until(/MANUAL_STEP/);
    expect(screen).not.toContain("LEAD_UNSU");
    expect(screen).toContain("The mock was restarted (run r2)");
    expect(mock.current.streams.slice(-1)).toEqual(["since=0&run=r2"]);
  });

  it("survives frames that it does not know", async () => {
    const terminal = open();
    await terminal.until(/● live/);
    mock.current.send("not json");
    mock.current.send('{"type":"hello"}');
    mock.current.send('[null, 7, {"type":"scenario.step","seq":1,"at":"x"}, {"seq":2}]');
    mock.current.send(oneEvent(2));
    await terminal.until(/› .*EMAIL_REPLY/);
  });
});

describe("the way in and out", () => {
  it("takes the terminal over and gives it back", async () => {
    const terminal = open();
    await terminal.until(/Nothing has been sent/);
    expect([terminal.isAlternate, terminal.isRaw]).toEqual([true, true]);
    terminal.type("q");
    await mock.ends[0];
    await terminal.until(() => !terminal.isAlternate);
    expect([terminal.isRaw, terminal.screen().trim()]).toEqual([false, ""]);
    expect(terminal.written.slice(-40)).toMatch(/\u001b\[\?25h\u001b\[\?1049l$/);
  });

  it("is left by Ctrl-C from every screen", async () => {
    const terminal = open();
    await terminal.until(/Nothing has been sent/);
    terminal.type("t");
    await terminal.until(/Trigger which/);
    terminal.type("\u0003");
    await expect(mock.ends[0]).resolves.toBeUndefined();
  });

  it("leaves no listeners behind", async () => {
    const count = () =>
      ["SIGINT", "SIGTERM", "SIGHUP", "exit", "uncaughtExceptionMonitor"].map((name) => process.listenerCount(name));
    // Ink's own watch for the end of the process comes with the first screen and stays.
    const warmUp = open();
    await warmUp.until(/Nothing has been sent/);
    warmUp.type("q");
    await mock.ends[0];
    const before = count();
    const terminal = open();
    await terminal.until(/Nothing has been sent/);
    expect(count()).not.toEqual(before);
    terminal.type("q");
    await mock.ends[1];
    expect(count()).toEqual(before);
  });

  it("gives the terminal back at a crash and at a signal", async () => {
    const known = new Set(process.listeners("uncaughtExceptionMonitor"));
    const knownSignals = new Set(process.listeners("SIGTERM"));
    const terminal = open();
    await terminal.until(/Nothing has been sent/);
    process
      .listeners("uncaughtExceptionMonitor")
      .filter((one) => !known.has(one))
      .forEach((one) => void one(new Error("crash"), "uncaughtException"));
    await terminal.until(() => !terminal.isAlternate);
    const second = open();
    await second.until(/Nothing has been sent/);
    process
      .listeners("SIGTERM")
      .filter((one) => !knownSignals.has(one))
      .forEach((one) => void one("SIGTERM"));
    await expect(mock.ends[1]).resolves.toBeUndefined();
    await second.until(() => !second.isAlternate);
  });

  it("says in one sentence that no mock is there, and leaves the terminal alone", async () => {
    await mock.current.stop();
    const terminal = open();
    await expect(mock.ends[0]).rejects.toMatchObject({
      code: "unreachable",
      message: `No mock answers at ${mock.current.url}; start one with \`smartlead-mock start\`, or name another with --connect URL.`,
    });
    expect(terminal.written).toBe("");
  });

  it("says that something else is there", async () => {
    mock.current.refuse = { status: 200, body: "<html>" };
    open();
    await expect(mock.ends[0]).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("is not a smartlead-mock"),
    });
  });

  it("needs the token that the mock asks for", async () => {
    mock.current.token = "secret";
    open();
    await expect(mock.ends[0]).rejects.toMatchObject({
      code: "forbidden",
      message: "The token is wrong; give it with --token.",
    });
    const terminal = open(80, 24, "secret");
    expect(await terminal.until(/● live/)).not.toContain("secret");
  });

  it("keeps a tip for newcomers in sight while there is nothing more pressing to say", async () => {
    const terminal = open(80, 24, null, "A built-in receiver answers.");
    await terminal.until(/● live.*Nothing has been sent.*\nA built-in receiver answers\.\nt trigger/s);
    terminal.type("r");
    await terminal.until(/\nSelect a delivery to send it again\.\nt trigger/);
  });

  it("needs a terminal", async () => {
    const { stdin, stdout } = new FakeTerminal(80, 24);
    Object.assign(stdout, { isTTY: false });
    await expect(runUi({ url: mock.current.url, stdin, stdout })).rejects.toMatchObject({ code: "usage" });
  });

  it("draws although CI is there and empty, and leaves the environment as it was", async () => {
    const before = process.env.CI;
    process.env.CI = "";
    try {
      await open().until(/Nothing has been sent/);
      expect(process.env.CI).toBe("");
    } finally {
      if (before === undefined) delete process.env.CI;
      else process.env.CI = before;
    }
  });
});
