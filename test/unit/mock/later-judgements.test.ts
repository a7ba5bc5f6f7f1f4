import { expect, it } from "vitest";
import { LaterJudgements } from "../../../src/mock/later-judgements.ts";

function aBench() {
  let now = 0;
  const timers: { at: number; callback: () => void }[] = [];
  const judged: string[] = [];
  const later = new LaterJudgements({
    monotonicMs: () => now,
    after: (ms, callback) => {
      const timer = { at: now + ms, callback };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    judge: (requestId) => judged.push(requestId),
  });
  const pass = (ms: number) => {
    now += ms;
    for (const timer of timers.filter(({ at }) => at <= now)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.callback();
    }
  };
  return { later, judged, pass, timers };
}

it("judges each request id once its time has passed, with one timer", () => {
  const { later, judged, pass, timers } = aBench();
  later.add("a", 100);
  later.add("b", 250);
  later.add("a", 120);
  expect(timers).toHaveLength(1);
  pass(100);
  expect(judged).toEqual([]);
  pass(20);
  expect(judged).toEqual(["a"]);
  pass(130);
  expect(judged).toEqual(["a", "b"]);
  expect(timers).toEqual([]);
});

it("judges nothing once it is stopped", () => {
  const { later, judged, pass, timers } = aBench();
  later.add("a", 100);
  later.stop();
  later.add("b", 100);
  expect(timers).toEqual([]);
  pass(500);
  expect(judged).toEqual([]);
});
