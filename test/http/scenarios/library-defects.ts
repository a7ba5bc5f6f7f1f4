import type { SampleName } from "../receivers/sample-receiver.ts";
import { type Play, SECRET } from "./play.ts";

interface Defect {
  /** A receiver with just this defect, and the reason for which the scenario must fail. */
  readonly fails: readonly [SampleName, reason: RegExp][];
  readonly play?: Play;
}

/** Scenario of the library → who does not survive it, and why. */
export const TABLE: Readonly<Record<string, Defect>> = {
  "answer-times-out": { fails: [["naive", /duplicates of reply is reprocessed; .*effects of reply is 2; expected 1/]] },
  "bounce-repeats-the-sent": { fails: [["over-deduplicating", /effects of bounced is 0; expected 1/]] },
  "broken-body-then-a-good-one": {
    fails: [
      ["poisoned-by-bad-json", /state of good is failed \(exhausted, server_error/],
      ["accepts-anything", /state of broken is delivered \(success, 200\); expected failed/],
    ],
  },
  burst: {
    fails: [
      ["rate-limiting", /state of mails\[\d+\] is failed \(rejected, rejected, 429\)/],
      ["flaky", /number of attempts of mails\[0\] is 3; expected 1/],
    ],
  },
  "category-filter": { fails: [["category-by-sample-id", /effects of interested is 0; expected 1/]] },
  "clock-skew": { fails: [["rejects-stale", /state of old is failed \(rejected, rejected, 400\)/]] },
  "colleagues-reply": { fails: [["looks-up-by-to-email", /effects of reply is 0; expected 1/]] },
  "duplicate-after-a-day": { fails: [["forgets-after-an-hour", /duplicates of again is reprocessed/]] },
  "every-kind-of-text": {
    fails: [["three-byte-text", /state of events\[0\] is failed \(exhausted, server_error, 500\)/]],
  },
  "first-mail-is-two-events": { fails: [["over-deduplicating", /effects of started is 1; expected 2/]] },
  "gateway-answers-for-the-receiver": { fails: [["naive", /duplicates of reply is reprocessed/]] },
  "ids-as-text": { fails: [["strict-types", /state of events\[0\] is failed \(rejected, rejected, 422\)/]] },
  "late-third-try": { fails: [["rejects-stale", /state of reply is failed \(rejected, rejected, 400\)/]] },
  "long-history": { fails: [["small-body-limit", /state of long is failed \(rejected, rejected, 413\)/]] },
  "lost-answer": { fails: [["naive", /duplicates of reply is reprocessed/]] },
  "one-mail-three-events": { fails: [["over-deduplicating", /effects of opened is 0; expected 1/]] },
  outage: {
    fails: [["rejects-stale", /state of late is failed \(rejected, rejected, 400\)/]],
  },
  "outage-and-storm": {
    fails: [
      ["rate-limiting", /state of mails\[\d+\] is failed \(rejected, rejected, 429\)/],
      ["deduplicates-by-lead", /effects of mails is \d+; expected 100/],
    ],
  },
  "rate-limited-call-back": { fails: [["swallows-errors", /effects of reply is 0; expected 1/]] },
  "recorded-before-worked": { fails: [["records-before-working", /duplicates that are swallowed is 1; expected 0/]] },
  "reply-before-sent": { fails: [["order-dependent", /state of reply is failed \(rejected, rejected, 404\)/]] },
  "reply-of-nobody": { fails: [["needs-a-campaign", /state of stray is failed \(exhausted, server_error, 500\)/]] },
  "restart-in-mid-processing": { fails: [["forgets-on-restart", /duplicates that are reprocessed is 1; expected 0/]] },
  "secret-rotated": { fails: [["accepts-anything", /state of forged is delivered \(success, 200\); expected failed/]] },
  "sender-is-killed": { fails: [["naive", /duplicates of reply is reprocessed/]] },
  "slow-handler-retried-in-parallel": { fails: [["racy", /duplicates that are reprocessed is 2; expected 0/]] },
  "something-new": {
    fails: [
      ["strict", /state of field is failed \(rejected, rejected, 422\)/],
      // Its answers take too long; how long that is in real time matters to nobody here.
      ["slow", /state of field is failed \(exhausted, timeout\)/],
    ],
    play: { mock: { signingSecret: SECRET, minTimeoutMs: 300 } },
  },
  "two-replies-in-a-thread": { fails: [["deduplicates-by-lead", /effects of second is 0; expected 1/]] },
  "two-styles-of-time": {
    fails: [["strict-timestamps", /state of events\[0\] is failed \(rejected, rejected, 422\)/]],
  },
  "unsubscribe-during-sequence": {
    fails: [["needs-a-lead-id", /state of goodbye is failed \(exhausted, server_error/]],
  },
  "unsubscribe-without-to-email": { fails: [["looks-up-by-to-email", /effects of goodbye is 0; expected 1/]] },
  "user-level-webhook-takes-over": { fails: [["campaign-level-only", /effects of reply is 0; expected 1/]] },
};

/** It starts and stops its receiver, so that one has to be a program. */
export const NEEDS_COMMAND = "restart-in-mid-processing";
export const rows = Object.entries(TABLE);

export const failing = rows.flatMap(([name, { fails, play: options }]) =>
  fails.map(([sample, reason]) => ({ name, sample, reason, options })),
);
