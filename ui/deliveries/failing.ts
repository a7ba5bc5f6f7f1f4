import type { AttemptOutcome, DuplicateVerdict } from "../../src/delivery/delivery.ts";
import type { ListRow } from "../store/row-store.ts";

/** Ends of attempts that are nobody's failure. */
const NO_FAILURES: ReadonlySet<AttemptOutcome> = new Set(["success", "withheld", "interrupted"]);
const BAD_VERDICTS: ReadonlySet<DuplicateVerdict> = new Set(["swallowed", "reprocessed", "refused"]);

/** Whether something went wrong with a delivery: a try of it failed, even if a later one did not, or a duplicate was handled badly. */
export function isFailing(row: ListRow): boolean {
  if (row.kind !== "delivery") return false;
  const { state, attempts, duplicate } = row.delivery;
  const hasFailed = attempts.some(({ outcome }) => outcome !== null && !NO_FAILURES.has(outcome));
  return state === "failed" || hasFailed || (duplicate !== null && BAD_VERDICTS.has(duplicate));
}
