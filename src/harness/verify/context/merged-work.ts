import { atLeast, read } from "../measuring/measurement.ts";
import { PASS_ID_ON, PROBE_EFFECT } from "../measuring/work-measure.ts";
import type { Sent } from "./sent.ts";

/** What was counted before a request was repeated, and what came on top: any effect on top is a second one. */
export function mergedWork(before: Sent, after: Sent): Pick<Sent, "counts" | "work"> {
  const probed = (after.counts.get(PROBE_EFFECT) ?? 0) + (before.counts.get(PROBE_EFFECT) ?? 0);
  const counts = new Map(after.counts);
  if (probed > 0) counts.set(PROBE_EFFECT, probed);
  const first = atLeast(before.work);
  const hasRisen = [...counts].some(([name, count]) => count > (before.counts.get(name) ?? 0));
  if (first > 0 && hasRisen) return { counts, work: read(Math.max(2, atLeast(after.work))) };
  const { source, seen = 0 } = after.total ?? {};
  if (source === "writes" && seen > 0) {
    const why = `${seen} of the receiver's writes do not name an event, and may be a second effect of this one`;
    return { counts, work: { kind: "between", atLeast: first, atMost: first + seen, why, wouldSettle: PASS_ID_ON } };
  }
  if (after.work.kind === "between") return { counts, work: after.work };
  // The repetition alone shows nothing of the first time, and nothing rose: it stands as it was.
  return { counts, work: hasRisen ? after.work : before.work };
}
