import type { SampleName, SampleOptions } from "../receivers/sample-receiver.ts";
import { startSample } from "../receivers/sample-receiver.ts";
import { type VerifyWish, verified } from "./verify-bench.ts";

/** `VERIFY_RUNS=10` judges each receiver ten times, and all have to agree. */
export const RUNS = Number(process.env.VERIFY_RUNS ?? "1");
export const TIMEOUT_MS = 300_000 * RUNS;

export async function eachRun(
  requested: VerifyWish,
  check: (report: Awaited<ReturnType<typeof verified>>) => void,
): Promise<void> {
  for (let run = 0; run < RUNS; run += 1) check(await verified(requested));
}

/** It reports its effects and looks leads up in SmartLead's API, so that everything can be known. */
export const withEvidence =
  (name: SampleName, options: SampleOptions = {}) =>
  (mockUrl: string) =>
    startSample(name, { effectsUrl: mockUrl, apiBase: `${mockUrl}/api/v1`, ...options });

/** Nothing is known but its answers. */
export const silently =
  (name: SampleName, options: SampleOptions = {}) =>
  () =>
    startSample(name, options);

/** What fails and what warns in the end, with everything known, and where only answers are. The numbers are those of checks without their SL-. */
export const DEFECTS: Readonly<
  Record<
    Exclude<
      SampleName,
      | "correct"
      | "forgets-on-restart"
      | "slow"
      // Those with a state of each lead (convergence.test.ts).
      | "last-write-wins"
      | "by-timestamp"
      | "by-sequence"
      | "state-machine"
    >,
    readonly [known: string, answersOnly: string]
  >
> = {
  "accepts-anything": ["3.1 warn, 3.2 warn, 3.3 warn, 3.10 warn", "3.1 warn, 3.2 warn, 3.3 warn, 3.10 warn"],
  "campaign-level-only": ["1.5 fail", ""],
  "category-by-sample-id": ["2.13 warn", ""],
  "deduplicates-by-lead": ["4.9 fail, 4.11 fail", "4.9 fail, 4.11 fail"],
  flaky: [
    "1.1 warn, 1.2 warn, 4.1 fail, 4.2 fail, 4.6 fail, 5.1 fail, 5.4 fail, 6.3 fail, 7.3 fail",
    "1.1 warn, 1.2 warn, 5.1 fail, 5.4 fail, 6.3 fail, 7.3 fail",
  ],
  "forgets-after-an-hour": ["4.6 fail", ""],
  "looks-up-by-to-email": ["2.7 fail, 2.8 fail, 6.1 fail", ""],
  naive: ["4.1 fail, 4.2 fail, 4.3 fail, 4.4 fail, 4.6 fail", ""],
  "needs-a-campaign": ["1.1 fail, 1.2 fail", "1.1 fail, 1.2 fail"],
  "needs-a-lead-id": ["1.1 fail, 1.2 fail, 2.3 fail", "1.1 fail, 1.2 fail, 2.3 fail"],
  "order-dependent": ["2.7 fail, 6.1 fail", "2.7 fail, 6.1 fail"],
  "over-deduplicating": ["4.7 fail, 4.8 fail, 4.11 fail", "4.7 fail, 4.8 fail, 4.11 fail"],
  "poisoned-by-bad-json": ["3.1 warn, 3.8 fail", "3.1 warn, 3.8 fail"],
  racy: ["4.2 fail", ""],
  "rate-limiting": ["6.3 fail", "6.3 fail"],
  "records-before-working": ["4.5 fail", ""],
  "rejects-stale": ["5.4 fail, 7.3 fail", "5.4 fail, 7.3 fail"],
  "small-body-limit": ["2.9 fail", "2.9 fail"],
  strict: [
    "1.2 fail, 2.1 warn, 2.2 fail, 4.1 fail, 4.2 fail, 4.3 fail, 4.4 fail, 4.6 fail",
    "1.2 fail, 2.1 warn, 2.2 fail",
  ],
  "strict-timestamps": ["1.1 fail, 1.2 fail, 2.6 fail", "1.1 fail, 1.2 fail, 2.6 fail"],
  "strict-types": ["1.1 fail, 1.2 fail, 2.4 fail, 2.5 fail", "1.1 fail, 1.2 fail, 2.4 fail, 2.5 fail"],
  "swallows-errors": ["5.5 fail", ""],
  "three-byte-text": ["2.10 fail", "2.10 fail"],
};

export const NAMES = Object.keys(DEFECTS) as (keyof typeof DEFECTS)[];
