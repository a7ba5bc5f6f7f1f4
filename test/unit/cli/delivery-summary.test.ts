import { describe, expect, it } from "vitest";
import { sessionSummary, summarySentence, totalsOf } from "../../../src/cli/deliveries/delivery-summary.ts";
import { aDelivery, aState, NO_DUPLICATES } from "../../ui/build.ts";

describe("the summary", () => {
  it("counts deliveries, attempts and duplicates by verdict", () => {
    const deliveries = [
      aDelivery({ state: "delivered", duplicate: "unproven" }),
      aDelivery({ state: "failed" }),
      aDelivery({ state: "waiting" }),
    ];
    expect(summarySentence(totalsOf(deliveries))).toBe(
      "Sent 3 deliveries in 0 attempts: 1 delivered, 1 failed, 1 not settled. Duplicates: 1 unproven.",
    );
  });

  it("says where a session is kept, and nothing when nothing was sent", () => {
    const counters = { ...aState().counters, deliveries: 1, attempts: 2, delivered: 1, duplicates: NO_DUPLICATES };
    const kept = aState({ counters, data: { path: import.meta.dirname, notices: [] } });
    expect(sessionSummary(kept)).toEqual([
      "Sent 1 delivery in 2 attempts: 1 delivered, 0 failed. Duplicates: none.",
      `Saved in ${import.meta.dirname}; smartlead-mock start continues from there.`,
    ]);
    const deleted = `${import.meta.dirname}/gone`;
    expect(sessionSummary(aState({ counters, data: { path: deleted, notices: [] } }))[1]).toBe(
      `Nothing was saved: ${deleted} was deleted or moved while the mock was running.`,
    );
    expect(sessionSummary(aState({ counters }))[1]).toMatch(/^Nothing was saved/);
    expect(sessionSummary(aState())).toEqual([]);
  });
});
