import { describe, expect, it } from "vitest";
import { aDelivery, anAttempt, emitted, entry, oneEvent } from "./build.ts";
import { uiBench } from "./ui-bench.ts";

const bench = uiBench();

function twoDeliveries(): void {
  bench.mock.entries = [
    ...oneEvent(1, { event_type: "EMAIL_SENT", lead_email: "bob@example.com" }),
    ...oneEvent(3, { lead_email: "cleo@example.com" }),
  ];
  for (const [id, lead] of [
    ["1", "bob@example.com"],
    ["3", "cleo@example.com"],
  ] as const) {
    const body = JSON.stringify({ to_email: lead });
    const request = { url: "http://localhost:3000/hook", headers: {}, body };
    bench.mock.deliveries.set(
      `dlv_${id}`,
      aDelivery({ id: `dlv_${id}`, event_id: `evt_${id}`, lead_email: lead, request }),
    );
    bench.mock.events.set(`evt_${id}`, {
      ...emitted(`evt_${id}`),
      event_type: "EMAIL_REPLY",
      at: "2026-01-05T09:00:00.000Z",
      deliveries: [`dlv_${id}`],
    });
  }
}

describe("from 160 columns on", () => {
  it("shows the details of the row under the cursor beside the list, and Enter goes into them", async () => {
    twoDeliveries();
    const terminal = bench.open(160, 40);
    await terminal.until(/│ .*"to_email": "cleo@example\.com"/);
    terminal.type("k");
    const screen = await terminal.until(/│ .*"to_email": "bob@example\.com"/);
    expect(screen).toMatch(/› 09:00:00 EMAIL_SENT .*│/);
    terminal.type("\r");
    await terminal.until(/│› EMAIL_REPLY|│› EMAIL_SENT/);
    expect(terminal.screen()).toContain("Esc back");
    terminal.type("\u001b");
    await terminal.until(/t trigger/);
  });

  it("gives the list all columns below that", async () => {
    twoDeliveries();
    const terminal = bench.open(150, 30);
    expect(await terminal.until(/› .*cleo@example/)).not.toContain("│");
  });
});

describe("a long jump of the clock", () => {
  it("says how far it is, and Escape stops it", async () => {
    const terminal = bench.open(100, 24);
    await terminal.until(/● live/);
    terminal.type("c10h\r");
    await terminal.until(/Moving the clock: .* of 10h/);
    terminal.type("\u001b");
    await terminal.until(/stopped after .* of 10h|The clock is at/);
    const moves = bench.mock.calls.filter((call) => call.startsWith("POST /clock"));
    expect(moves[0]).toBe('POST /clock {"advance":"1800000ms"}');
  });
});

describe("one key each", () => {
  it("L arms a lost answer for once", async () => {
    const terminal = bench.open(100, 24);
    await terminal.until(/● live/);
    terminal.type("L");
    await terminal.until(/Armed, once/);
    expect(bench.mock.faults.map(({ rule }) => rule)).toEqual([{ kind: "lost-response", attempt: 1, limit: 1 }]);
  });

  it("Y proposes a file for the curl script of the selected delivery", async () => {
    twoDeliveries();
    bench.mock.entries.push(entry(5, { type: "attempt.finished", delivery_id: "dlv_3", attempt: anAttempt() }));
    const terminal = bench.open(100, 24);
    await terminal.until(/› .*cleo@example/);
    terminal.type("Y");
    await terminal.until(/save as EMAIL_REPLY-\w+\.sh/);
    terminal.type("\u001b");
    await terminal.until(/t trigger/);
  });
});
