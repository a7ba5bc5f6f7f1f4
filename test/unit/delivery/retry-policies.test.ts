import { describe, expect, it } from "vitest";
import { adjustedPolicy, RETRY_POLICIES, waitAfter } from "../../../src/delivery/retry-policies.ts";

const { core } = RETRY_POLICIES;

describe("a policy whose numbers are changed", () => {
  it.each([
    [{ waitsMs: [1_000] }, "waits"],
    [{ tries: 2 }, "tries"],
    [{ tries: 2, waitsMs: [1_000], timeoutMs: 5_000 }, "tries, waits, timeout"],
  ])("is core no more with %j, and says what was changed", (changes, changed) => {
    const policy = adjustedPolicy(core, changes);
    expect(policy).toMatchObject({ ...changes, name: "custom", disableAfterFailures: core.disableAfterFailures });
    expect(policy.note).toBe(`${core.note} Changed here: ${changed}.`);
  });

  it("retries as core does with another timeout, so it is core still, and says so", () => {
    const policy = adjustedPolicy(core, { timeoutMs: 5_000 });
    expect(policy).toEqual({ ...core, timeoutMs: 5_000, note: `${core.note} Changed here: timeout.` });
  });

  it("is itself when nothing is", () => {
    expect(adjustedPolicy(core, {})).toBe(core);
  });
});

it("the wait after an attempt is its own, the last one for all that follow, and none where there is none", () => {
  const policy = { ...core, waitsMs: [10, 20] };
  expect([1, 2, 3, 9].map((attempt) => waitAfter(policy, attempt))).toEqual([10, 20, 20, 20]);
  expect(waitAfter({ ...core, waitsMs: [] }, 1)).toBe(0);
});
