import { describe, expect, it } from "vitest";
import { aDelivery, anAttempt, entry, oneEvent } from "./build.ts";
import { uiBench } from "./ui-bench.ts";

const bench = uiBench();

/** A delivery whose first attempt waits before it goes out. */
async function withHeld() {
  const [event] = oneEvent(1);
  const attempt = {
    ...anAttempt({ outcome: null, status: null, ended_at: null, duration_ms: null }),
    faults: ["hold"],
  };
  const place = { delivery_id: "dlv_1", attempt_number: 1, held_at: "request" } as const;
  bench.mock.entries = [
    event!,
    entry(2, { type: "delivery.created", delivery: aDelivery() }),
    entry(3, { type: "attempt.started", delivery_id: "dlv_1", attempt }),
    entry(4, { type: "hold.changed", ...place, change: "held" }),
  ];
  const terminal = bench.open(120, 30);
  await terminal.until(/› .*EMAIL_REPLY.* held/);
  return terminal;
}

describe("a held delivery", () => {
  it("says so in the list, with the keys that decide", async () => {
    const terminal = await withHeld();
    await terminal.until(/Held before it is sent: u releases it, e edits it, A answers it here, D drops it\./);
  });

  it("is let go, answered and dropped by a key each", async () => {
    const terminal = await withHeld();
    terminal.type("u");
    await terminal.until(/EMAIL_REPLY is released\./);
    terminal.type("A");
    await terminal.until(/answer 503/);
    terminal.type(' {"status":"later"}\r');
    await terminal.until(/was answered 503 here/);
    terminal.type("D");
    await terminal.until(/was dropped, like a connection reset/);
    expect(bench.mock.calls).toEqual([
      "POST /held/dlv_1/release {}",
      'POST /held/dlv_1/answer {"status":503,"body":"{\\"status\\":\\"later\\"}"}',
      "POST /held/dlv_1/drop {}",
    ]);
  });
});

describe("the key H", () => {
  it("holds the next delivery, once", async () => {
    bench.mock.entries = oneEvent(1);
    const terminal = bench.open(120, 30);
    await terminal.until(/› .*EMAIL_REPLY/);
    terminal.type("u");
    await terminal.until(/It is not held; H holds the next one\./);
    terminal.type("H");
    await terminal.until(/Armed, once/);
    expect(bench.mock.calls).toEqual(['POST /faults {"limit":1,"kind":"hold"}']);
  });
});
