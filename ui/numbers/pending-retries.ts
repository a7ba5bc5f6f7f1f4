import { msFromIso } from "../../src/base/time/iso.ts";
import type { RowView } from "../store/row-view.ts";

/** Until when on the mock's clock, in ms from now; the last class is open. */
const CLASSES = [0, 10_000, 60_000, 300_000, 1_800_000, 7_200_000, Number.POSITIVE_INFINITY] as const;

export interface PendingRetries {
  readonly count: number;
  /** The next one, ms from now; `null` when none is pending. */
  readonly nextMs: number | null;
  readonly classes: readonly { readonly withinMs: number; readonly count: number }[];
}

/** The retries of the deliveries in the list, by when they are due. */
export function pendingRetries(rows: RowView, nowMs: number): PendingRetries {
  const counts = CLASSES.map(() => 0);
  let [count, nextMs] = [0, Number.POSITIVE_INFINITY];
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows.at(place);
    if (row?.kind !== "delivery" || row.delivery.state !== "waiting") continue;
    const dueMs = msFromIso(row.delivery.attempts.at(-1)?.next_attempt_at ?? "");
    if (dueMs === null) continue;
    const within = Math.max(0, dueMs - nowMs);
    const index = CLASSES.findIndex((end) => within <= end);
    counts[index] = (counts[index] ?? 0) + 1;
    count += 1;
    nextMs = Math.min(nextMs, within);
  }
  const classes = CLASSES.map((withinMs, index) => ({ withinMs, count: counts[index] ?? 0 }));
  return { count, nextMs: count === 0 ? null : nextMs, classes };
}
