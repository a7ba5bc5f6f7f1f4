import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { libraryNames } from "../../../src/harness/scenarios/library.ts";
import type { SampleName } from "../receivers/sample-receiver.ts";
import { correctCommand, type Play, play, playOnSample, playWithCommand, SECRET } from "./play.ts";

interface Defect {
  /** A receiver with just this defect, and the reason for which the scenario must fail. */
  readonly fails: readonly [SampleName, reason: RegExp][];
  readonly play?: Play;
}

/** Scenario of the library → who does not survive it, and why. */
const TABLE: Readonly<Record<string, Defect>> = {
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
const NEEDS_COMMAND = "restart-in-mid-processing";
/** What is not there will not come: no need to wait for it as long as for a busy receiver's report. */
const IMPATIENT: Play = { limits: { patienceMs: 100 } };

const rows = Object.entries(TABLE);
const failing = rows.flatMap(([name, { fails, play: options }]) =>
  fails.map(([sample, reason]) => ({ name, sample, reason, options })),
);

describe("the library", () => {
  it("has a row for each scenario, and one that uses each faulty receiver", () => {
    expect(rows.map(([name]) => name).sort()).toEqual(libraryNames());
    const folder = fileURLToPath(new URL("../../../fixtures/receivers/", import.meta.url));
    const notFaulty = ["correct", "serve", "time-of"];
    const samples = readdirSync(folder)
      .filter((file) => file.endsWith(".mjs"))
      .map((file) => file.slice(0, -4));
    const used = new Set<string>(failing.map(({ sample }) => sample));
    expect(samples.filter((sample) => !used.has(sample) && !notFaulty.includes(sample))).toEqual([]);
  });

  describe("passes with the built-in receiver", () => {
    it.each(libraryNames().filter((name) => name !== NEEDS_COMMAND))("%s", async (name) => {
      const { item, end } = await play(name, { mock: { signingSecret: SECRET } });
      expect(item.findings).toEqual([]);
      expect([item.grade, item.reason, end]).toEqual(["ok", null, "performed"]);
    });
  });

  describe("passes with a correct receiver", () => {
    it.each(libraryNames())("%s", async (name) => {
      const { item } =
        name === NEEDS_COMMAND ? await playWithCommand(name, correctCommand()) : await playOnSample(name, "correct");
      expect(item.findings).toEqual([]);
      expect([item.grade, item.reason]).toEqual(["ok", null]);
    });
  });

  describe("fails with a faulty receiver, for the stated reason", () => {
    it.each(failing)("$name, $sample", async ({ name, sample, reason, options }) => {
      const { item } =
        name === NEEDS_COMMAND
          ? await playWithCommand(name, { file: `${sample}.mjs` })
          : await playOnSample(name, sample, { ...IMPATIENT, ...options });
      expect(item.grade).toBe("fail");
      expect(item.findings.map(({ message }) => message).join(" ")).toMatch(reason);
    });
  });
});
