import { expect, it } from "vitest";
import { PlainLines } from "../../../src/cli/deliveries/plain-lines.ts";
import { noPaint } from "../../../src/cli/output/terminal-paint.ts";
import type { Frame } from "../../../src/journal/entry.ts";
import { aDelivery, anEntry, created } from "./frames.ts";

/** Without the day, which stands once before them. */
const linesOf = (frames: readonly Frame[]): string[] => new PlainLines(noPaint).take(frames).slice(1);

it("plain lines tell what the receiver did, under the columns of its delivery", () => {
  const lines = new PlainLines(noPaint);
  lines.take([created(aDelivery())]);
  const effect = { type: "effect.seen", key: "3773d6e7", name: "crm note", source: "sink" } as const;
  expect(
    lines.take([anEntry({ ...effect, delivery_id: "dlv_1" }), anEntry({ ...effect, name: null, delivery_id: null })]),
  ).toEqual([
    "-- 2026-01-05, times in UTC --",
    "12:01:58  EMAIL_REPLY                 ann@acme.example          3600001  user      -     effect crm note (sink)",
    "12:01:58  effect without a name (sink) for 3773d6e7",
  ]);
});

it("plain lines tell the steps of a scenario", () => {
  const step = {
    type: "scenario.step",
    scenario: "lost\u001b[2J answer",
    step: 2,
    path: "steps[1]",
    name: "settle",
  } as const;
  expect(linesOf([anEntry({ ...step, state: "begun" }), anEntry({ ...step, state: "failed" })])).toEqual([
    "12:01:58  scenario lost answer  steps[1]  settle  begun",
    "12:01:58  scenario lost answer  steps[1]  settle  failed",
  ]);
});

it("plain lines tell the checks of a verify, one line each, under those of what was sent", () => {
  const place = { check: "SL-4.2", title: "two at once\u001b[2J", group: "Idempotency", number: 7, of: 45 } as const;
  const finished = { type: "check.finished", ...place, duration_ms: 1_240 } as const;
  expect(
    linesOf([
      anEntry({ type: "check.started", ...place }),
      anEntry({ ...finished, grade: "fail", reason: "The work ran twice." }),
      anEntry({ ...finished, check: "SL-4.12", number: 12, grade: "inconclusive", reason: null }),
    ]),
  ).toEqual([
    "12:01:58  check  7/45  SL-4.2   fail            1.2s  two at once: The work ran twice.",
    "12:01:58  check 12/45  SL-4.12  inconclusive    1.2s  two at once",
  ]);
});
