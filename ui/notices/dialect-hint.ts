import type { Attempt, Delivery } from "../../src/delivery/delivery.ts";

/** Answers of receivers that miss something in the body: `401` its secret, `422` its fields. */
const TELLING_STATUSES: ReadonlySet<number> = new Set([401, 422]);

/** What the answer to an attempt suggests about the receiver; a success takes the suggestion back. */
export function hintOf(delivery: Delivery, attempt: Attempt, before: string | null): string | null {
  if (attempt.outcome === "success") return null;
  if (delivery.dialect !== "guide" || attempt.status === null || !TELLING_STATUSES.has(attempt.status)) return before;
  return `The receiver answers ${attempt.status}: it may want --dialect live --secret-key.`;
}
