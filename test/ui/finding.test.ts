import { describe, expect, it } from "vitest";
import { anAttempt, emitted, entry, oneEvent } from "./build.ts";
import { uiBench } from "./ui-bench.ts";

const bench = uiBench();

const failed = anAttempt({ outcome: "server_error", status: 503, duration_ms: 900 });
const settled = (seq: number, id: string, state: "delivered" | "failed") =>
  entry(seq, { type: "delivery.settled", delivery_id: id, state, reason: state === "failed" ? "exhausted" : null });

/** Four events: the first and the third failed. */
function someHistory(): void {
  bench.mock.entries = [
    ...oneEvent(1, { event_type: "EMAIL_SENT", lead_email: "bob@example.com" }),
    entry(3, { type: "attempt.finished", delivery_id: "dlv_1", attempt: failed }),
    settled(4, "dlv_1", "failed"),
    ...oneEvent(5, { event_type: "EMAIL_OPEN" }),
    entry(7, { type: "attempt.finished", delivery_id: "dlv_5", attempt: anAttempt({ duration_ms: 5_000 }) }),
    settled(8, "dlv_5", "delivered"),
    ...oneEvent(9, { event_type: "EMAIL_BOUNCE" }),
    entry(11, { type: "attempt.finished", delivery_id: "dlv_9", attempt: failed }),
    settled(12, "dlv_9", "failed"),
    ...oneEvent(13),
    entry(15, { type: "attempt.finished", delivery_id: "dlv_13", attempt: anAttempt() }),
    settled(16, "dlv_13", "delivered"),
  ];
}

function opened() {
  someHistory();
  const terminal = bench.open(100, 24);
  return terminal.until(/› .*EMAIL_REPLY.* 200/).then(() => terminal);
}

describe("finding one's way in the list", () => {
  it("[ goes to what failed last and to the failure before it, ] comes back, and says when there is none", async () => {
    const terminal = await opened();
    terminal.type("[");
    await terminal.until(/› .*EMAIL_BOUNCE/);
    terminal.type("[");
    await terminal.until(/› .*EMAIL_SENT/);
    terminal.type("[");
    await terminal.until(/Nothing failed before this row/);
    terminal.type("]");
    await terminal.until(/› .*EMAIL_BOUNCE/);
  });

  it("= narrows the list to what the row is about, and Tab leaves that out", async () => {
    const terminal = await opened();
    terminal.type("g=");
    await terminal.until(/Show only rows with.*lead:bob@example\.com/s);
    terminal.type("\r");
    await terminal.until(/\/lead:bob@example\.com {2}1 of 4/);
    terminal.type("\u001b");
    await terminal.until(/EMAIL_OPEN/);
    terminal.type("g=");
    await terminal.until(/Show only rows with/);
    terminal.type("\t");
    await terminal.until(/\/-lead:bob@example\.com {2}3 of 4/);
  });

  it("S shows the slowest first, and Escape goes back to the live list", async () => {
    const terminal = await opened();
    terminal.type("S");
    const screen = await terminal.until(/slowest first, Esc ends it/);
    const order = [...screen.matchAll(/09:00:00 (EMAIL\w+)/g)].map(([, type]) => type);
    expect(order.slice(0, 1)).toEqual(["EMAIL_OPEN"]);
    expect(order.at(-1)).toBe("EMAIL_REPLY");
    terminal.type("\u001b");
    await terminal.until(/following/);
  });

  it("m marks a row, and ' goes back to it", async () => {
    const terminal = await opened();
    terminal.type("gmG");
    await terminal.until(/ \*09:00:00 EMAIL_SENT.*› .*EMAIL_REPLY/s);
    terminal.type("'");
    await terminal.until(/›\*09:00:00 EMAIL_SENT/);
    terminal.type("m'");
    await terminal.until(/No row is marked/);
  });

  it(": finds a command by its words and runs it", async () => {
    const terminal = await opened();
    terminal.type(":");
    await terminal.until(/Commands \(type to search\)/);
    terminal.type("throughput\r");
    await terminal.until(/Attempts per second/);
  });

  it("keeps a triggered event in sight while others come", async () => {
    const terminal = await opened();
    terminal.type("t\r");
    await terminal.until(/EMAIL_REPLY goes to 1 webhook/);
    bench.mock.tell(oneEvent(17, { id: "dlv_new", event_id: "evt_new", lead_email: "cleo@example.com" }));
    await terminal.until(/› .*cleo@example/);
    bench.mock.tell(oneEvent(19, { event_type: "EMAIL_LINK_CLICK" }));
    const screen = await terminal.until(/EMAIL_LINK_CLICK/);
    expect(screen).toMatch(/› .*cleo@example/);
  });

  it("explains the verdict and the error of the row that one stands on", async () => {
    bench.mock.entries = [
      ...oneEvent(1, { event_type: "EMAIL_SENT" }),
      entry(3, {
        type: "attempt.finished",
        delivery_id: "dlv_1",
        attempt: anAttempt({ number: 2, duplicate: { verdict: "unproven", evidence: [], explanation: "" } }),
      }),
      ...oneEvent(4),
      entry(6, {
        type: "attempt.finished",
        delivery_id: "dlv_4",
        attempt: anAttempt({ outcome: "network_error", status: null, error: "ECONNREFUSED: connect ECONNREFUSED" }),
      }),
      entry(7, emitted("evt_7", { event_type: "EMAIL_BOUNCE" })),
    ];
    const terminal = bench.open(100, 24);
    await terminal.until(/Reached no webhook: no webhook subscribes to it\. Enter shows more/);
    terminal.type("k");
    await terminal.until(/\nECONNREFUSED: connect ECONNREFUSED/);
    terminal.type("k");
    await terminal.until(/\nunproven: answered 2xx; nothing shows whether the work ran twice/);
  });
});
