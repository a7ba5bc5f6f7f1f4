import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { histories } from "../../../src/harness/explore/generate.ts";
import { type History, lawful, plainEvent, withoutFaults } from "../../../src/harness/explore/history.ts";
import { controlSteps, scenarioOf } from "../../../src/harness/explore/history-scenario.ts";
import { simpler } from "../../../src/harness/explore/shorten.ts";
import { loadedFromObject } from "../../../src/harness/scenarios/loading/loaded-scenario.ts";
import { EVENT_TYPES, type EventType } from "../../../src/smartlead/events/event-types.ts";

const SPACE = {
  types: EVENT_TYPES,
  ownTypes: [{ name: "LEAD_SNOOZED", like: "EMAIL_OPEN" as const }],
  crowdType: "EMAIL_SENT" as const,
  makesCalls: true,
  isSlow: false,
  canRestart: true,
  hasWire: true,
  hasState: true,
  isOneAtATime: false,
};
const SETTING = { dialect: "live", minTimeoutMs: 2_000, troubleMs: 100, types: EVENT_TYPES } as const;
const drawn = fc.sample(histories(fc, SPACE), { numRuns: 300, seed: 1 });

/** Why it could not have happened so; `null` where it could. */
function unlawful({ items }: History): string | null {
  const past = new Map<number, EventType[]>();
  for (const item of items) {
    if (item.kind !== "event" || item.lead === null) continue;
    const before = past.get(item.lead) ?? [];
    past.set(item.lead, [...before, item.type]);
    const isOver = before.includes("LEAD_UNSUBSCRIBED") && !["EMAIL_OPEN", "EMAIL_LINK_CLICK"].includes(item.type);
    if (isOver || before.includes("EMAIL_BOUNCE")) return `${item.type} after the end`;
    if (item.type.endsWith("_SENT")) continue;
    if (!before.includes("EMAIL_SENT")) return `${item.type} without a mail`;
  }
  return null;
}

describe("histories", () => {
  it("are lawful, whatever is drawn", () => {
    expect(drawn.map(unlawful).filter((why) => why !== null)).toEqual([]);
    expect(new Set(drawn.flatMap(({ items }) => items.map(({ kind }) => kind))).size).toBe(6);
  });

  it("stay lawful when they are made simpler, and end", () => {
    for (const history of drawn.slice(0, 40)) {
      let shortest = history;
      for (let steps = 0; steps < 200; steps += 1) {
        const [next] = simpler(shortest);
        if (next === undefined) break;
        expect(unlawful(next)).toBeNull();
        shortest = next;
      }
      expect(shortest.items.length).toBeLessThanOrEqual(3);
    }
  });

  it("are scenarios that run takes", () => {
    for (const history of drawn.slice(0, 60)) {
      const after = controlSteps(history, "EMAIL_REPLY", SETTING);
      const expected = [{ delivery: "control", state: "delivered" }] as const;
      const scenario = scenarioOf(history, SETTING, { name: "drawn", after, expect: expected });
      expect(loadedFromObject(scenario).scenario.steps.length).toBeGreaterThan(2);
    }
  });
});

describe("lawful", () => {
  it("puts what an event rests on before it, and leaves out what cannot happen any more", () => {
    const items = [
      plainEvent("LEAD_CATEGORY_UPDATED", 0),
      plainEvent("LEAD_UNSUBSCRIBED", 0),
      plainEvent("EMAIL_OPEN", 0),
      plainEvent("EMAIL_REPLY", 0),
    ];
    expect(lawful({ seed: 1, items }).items.map((item) => item.kind === "event" && item.type)).toEqual([
      "EMAIL_SENT",
      "EMAIL_REPLY",
      "LEAD_CATEGORY_UPDATED",
      "LEAD_UNSUBSCRIBED",
      "EMAIL_OPEN",
    ]);
  });
});

describe("withoutFaults", () => {
  it("keeps the events in their order, without anything that goes wrong", () => {
    const mail = { ...plainEvent("EMAIL_SENT", 0), faults: [{ kind: "delay", by: "2h" }], gap: "0s" } as const;
    const items = [mail, { kind: "restart", gap: "2s" }, { kind: "resend", gap: "25h", back: 1 }] as const;
    expect(withoutFaults({ seed: 3, items })).toEqual({ seed: 3, items: [plainEvent("EMAIL_SENT", 0)] });
  });
});
