import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "../../../src/delivery/facts.ts";
import type { Entry } from "../../../src/journal/entry.ts";
import { Journal, MAX_JOURNAL_BYTES } from "../../../src/journal/journal.ts";
import { aDelivery } from "./a-delivery.ts";

const NOTE: Fact = { type: "world.changed", change: "note" };

function note(number: number): Fact {
  return { type: "world.changed", change: String(number) };
}

function big(characters: number): Fact {
  const delivery = aDelivery({ request: { url: "", headers: {}, body: "x".repeat(characters) } });
  return { type: "delivery.created", delivery };
}

/** After a collection, since how much garbage a process lets lie differs from one Node to the next. */
function bytesHeld(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  // The texts lie there; buffers lie elsewhere, and are given back a little later.
  return process.memoryUsage().heapUsed;
}

describe("Journal", () => {
  it("numbers from 1, or from where it is told to go on, and dates by the mock's clock", () => {
    let now = Date.UTC(2026, 0, 5, 9);
    const journal = new Journal({ now: () => now });
    expect([journal.firstSeq, journal.lastSeq]).toEqual([1, 0]);
    const first = journal.append(NOTE);
    now += 1;
    const second = journal.append(NOTE);
    expect(first).toEqual({ seq: 1, at: "2026-01-05T09:00:00.000Z", ...NOTE });
    expect([second.seq, second.at]).toEqual([2, "2026-01-05T09:00:00.001Z"]);
    const later = new Journal({ now: () => now });
    later.startAfter(500);
    expect(later.append(NOTE).seq).toBe(501);
  });

  it("holds the latest entries up to its limit, and gives any part of them", () => {
    const limits = {
      maxEntries: fc.integer({ min: 1, max: 12 }),
      appended: fc.nat(60),
      seq: fc.integer({ min: -2, max: 70 }),
      limit: fc.option(fc.nat(20), { nil: undefined }),
    };
    fc.assert(
      fc.property(fc.record(limits), ({ maxEntries, appended, seq, limit }) => {
        const journal = new Journal({ now: () => 0, maxEntries });
        const all: Entry[] = [];
        for (let number = 1; number <= appended; number += 1) all.push(journal.append(note(number)));
        const held = all.slice(-maxEntries);
        expect(journal.lastSeq).toBe(appended);
        expect(journal.firstSeq).toBe(held[0]?.seq ?? 1);
        const after = held.filter((entry) => entry.seq > seq);
        expect(journal.since(seq, limit)).toEqual(limit === undefined ? after : after.slice(0, limit));
      }),
      { numRuns: 500 },
    );
  });

  it("holds the latest entries up to its bytes, the newest always", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { minLength: 1, maxLength: 40 }), (sizes) => {
        const journal = new Journal({ now: () => 0, maxBytes: 10_000 });
        for (const size of sizes) journal.append(big(size));
        const weights = sizes.map((size) => size + 600);
        let kept = 1;
        const weightOfLast = (count: number) => weights.slice(-count).reduce((sum, weight) => sum + weight, 0);
        while (kept < sizes.length && weightOfLast(kept + 1) <= 10_000) kept += 1;
        expect(journal.since(0).map(({ seq }) => seq)).toEqual(
          Array.from({ length: kept }, (_, index) => sizes.length - kept + 1 + index),
        );
      }),
    );
  });

  it("gives back the memory of what it no longer holds", { timeout: 20_000 }, () => {
    const journal = new Journal({ now: () => 0 });
    const before = bytesHeld();
    // 400 MB of bodies through a journal that holds 24 MB.
    for (let count = 0; count < 4_000; count += 1) {
      const body = Buffer.alloc(100_000, 65 + (count % 26)).toString("latin1");
      journal.append({ type: "delivery.created", delivery: aDelivery({ request: { url: "", headers: {}, body } }) });
    }
    expect(journal.since(0).length).toBeLessThanOrEqual(MAX_JOURNAL_BYTES / 100_000);
    expect(bytesHeld() - before).toBeLessThan(2 * MAX_JOURNAL_BYTES);
  });

  it("tells every listener of every entry in order, even of those that a listener causes", () => {
    const journal = new Journal({ now: () => 0 });
    const seen: string[] = [];
    journal.subscribe((entry) => {
      seen.push(`a${entry.seq}`);
      if (entry.seq === 1) journal.append(NOTE);
    });
    const unsubscribe = journal.subscribe((entry) => seen.push(`b${entry.seq}`));
    journal.append(NOTE);
    unsubscribe();
    journal.append(NOTE);
    expect(seen).toEqual(["a1", "b1", "a2", "b2", "a3"]);
  });

  it("lets the views take an entry before any listener hears of it", () => {
    const journal = new Journal({ now: () => 0 });
    const order: string[] = [];
    journal.subscribe(() => order.push("listener"));
    journal.append(NOTE, () => order.push("view"));
    expect(order).toEqual(["view", "listener"]);
  });

  it("loses nothing when a listener throws", () => {
    const journal = new Journal({ now: () => 0 });
    const seen: number[] = [];
    const unsubscribe = journal.subscribe(() => {
      throw new Error("defect");
    });
    expect(() => journal.append(NOTE)).toThrow("defect");
    unsubscribe();
    journal.subscribe(({ seq }) => seen.push(seq));
    journal.append(NOTE);
    expect([journal.lastSeq, seen]).toEqual([2, [2]]);
  });
});
