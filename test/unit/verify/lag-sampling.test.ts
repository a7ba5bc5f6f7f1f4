import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Lags } from "../../../src/harness/probe/evidence-lags.ts";
import { Backlog } from "../../../src/harness/verify/context/backlog.ts";
import type { Account } from "../../../src/harness/verify/context/check-mock.ts";
import { sampleWrites } from "../../../src/harness/verify/lag-sampling.ts";
import { aSent } from "./a-sent.ts";

/** Real ms between two batches, after which the first one comes, and in which an event is answered. */
const BATCH_MS = 1_000;
const FIRST_BATCH_MS = 600;
const ANSWER_MS = 200;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** It writes all events since its last batch in one call that names nobody; `pending` events were sent before. */
async function sampled({ isBatching, pending }: { readonly isBatching: boolean; readonly pending: number }) {
  const lags = new Lags();
  const backlog = new Backlog(lags);
  let open = pending;
  const write = () => {
    if (open > 0) backlog.written();
    open = 0;
  };
  const writeNow = () => {
    setInterval(write, BATCH_MS);
    write();
  };
  if (isBatching) setTimeout(writeNow, FIRST_BATCH_MS);
  const sendAll: Account["sendAll"] = async (orders) => {
    open += orders.length;
    if (!isBatching) write();
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
    return orders.map(() => aSent(["200"]));
  };
  const account = { sendAll, newLead: () => ({ email: "ada@example.com", name: "Ada", campaignId: 1 }) };
  const sampling = sampleWrites(account as unknown as Account, { lags, backlog }, "EMAIL_SENT");
  await vi.advanceTimersByTimeAsync(30_000);
  await sampling;
  return lags.longestMs("effects");
}

describe("how late writes are that name nobody", () => {
  it("is not learned from the batch of what was sent before, though it comes while a sample is in flight", async () => {
    expect(await sampled({ isBatching: true, pending: 1 })).toBeGreaterThan(ANSWER_MS);
  });

  it("is nothing where they come before the answers", async () => {
    expect(await sampled({ isBatching: false, pending: 0 })).toBe(0);
  });
});
