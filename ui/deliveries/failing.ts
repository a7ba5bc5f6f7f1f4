import type { DuplicateVerdict } from "../../src/delivery/delivery.ts";
import type { ListRow } from "../store/row-ring.ts";

const BAD_VERDICTS: ReadonlySet<DuplicateVerdict> = new Set(["swallowed", "reprocessed", "refused"]);

/** Whether something went wrong with a delivery: its newest try failed, it failed for good, or a duplicate was handled badly. */
export function isFailing(row: ListRow): boolean {
  if (row.kind !== "delivery") return false;
  const { state, attempts, duplicate } = row.delivery;
  const outcome = attempts.findLast((attempt) => attempt.outcome !== null)?.outcome;
  const hasFailed =
    outcome !== undefined && outcome !== "success" && outcome !== "withheld" && outcome !== "interrupted";
  return (
    state === "failed" || (state !== "delivered" && hasFailed) || (duplicate !== null && BAD_VERDICTS.has(duplicate))
  );
}
