import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { recoveredInTime } from "../../../src/harness/verify/context/outage.ts";
import { aSent } from "./a-sent.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout"] }));
afterEach(() => void vi.useRealTimers());

/** What comes of events that are answered so, one after the other; the last answer again and again. */
async function recovered(...answers: readonly string[]) {
  const told: string[] = [];
  let sends = 0;
  const send = async () => {
    sends += 1;
    return aSent([answers[Math.min(sends, answers.length) - 1] ?? "200"]);
  };
  const seen = recoveredInTime(send, (sentence) => void told.push(sentence));
  await vi.runAllTimersAsync();
  const { sent, waitedMs } = await seen;
  return { status: sent.delivery.attempts.at(-1)?.status, waitedMs, sends, told: told.length };
}

it("a circuit breaker that closes within a minute of real time is no damage (rule 9)", async () => {
  expect(await recovered("503", "503", "200")).toEqual({ status: 200, waitedMs: 7_000, sends: 3, told: 1 });
});

it("what fails for a whole minute stays failed", async () => {
  expect(await recovered("500")).toEqual({ status: 500, waitedMs: 60_000, sends: 6, told: 1 });
});

it.each(["200", "400", "timeout", "reset"])("%s is no breaker, and nothing is waited for", async (answer) => {
  expect(await recovered(answer)).toMatchObject({ waitedMs: 0, sends: 1, told: 0 });
});
