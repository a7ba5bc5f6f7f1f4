import { expect, it } from "vitest";
import { defineCheck } from "../../../src/harness/verify/check.ts";
import { CheckSession } from "../../../src/harness/verify/check-session.ts";
import { skip } from "../../../src/harness/verify/judging/findings.ts";
import { aBench } from "./a-sent.ts";

const CHECK = defineCheck({
  id: "SL-2.1",
  title: "a title",
  how: "How.",
  source: "smartlead.md §1",
  hint: "Mend it.",
  arrange: async () => null,
  judge: () => skip("It was performed before."),
});

/** A check that is left out, after which the receiver is as said. */
async function judged(ending: string | null) {
  const starts: string[] = [];
  const receiver = {
    isAccepting: async () => ending === null,
    ending: () => ending,
    restart: async () => {},
    freshOutput: () => "",
  };
  const { known, settings } = aBench();
  const parts = { known, settings, restartReceiver: async () => void starts.push("again") };
  const wording = { target: "http://127.0.0.1:3000/hook", flags: [], command: null };
  const performed = { judgement: skip("No plain event is accepted."), durationMs: 5, mockMs: 0 };
  const session = new CheckSession(
    { receiver, wording } as unknown as ConstructorParameters<typeof CheckSession>[0],
    parts as unknown as ConstructorParameters<typeof CheckSession>[1],
    { found: new Map([["SL-2.1", performed]]), tried: new Set() },
  );
  const { grade, reason } = await session.judge(CHECK);
  return { grade, reason, starts: starts.length };
}

it("a receiver that ended is told of at the check during which it ended, whatever that found, and started again", async () => {
  expect(await judged("exited unexpectedly")).toEqual({
    grade: "fail",
    reason: "The receiver exited unexpectedly during SL-2.1.",
    starts: 1,
  });
  expect(await judged(null)).toEqual({ grade: "skip", reason: "No plain event is accepted.", starts: 0 });
});
