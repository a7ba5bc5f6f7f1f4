import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DelayQueue } from "../../../src/delivery/faults/schedule/delay-queue.ts";
import { type DeliveryHold, planSchedule, type ScheduleFault } from "../../../src/delivery/faults/schedule/plan.ts";
import type { ScheduleEffect } from "../../../src/delivery/faults/selecting.ts";

const duration = fc.integer({ min: 0, max: 1_000 });
const effect: fc.Arbitrary<ScheduleEffect> = fc.oneof(
  fc.record({
    kind: fc.constant("duplicate" as const),
    copies: fc.integer({ min: 1, max: 5 }),
    spacing: fc.constantFrom(0, 10),
  }),
  fc.record({ kind: fc.constant("delay" as const), by: duration }),
  fc.record({ kind: fc.constant("reorder" as const), behind: fc.integer({ min: 1, max: 3 }), within: duration }),
  fc.record({ kind: fc.constant("burst" as const), size: fc.integer({ min: 2, max: 5 }), within: duration }),
);
const oneOfEachKind = fc.uniqueArray(effect, { selector: ({ kind }) => kind, maxLength: 4 });

function plan(deliveries: readonly string[], faults: readonly (readonly ScheduleEffect[])[], room = 100) {
  let copies = 0;
  return planSchedule(deliveries, {
    now: 1_000,
    room,
    faultsOf: (delivery) => faultsAt(faults, deliveries.indexOf(delivery)),
    copyOf: (delivery) => {
      copies += 1;
      return `${delivery}/${copies}`;
    },
  });
}

function faultsAt(faults: readonly (readonly ScheduleEffect[])[], at: number): ScheduleFault[] {
  return (faults[at] ?? []).map((one) => ({ ruleId: one.kind, effect: one }));
}

describe("the plan of an event's deliveries", () => {
  it("has each of them once, in order, then so many copies as were asked for and have room", () => {
    fc.assert(
      fc.property(fc.array(oneOfEachKind, { maxLength: 6 }), fc.integer({ min: 0, max: 12 }), (faults, room) => {
        const deliveries = faults.map((_, at) => `d${at}`);
        const planned = plan(deliveries, faults, room).map(({ delivery }) => delivery);
        const asked = faults.flat().reduce((sum, one) => sum + (one.kind === "duplicate" ? one.copies : 0), 0);
        expect(planned.slice(0, deliveries.length)).toEqual(deliveries);
        expect(planned).toHaveLength(deliveries.length + Math.min(asked, room));
        expect(new Set(planned).size).toBe(planned.length);
      }),
    );
  });

  it("is what it was where nothing touches it", () => {
    expect(plan(["a", "b"], [])).toEqual(
      ["a", "b"].map((delivery) => ({ delivery, kinds: [], holds: [], meeting: null })),
    );
  });

  it("spaces copies on the clock from the original's own time on", () => {
    const [original, ...copies] = plan(
      ["a"],
      [
        [
          { kind: "duplicate", copies: 2, spacing: 10 },
          { kind: "delay", by: 50 },
        ],
      ],
    );
    expect(original).toMatchObject({ holds: [{ kind: "until", at: 1_050 }], meeting: null });
    expect(copies.map(({ holds }) => holds)).toEqual([[{ kind: "until", at: 1_060 }], [{ kind: "until", at: 1_070 }]]);
  });

  it("lets original and copies meet unless there is a spacing, or it is not wanted", () => {
    const meetings = (one: ScheduleEffect) => plan(["a"], [[one]]).map(({ meeting }) => meeting);
    expect(meetings({ kind: "duplicate", copies: 2, spacing: 0 })).toEqual(new Array(3).fill({ size: 3 }));
    expect(new Set(meetings({ kind: "duplicate", copies: 2, spacing: 0 })).size).toBe(1);
    expect(meetings({ kind: "duplicate", copies: 1, spacing: 5 })).toEqual([null, null]);
    expect(meetings({ kind: "duplicate", copies: 1, spacing: 0, concurrent: false })).toEqual([null, null]);
  });
});

/** A pen with a clock of its own that is moved by hand. */
function aPen() {
  const due: { readonly at: number; readonly callback: () => void; isOff: boolean }[] = [];
  const released: string[] = [];
  const pen = new DelayQueue({
    clock: {
      wakeAt: (at, callback) => {
        const item = { at, callback, isOff: false };
        due.push(item);
        return () => {
          item.isOff = true;
        };
      },
    },
    release: (id) => released.push(id),
  });
  let order = 0;
  const hold = (id: string, ...holds: DeliveryHold[]) => {
    order += 1;
    pen.hold({ id, webhookId: 1, order }, holds);
  };
  const moveTo = (now: number) => {
    for (const item of [...due].sort((one, other) => one.at - other.at)) {
      if (item.isOff || item.at > now) continue;
      item.isOff = true;
      item.callback();
    }
  };
  return { pen, released, hold, moveTo, pending: () => due.filter(({ isOff }) => !isOff).length };
}

const behind = (count: number, until: number) => ({ kind: "behind", count, until }) as const;
const gathering = (size: number, until: number) => ({ kind: "gathering", ruleId: "r", size, until }) as const;

describe("the pen", () => {
  it("releases every delivery exactly once, when its last hold is over, whatever happens before", () => {
    const oneHold: fc.Arbitrary<DeliveryHold> = fc.oneof(
      duration.map((at) => ({ kind: "until" as const, at })),
      fc.tuple(fc.integer({ min: 1, max: 3 }), duration).map(([count, until]) => behind(count, until)),
      fc.tuple(fc.integer({ min: 2, max: 4 }), duration).map(([size, until]) => gathering(size, until)),
    );
    const holds = fc.array(fc.array(oneHold, { minLength: 1, maxLength: 3 }), { maxLength: 8 });
    fc.assert(
      fc.property(holds, fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 12 }), (held, sent) => {
        const { pen, released, hold, moveTo, pending } = aPen();
        for (const [at, some] of held.entries()) hold(`d${at}`, ...some);
        for (const order of sent) pen.wasSent({ webhookId: 1, order });
        moveTo(1_000);
        expect([...released].sort()).toEqual(held.map((_, at) => `d${at}`).sort());
        expect(pending()).toBe(0);
        expect(pen.isReordering(1)).toBe(false);
      }),
    );
  });

  it("lets one behind so many later ones go, and counts no earlier one and no other webhook's", () => {
    const { pen, released, hold } = aPen();
    hold("d1", behind(2, 100));
    pen.wasSent({ webhookId: 1, order: 0 });
    pen.wasSent({ webhookId: 2, order: 5 });
    pen.wasSent({ webhookId: 1, order: 2 });
    expect(released).toEqual([]);
    expect(pen.isReordering(1)).toBe(true);
    pen.wasSent({ webhookId: 1, order: 3 });
    expect(released).toEqual(["d1"]);
    expect(pen.isReordering(1)).toBe(false);
  });

  it("gathers anew after each burst", () => {
    const { released, hold, moveTo } = aPen();
    for (const id of ["d1", "d2", "d3"]) hold(id, gathering(2, 100));
    expect(released).toEqual(["d1", "d2"]);
    moveTo(100);
    expect(released).toEqual(["d1", "d2", "d3"]);
  });

  it("forgets what nobody wants any more", () => {
    const { pen, released, hold, moveTo } = aPen();
    hold("d1", behind(1, 100));
    hold("d2", { kind: "until", at: 50 });
    pen.forget("d1");
    expect(pen.isReordering(1)).toBe(false);
    pen.clear();
    moveTo(1_000);
    expect(released).toEqual([]);
  });
});
