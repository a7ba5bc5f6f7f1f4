import { describe, expect, it } from "vitest";
import type { ShadowedWebhook } from "../../src/delivery/facts.ts";
import type { Entry } from "../../src/journal/entry.ts";
import { AT, aDelivery, anAttempt, aState, emitted, entry, NO_DUPLICATES, oneEvent } from "./build.ts";
import { aFault } from "./fake-mock.ts";
import { uiBench } from "./ui-bench.ts";

/** Whole frames at three sizes, as files: `npx vitest run --project ui test/ui/golden.test.ts -u` draws them anew. */
const SIZES = [
  [80, 24],
  [100, 30],
  [160, 48],
] as const;

type Ended = Extract<Entry, { type: "check.finished" }>;

const bench = uiBench();

const finding = {
  verdict: "reprocessed",
  evidence: ["Two effects were seen."],
  explanation: "The work ran twice.",
} as const;
const request = {
  url: "http://localhost:3000/hook",
  headers: { "Content-Type": "application/json", "X-Request-Id": "0d5b0a4e-7b5f-4c39-9d0a-3f6c5e4b2a11" },
  body: JSON.stringify({
    event_type: "EMAIL_REPLY",
    campaign_id: 3600001,
    lead: { email: "ann@example.com", tags: ["a", "日本"] },
    preview_text: "Yes, call me",
  }),
};

function aSession(): void {
  const { mock } = bench;
  const failed = anAttempt({ outcome: "server_error", status: 503, next_attempt_at: "2026-01-05T09:01:00.087Z" });
  const shadowed: readonly ShadowedWebhook[] = [
    { webhook_id: 9, level: "client", reason: "webhook 7 subscribes on user level" },
  ];
  const judged = anAttempt({
    number: 2,
    duplicate: finding,
    response: { headers: {}, body: "ok", bytes: 2, truncated: false },
  });
  const whole = aDelivery({
    id: "dlv_9",
    event_id: "evt_9",
    attempts: [failed, judged],
    state: "delivered",
    duplicate: "reprocessed",
    request,
  });
  mock.entries = [
    ...oneEvent(1, { event_type: "EMAIL_SENT" }),
    entry(3, { type: "attempt.finished", delivery_id: "dlv_1", attempt: anAttempt({ faults: ["slow-body"] }) }),
    entry(4, { type: "delivery.settled", delivery_id: "dlv_1", state: "delivered", reason: null }),
    entry(5, emitted("evt_5", { event_type: "EMAIL_OPEN", shadowed })),
    ...oneEvent(6, {
      event_type: "LEAD_CATEGORY_UPDATED",
      webhook: { id: 8, name: "crm", level: "client", url: "http://localhost/crm" },
    }),
    entry(8, { type: "attempt.finished", delivery_id: "dlv_6", attempt: failed }),
    entry(9, emitted("evt_9", { shadowed })),
    entry(10, { type: "delivery.created", delivery: { ...whole, attempts: [], state: "queued", duplicate: null } }),
    entry(11, { type: "attempt.finished", delivery_id: "dlv_9", attempt: failed }),
    entry(12, { type: "attempt.finished", delivery_id: "dlv_9", attempt: judged }),
    entry(13, { type: "delivery.settled", delivery_id: "dlv_9", state: "delivered", reason: null }),
  ];
  mock.deliveries.set("dlv_9", whole);
  mock.events.set("evt_9", {
    ...emitted("evt_9"),
    event_type: "EMAIL_REPLY",
    deliveries: ["dlv_9"],
    shadowed,
    at: AT,
    explanation: "EMAIL_REPLY goes to webhook 7.",
  });
  mock.faults = [aFault({ kind: "lost-response", attempt: 1 }, { matched: 3, performed: 2 })];
  const duplicates = { ...NO_DUPLICATES, reprocessed: 1 };
  mock.state = aState({
    counters: { events: 4, deliveries: 3, in_flight: 0, waiting: 1, delivered: 2, failed: 0, attempts: 4, duplicates },
  });
  mock.world = {
    clients: [{ id: 30101, name: "Client A" }],
    campaigns: [{ id: 3600001, name: "Outbound", status: "ACTIVE", client_id: 30101, steps: 3, leads: 12, replies: 1 }],
    webhooks: [
      {
        id: 9,
        name: "crm",
        level: "client",
        url: "http://localhost/crm",
        client_id: 30101,
        campaign_id: null,
        disabled: false,
        events: [{ event_type: "EMAIL_OPEN", receives: false, reason: "webhook 7 subscribes on user level" }],
      },
    ],
  };
}

