import type { DuplicateVerdict } from "../../src/delivery/delivery.ts";

/** Each verdict on a duplicate in a few words, as the list and the help say it; docs/idempotency.md has the whole rule. */
export const VERDICT_MEANINGS: Readonly<Record<DuplicateVerdict, string>> = {
  swallowed: `the retry of a failed event was answered "already processed": it is lost`,
  reprocessed: "the work ran twice",
  refused: "answered 4xx: SmartLead treats the event as failed",
  unproven: "answered 2xx; nothing shows whether the work ran twice",
  "effect-once": "the work was counted exactly once",
  acknowledged: "the receiver recognised the duplicate",
};
