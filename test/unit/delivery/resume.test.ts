import { describe, expect, it } from "vitest";
import { isoFromMs } from "../../../src/base/time/iso.ts";
import type { Attempt } from "../../../src/delivery/delivery.ts";
import { phaseOf } from "../../../src/delivery/lifecycle.ts";
import { RETRY_POLICIES } from "../../../src/delivery/retry-policies.ts";
import { anAttempt } from "../journal/a-delivery.ts";
import { EPOCH } from "../time/fake-real-time.ts";
import { aDelivery, anEngine } from "./an-engine.ts";

const OK = { outcome: "success" } as const;
const DOWN = { outcome: "server_error" } as const;

/** What an earlier process left of delivery `a`, and the engine that goes on with it. */
function resumed(attempts: readonly Attempt[], answer: () => typeof OK | typeof DOWN = () => OK) {
  const bench = anEngine(answer);
  const delivery = { ...aDelivery("a"), attempts };
  bench.projections.record({ type: "delivery.created", delivery });
  const before = bench.projections.journal.lastSeq;
  bench.engine.resume(delivery);
  const recorded = () =>
    bench.projections.journal.since(before).map((entry) => {
      if (entry.type === "attempt.started") return `#${entry.attempt.number} starts`;
      if (entry.type === "attempt.finished") return `#${entry.attempt.number} ${entry.attempt.outcome}`;
      return entry.type === "delivery.settled" ? `${entry.state} ${entry.reason}` : entry.type;
    });
  return { ...bench, recorded };
}

describe("a delivery that an earlier process left open", () => {
  it("is sent when it never was", async () => {
    const { real, recorded } = resumed([]);
    await real.run();
    expect(recorded()).toEqual(["#1 starts", "#1 success", "delivered null"]);
  });

  it("is tried again when it was in flight: that attempt is interrupted and does not count", async () => {
    const { real, recorded, sender } = resumed([anAttempt(1)], () => DOWN);
    await real.run();
    expect(recorded()).toEqual([
      "#1 interrupted",
      "#2 starts",
      "#2 server_error",
      "#3 starts",
      "#3 server_error",
      "#4 starts",
      "#4 server_error",
      "failed exhausted",
    ]);
    expect(new Set(sender.sent.map(({ request }) => request.headers["X-Request-Id"]))).toEqual(new Set(["req_a"]));
  });

  it("is sent at its time when it waited, with as many tries as were left", async () => {
    const dueAt = EPOCH + 45_000;
    const { real, recorded, sender } = resumed(
      [anAttempt(1, "server_error"), anAttempt(2, "timeout", { next_attempt_at: isoFromMs(dueAt) })],
      () => DOWN,
    );
    await real.run();
    expect(recorded()).toEqual(["#3 starts", "#3 server_error", "failed exhausted"]);
    expect(sender.sent.map(({ at }) => at)).toEqual([45_000]);
  });

  it.each([
    ["success", ["delivered null"]],
    ["rejected", ["failed rejected"]],
  ] as const)(
    "is not sent again when its last attempt was a %s and only what follows from that was not written",
    async (outcome, expected) => {
      const { real, recorded, sender } = resumed([anAttempt(1, outcome)]);
      await real.run();
      expect(recorded()).toEqual(expected);
      expect(sender.sent).toEqual([]);
    },
  );

  it("is not sent when nobody wants it any more", async () => {
    const bench = anEngine(() => OK);
    for (const attempts of [[], [anAttempt(1)]]) {
      const delivery = { ...aDelivery(`a${attempts.length}`), attempts };
      bench.projections.record({ type: "delivery.created", delivery });
      bench.engine.abandon(delivery);
      expect(bench.projections.deliveries.get(delivery.id)).toMatchObject({ state: "failed", reason: "disabled" });
    }
    await bench.real.run();
    expect(bench.sender.sent).toEqual([]);
  });
});

describe("the tries that a delivery has used", () => {
  it("are its attempts but those that the mock itself cut short", () => {
    const waiting = { next_attempt_at: isoFromMs(EPOCH) };
    const attempts = [anAttempt(1, "interrupted", waiting), anAttempt(2, "server_error", waiting)];
    expect(phaseOf({ attempts }, 0)).toEqual({ kind: "waiting", dueAt: EPOCH, attemptNumber: 2, triesUsed: 1 });
    expect(phaseOf({ attempts: [...attempts, anAttempt(3)] }, 0)).toEqual({
      kind: "in_flight",
      attemptNumber: 3,
      triesUsed: 1,
    });
    expect(RETRY_POLICIES.guide.tries).toBe(3);
  });
});

describe("an attempt that could not be written down", () => {
  it("is not sent, and waits for a start under which it can be", async () => {
    const bench: ReturnType<typeof anEngine> = anEngine(() => OK, {
      whenKept: (_, otherwise) => {
        bench.engine.halt();
        otherwise();
      },
    });
    bench.accept("a");
    await bench.real.run();
    expect(bench.sender.sent).toEqual([]);
    const [attempt] = bench.projections.deliveries.get("a")?.attempts ?? [];
    expect(attempt).toMatchObject({ outcome: "interrupted", next_attempt_at: isoFromMs(EPOCH) });
    expect(attempt?.error).toContain("the journal could not be written");
  });
});