/** A verify in the middle of its run, with a check of each grade. */
function aVerify(): void {
  const group = { 1: "Acknowledgement", 2: "Tolerance", 4: "Idempotency" } as const;
  const check = (number: number, id: string, title: string) => ({
    check: `SL-${id}`,
    title,
    group: id.startsWith("1") ? group[1] : id.startsWith("2") ? group[2] : group[4],
    number,
    of: 45,
  });
  const ended: readonly [ReturnType<typeof check>, Ended["grade"], string | null, number][] = [
    [check(1, "1.1", "every event type, as the webhook guide shows it, is answered 2xx"), "ok", null, 412],
    [
      check(2, "1.3", "answers come within a second"),
      "fail",
      "Of 22 answers the slowest took 1.6 s, at 3 s the work is done twice, and SmartLead gives up after 30 s.",
      31_204,
    ],
    [check(3, "2.1", "an unknown event type is accepted"), "warn", "EMAIL_FORWARDED is answered 400.", 90],
    [check(4, "4.1", "a request that comes again is worked on once"), "inconclusive", "No effect was seen.", 1_840],
    [check(5, "4.10", "what was worked on is known after a restart"), "skip", "The receiver was not started here.", 0],
  ];
  const told = ended.flatMap(([place, grade, reason, duration_ms], index) => [
    entry(2 * index + 1, { type: "check.started", ...place }),
    entry(2 * index + 2, { type: "check.finished", ...place, grade, reason, duration_ms }),
  ]);
  const title = "a colleague's event with the same lead is not taken for a repetition, whatever else is alike";
  bench.mock.entries = [...told, entry(11, { type: "check.started", ...check(6, "4.9", title) })];
}

/** The keys that lead to a screen, and what is on it when it is there. */
const SCREENS: Readonly<Record<string, readonly [keys: string, seen: RegExp]>> = {
  list: ["", /› .*EMAIL_REPLY.* 200/],
  detail: ["\rG", /"preview_text": "Yes, call me"\s*\n.*\}/],
  query: ["/status:5xx ty", /Tab type:/],
  trigger: ["t", /Trigger which event/],
  world: ["2", /Campaigns/],
  faults: ["3", /What lost-response does/],
  numbers: ["4", /Retries pending/],
  log: ["5", /Log/],
  scenario: ["6", /No scenario and no verify/],
  help: ["?", /Verdicts on duplicates/],
};

describe.each(SIZES)("at %i×%i", (columns, rows) => {
  it.each(Object.entries(SCREENS))("the screen %s", async (name, [keys, seen]) => {
    aSession();
    const terminal = bench.open(columns, rows);
    await terminal.until((screen) => /● live/.test(screen) && /› .*EMAIL_REPLY.* 200/.test(screen));
    terminal.type(keys);
    const screen = await terminal.until(seen);
    await expect(`${masked(screen)}\n`).toMatchFileSnapshot(`frames/${name}-${columns}x${rows}.txt`);
  });
});

describe.each(SIZES)("a verify at %i×%i", (columns, rows) => {
  it("shows its checks", async () => {
    aVerify();
    const terminal = bench.open(columns, rows);
    await terminal.until(/verify 6\/45 SL-4\.9/);
    terminal.type("6");
    const screen = await terminal.until(/Verify {2}5 of 45 checks/);
    await expect(`${masked(screen)}\n`).toMatchFileSnapshot(`frames/checks-${columns}x${rows}.txt`);
  });
});

/** Without what differs from run to run: the port, and the plot of the present seconds. */
function masked(screen: string): string {
  return screen.replace(/127\.0\.0\.1:\d{4,5}/g, (address) => "127.0.0.1:7627".padEnd(address.length));
}
