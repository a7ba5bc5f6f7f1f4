import { describe, expect, it } from "vitest";
import { CampaignTallies } from "../../../src/journal/campaign-tally.ts";
import { EvictedCounts } from "../../../src/journal/evicted-counts.ts";

const MINUTE = 60_000;
/** Beginning of the stretch in which the deliveries were created. */
const BEGINS_AT = 100 * MINUTE;

function countedIn(tally: EvictedCounts, from: number, to: number, campaignId = 1) {
  const book = new CampaignTallies();
  tally.tallyInto(book, campaignId, { from, to });
  return book.tally();
}

function aTally(): EvictedCounts {
  const tally = new EvictedCounts();
  const fields = {
    order: 0,
    reason: null,
    campaignId: 1,
    eventType: "EMAIL_OPEN",
    createdAt: BEGINS_AT + 30_000,
    isResent: false,
  } as const;
  tally.add({ ...fields, state: "delivered" });
  tally.add({ ...fields, state: "failed", isResent: true });
  return tally;
}

describe("counts of deliveries that are held nowhere any more", () => {
  it.each([
    ["begins with the stretch", BEGINS_AT, BEGINS_AT + MINUTE, 2],
    ["ends where the stretch begins", 0, BEGINS_AT, 2],
    ["ends just before it", 0, BEGINS_AT - 1, 0],
    ["begins in its last millisecond", BEGINS_AT + MINUTE - 1, BEGINS_AT + 9 * MINUTE, 2],
    ["begins where it has ended", BEGINS_AT + MINUTE, BEGINS_AT + 9 * MINUTE, 0],
    ["lies within it", BEGINS_AT + 1, BEGINS_AT + 2, 2],
  ])("in a window that %s", (_, from, to, total) => {
    expect(countedIn(aTally(), from, to).total).toBe(total);
  });

  it("are told apart by how they ended, and belong to their campaign only", () => {
    expect(countedIn(aTally(), 0, BEGINS_AT)).toMatchObject({
      delivered: 1,
      failed: 1,
      pending: 0,
      retriedFailures: 1,
    });
    expect(countedIn(aTally(), 0, BEGINS_AT, 2).total).toBe(0);
  });

  it("leave out what is open, withheld, or of no campaign", () => {
    const tally = new EvictedCounts();
    const fields = { order: 0, reason: null, eventType: "EMAIL_OPEN", createdAt: BEGINS_AT, isResent: false } as const;
    for (const [campaignId, state] of [
      [1, "queued"],
      [1, "withheld"],
      [null, "delivered"],
    ] as const)
      tally.add({ ...fields, campaignId, state });
    expect(tally.save().buckets).toEqual([]);
  });
});
