import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReadyQueue } from "../../../src/delivery/ready-queue.ts";

interface Waiting {
  readonly webhookId: number;
  readonly id: number;
}

/** The queue said slowly: the first in line whose webhook has a place, if there is one in all. */
class SlowQueue {
  waiting: Waiting[] = [];
  inFlight: Waiting[] = [];
  readonly #limits: { perWebhook: number; total: number };

  constructor(limits: { perWebhook: number; total: number }) {
    this.#limits = limits;
  }

  take(): Waiting | null {
    if (this.inFlight.length >= this.#limits.total) return null;
    const taken = this.waiting.find(({ webhookId }) => this.countOf(webhookId) < this.#limits.perWebhook) ?? null;
    if (taken !== null) {
      this.waiting = this.waiting.filter((one) => one !== taken);
      this.inFlight.push(taken);
    }
    return taken;
  }

  countOf(webhookId: number): number {
    return this.inFlight.filter((one) => one.webhookId === webhookId).length;
  }
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("push" as const), webhookId: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.constant({ kind: "take" as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("release" as const), which: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.constant({ kind: "clear" as const }) },
);

describe("ReadyQueue", () => {
  it("gives what a plain list would give, and never more than the limits", () => {
    const limits = fc.record({ perWebhook: fc.integer({ min: 1, max: 4 }), total: fc.integer({ min: 1, max: 6 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: "max" }), limits, (steps, chosen) => {
        const queue = new ReadyQueue<Waiting>(chosen);
        const model = new SlowQueue(chosen);
        for (const [id, one] of steps.entries()) {
          if (one.kind === "push") {
            const item = { webhookId: one.webhookId, id };
            queue.push(one.webhookId, item);
            model.waiting.push(item);
          } else if (one.kind === "take") {
            expect(queue.take()).toBe(model.take());
          } else if (one.kind === "clear") {
            queue.clear();
            model.waiting = [];
          } else {
            const [landed] = model.inFlight.splice(one.which % Math.max(1, model.inFlight.length), 1);
            if (landed !== undefined) queue.release(landed.webhookId);
          }
          expect(model.inFlight.length).toBeLessThanOrEqual(chosen.total);
          for (const { webhookId } of model.inFlight) {
            expect(model.countOf(webhookId)).toBeLessThanOrEqual(chosen.perWebhook);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it("keeps its order over more items than it holds in one piece", () => {
    const queue = new ReadyQueue<number>({ perWebhook: 1, total: 1 });
    for (let id = 0; id < 5_000; id += 1) queue.push(1, id);
    const taken: (number | null)[] = [];
    for (let id = 0; id < 5_000; id += 1) {
      taken.push(queue.take());
      queue.release(1);
    }
    expect(taken).toEqual(Array.from({ length: 5_000 }, (_, id) => id));
    expect(queue.take()).toBeNull();
  });
});
