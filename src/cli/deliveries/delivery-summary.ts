import { existsSync } from "node:fs";
import { type Delivery, DUPLICATE_VERDICTS } from "../../delivery/delivery.ts";
import type { MockState } from "../../mock/mock.ts";

/** The outcome of many deliveries, in numbers. */
interface Totals {
  readonly deliveries: number;
  readonly attempts: number;
  readonly delivered: number;
  readonly failed: number;
  /** Counts by verdict; a missing verdict counts as 0. */
  readonly duplicates: Readonly<Record<string, number>>;
}

/** Returns, for example, `Sent 12 deliveries in 15 attempts: 10 delivered, 1 failed, 1 not settled. Duplicates: 2 unproven.` */
export function summarySentence({ deliveries, attempts, delivered, failed, duplicates }: Totals): string {
  const open = deliveries - delivered - failed;
  const parts = [`${delivered} delivered`, `${failed} failed`, ...(open > 0 ? [`${open} not settled`] : [])];
  const sent = `${counted(deliveries, "delivery", "deliveries")} in ${counted(attempts, "attempt", "attempts")}`;
  return `Sent ${sent}: ${parts.join(", ")}. ${duplicatesSentence(duplicates)}`;
}

/** Counts the outcomes of these deliveries. */
export function totalsOf(deliveries: readonly Delivery[]): Totals {
  const count = (holds: (delivery: Delivery) => boolean) => deliveries.filter(holds).length;
  return {
    deliveries: deliveries.length,
    attempts: deliveries.reduce((sum, { attempts }) => sum + attempts.length, 0),
    delivered: count(({ state }) => state === "delivered"),
    failed: count(({ state }) => state === "failed"),
    duplicates: Object.fromEntries(
      DUPLICATE_VERDICTS.map((verdict) => [verdict, count(({ duplicate }) => duplicate === verdict)]),
    ),
  };
}

/** Summarizes a session and says where it is stored; no lines if nothing was sent. */
export function sessionSummary({ counters, data }: MockState): readonly string[] {
  if (counters.deliveries === 0) return [];
  return [summarySentence(counters), keptSentence(data?.path ?? null)];
}

/** Where the session is stored; a data directory that was deleted meanwhile stores nothing. */
function keptSentence(path: string | null): string {
  if (path === null) return "Nothing was saved; leave out --ephemeral to save it.";
  if (!existsSync(path)) return `Nothing was saved: ${path} was deleted or moved while the mock was running.`;
  return `Saved in ${path}; smartlead-mock start continues from there.`;
}

function duplicatesSentence(counts: Readonly<Record<string, number>>): string {
  const seen = DUPLICATE_VERDICTS.filter((verdict) => (counts[verdict] ?? 0) > 0);
  if (seen.length === 0) return "Duplicates: none.";
  return `Duplicates: ${seen.map((verdict) => `${counts[verdict]} ${verdict}`).join(", ")}.`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
