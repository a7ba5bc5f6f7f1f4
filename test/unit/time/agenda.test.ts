import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Agenda } from "../../../src/base/time/agenda.ts";
import type { Cancel } from "../../../src/base/time/clock.ts";

type Step =
  | { readonly kind: "add"; readonly at: number }
  | { readonly kind: "cancel"; readonly which: number }
  | { readonly kind: "take"; readonly now: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("add" as const), at: fc.nat(60) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("cancel" as const), which: fc.nat(400) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("take" as const), now: fc.nat(60) }) },
);

/** What an agenda is, said slowly: a list that is sorted each time. */
class SlowAgenda {
  items: { at: number; id: number }[] = [];

  take(now: number): number[] {
    const due = this.items.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at || a.id - b.id);
    this.items = this.items.filter(({ at }) => at > now);
    return due.map(({ id }) => id);
  }

  nextAt(): number | null {
    return this.items.length === 0 ? null : Math.min(...this.items.map(({ at }) => at));
  }
}

describe("Agenda", () => {
  it("gives what a sorted list would give, whatever is added, cancelled and taken", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600, size: "max" }), (steps) => {
        const agenda = new Agenda();
        const model = new SlowAgenda();
        const fired: number[] = [];
        const expected: number[] = [];
        const cancels: Cancel[] = [];
        for (const one of steps) {
          if (one.kind === "add") {
            const id = cancels.length;
            cancels.push(agenda.add(one.at, () => fired.push(id)));
            model.items.push({ at: one.at, id });
          } else if (one.kind === "cancel") {
            // Cancelling twice, or what has been called already, is allowed.
            const id = one.which % Math.max(1, cancels.length);
            cancels[id]?.();
            model.items = model.items.filter((item) => item.id !== id);
          } else {
            for (const callback of agenda.takeDue(one.now)) callback();
            expected.push(...model.take(one.now));
          }
          expect(agenda.nextAt()).toBe(model.nextAt());
        }
        for (const callback of agenda.takeDue(60)) callback();
        expect(fired).toEqual([...expected, ...model.take(60)]);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps its order when it gives back the room of what was cancelled", () => {
    const agenda = new Agenda();
    const fired: number[] = [];
    const cancels = Array.from({ length: 1_000 }, (_, id) => agenda.add((id * 7) % 100, () => fired.push(id)));
    for (const [id, cancel] of cancels.entries()) if (id % 10 !== 3) cancel();
    for (const callback of agenda.takeDue(100)) callback();
    const kept = cancels.map((_, id) => id).filter((id) => id % 10 === 3);
    expect(fired).toEqual(kept.sort((a, b) => ((a * 7) % 100) - ((b * 7) % 100) || a - b));
  });

  it("does not call back what an earlier one due at the same time has cancelled", () => {
    const agenda = new Agenda();
    const fired: string[] = [];
    let cancelSecond: Cancel = () => {};
    agenda.add(1, () => {
      fired.push("first");
      cancelSecond();
    });
    cancelSecond = agenda.add(1, () => fired.push("second"));
    for (const callback of agenda.takeDue(1)) callback();
    expect(fired).toEqual(["first"]);
  });

  it("is empty after it was cleared", () => {
    const agenda = new Agenda();
    agenda.add(1, () => {});
    agenda.clear();
    expect(agenda.nextAt()).toBeNull();
    expect(agenda.takeDue(10)).toEqual([]);
  });
});
