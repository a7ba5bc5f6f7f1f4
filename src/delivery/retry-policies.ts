import { HOUR_MS, MINUTE_MS } from "../base/time/calendar.ts";

/** How SmartLead retries (PRODUCT §3). Pure data; durations are milliseconds on the mock's clock. */
export interface RetryPolicy {
  readonly name: string;
  /** Attempts in all, the first included. */
  readonly tries: number;
  /** `waitsMs[n]` lies between the end of attempt n+1 and the start of the next; the last one repeats if there are fewer than `tries - 1`. */
  readonly waitsMs: readonly number[];
  /** From the start of connecting to the answer's last byte; `null` = none, for breakpoints. */
  readonly timeoutMs: number | null;
  /** A webhook is disabled after this many failed deliveries in a row; `null` = never. */
  readonly disableAfterFailures: number | null;
  /** The source of the numbers, and the parts that SmartLead does not document. */
  readonly note: string;
}

/** smartlead.md §1 "Timeout" (A1, B3). */
const SMARTLEAD_TIMEOUT_MS = 30_000;
const UNDOCUMENTED =
  "SmartLead does not document what follows 3xx, DNS, TLS and refused connections; they are retried like a 5xx.";

export const POLICY_NAMES = ["guide", "guide-retries", "core", "fixed"] as const;
export type PolicyName = (typeof POLICY_NAMES)[number];

/** The readings of SmartLead's conflicting documentation (smartlead.md §1 "Attempts"). */
export const RETRY_POLICIES: Readonly<Record<PolicyName, RetryPolicy>> = {
  guide: {
    name: "guide",
    tries: 3,
    waitsMs: [MINUTE_MS, 5 * MINUTE_MS],
    timeoutMs: SMARTLEAD_TIMEOUT_MS,
    disableAfterFailures: null,
    note: `The guide's "failed after 3 failed attempts", read as 3 in all (A1). ${UNDOCUMENTED}`,
  },
  "guide-retries": {
    name: "guide-retries",
    tries: 4,
    waitsMs: [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS],
    timeoutMs: SMARTLEAD_TIMEOUT_MS,
    disableAfterFailures: null,
    note: `The guide's table of retries after 1, 5 and 30 minutes, read as 1 + 3 (A1). ${UNDOCUMENTED}`,
  },
  core: {
    name: "core",
    tries: 6,
    waitsMs: [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS],
    timeoutMs: SMARTLEAD_TIMEOUT_MS,
    disableAfterFailures: 5,
    note: `The older core page: 5 retries, then the webhook is switched off after 5 failures in a row (B1). ${UNDOCUMENTED}`,
  },
  fixed: {
    name: "fixed",
    tries: 6,
    waitsMs: [5 * MINUTE_MS],
    timeoutMs: SMARTLEAD_TIMEOUT_MS,
    disableAfterFailures: null,
    note: `5 retries, 300 s apart, as third parties report for 2025 (F2). ${UNDOCUMENTED}`,
  },
};

/** The wait between the end of attempt `attemptNumber` (1-based) and the next one. */
export function waitAfter(policy: RetryPolicy, attemptNumber: number): number {
  return policy.waitsMs[Math.min(attemptNumber, policy.waitsMs.length) - 1] ?? 0;
}

/** A named policy with some of its numbers replaced; its name then lists the changes. */
export function adjustedPolicy(
  base: RetryPolicy,
  changes: Partial<Pick<RetryPolicy, "tries" | "waitsMs" | "timeoutMs">>,
): RetryPolicy {
  if (Object.keys(changes).length === 0) return base;
  const name = changes.tries === undefined && changes.waitsMs === undefined ? base.name : "custom";
  // Named as in the configuration.
  const changed = Object.keys(changes).map((key) => key.replace(/Ms$/, ""));
  return { ...base, ...changes, name, note: `${base.note} Changed here: ${changed.join(", ")}.` };
}

/** Failed deliveries in a row, by webhook, for policies that disable webhooks. */
export class FailureStreaks {
  readonly #inARow = new Map<number, number>();

  /** Counts a settled delivery; returns whether the webhook has now failed `limit` times in a row. The count then starts again. */
  note(webhookId: number, hasFailed: boolean, limit: number): boolean {
    const inARow = hasFailed ? (this.#inARow.get(webhookId) ?? 0) + 1 : 0;
    this.#inARow.set(webhookId, inARow === limit ? 0 : inARow);
    return inARow === limit;
  }

  /** Webhook ids with counts, for those that have failed. */
  save(): readonly (readonly [webhookId: number, inARow: number])[] {
    return [...this.#inARow].filter(([, inARow]) => inARow > 0);
  }

  restore(saved: Iterable<readonly [webhookId: number, inARow: number]>): void {
    this.#inARow.clear();
    for (const [webhookId, inARow] of saved) this.#inARow.set(webhookId, inARow);
  }

  clear(): void {
    this.#inARow.clear();
  }
}
