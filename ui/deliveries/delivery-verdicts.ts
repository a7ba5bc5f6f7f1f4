import type { AttemptOutcome, DuplicateVerdict } from "../../src/delivery/delivery.ts";
import type { ListRow } from "../store/row-store.ts";

/** A short description of each duplicate verdict for the list and the help; docs/idempotency.md has the full rule. */
export const VERDICT_MEANINGS: Readonly<Record<DuplicateVerdict, string>> = {
  swallowed: `the retry of a failed event was answered "already processed": it is lost`,
  reprocessed: "the work ran twice",
  refused: "answered 4xx: SmartLead treats the event as failed",
  unproven: "answered 2xx; nothing shows whether the work ran twice",
  "effect-once": "the work was counted exactly once",
  acknowledged: "the receiver recognized the duplicate",
};

/** Outcomes of attempts that are not failures. */
const NO_FAILURES: ReadonlySet<AttemptOutcome> = new Set(["success", "withheld", "interrupted"]);
const BAD_VERDICTS: ReadonlySet<DuplicateVerdict> = new Set(["swallowed", "reprocessed", "refused"]);

/** Whether something went wrong with a delivery: one of its attempts failed, even if a later one succeeded, or a duplicate was handled badly. */
export function isFailing(row: ListRow): boolean {
  if (row.kind !== "delivery") return false;
  const { state, attempts, duplicate } = row.delivery;
  const hasFailed = attempts.some(({ outcome }) => outcome !== null && !NO_FAILURES.has(outcome));
  return state === "failed" || hasFailed || (duplicate !== null && BAD_VERDICTS.has(duplicate));
}
