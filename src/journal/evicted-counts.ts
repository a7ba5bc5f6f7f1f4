import type { CampaignTallies, TimeWindow } from "./campaign-tally.ts";
import type { KeptFields } from "./entry-store.ts";

/** Counts of one campaign, event type and stretch of time. */
interface Bucket {
  readonly campaignId: number;
  readonly eventType: string;
  /** The number of the stretch: `created_at` divided by the width. */
  readonly stretch: number;
  delivered: number;
  failed: number;
  retriedFailures: number;
}

/** The saved form: the width in ms and the buckets as rows. */
export interface EvictedState {
  readonly widthMs: number;
  readonly buckets: readonly (readonly [
    campaignId: number,
    eventType: string,
    stretch: number,
    delivered: number,
    failed: number,
    retriedFailures: number,
  ])[];
}

/** The finest stretch: the summary's windows are days, so a minute at each end is exact enough for old deliveries. */
const FINEST_WIDTH_MS = 60_000;
/**
 * Maximum number of buckets, some 2 MB: a day of four campaigns and eleven types has 63,360 minutes of them at worst; beyond it stretches
 * double.
 */
export const MAX_PAST_BUCKETS = 20_000;

/** Counts of deliveries that are no longer stored, so that summaries still include them. */
export class EvictedCounts {
  #widthMs = FINEST_WIDTH_MS;
  #buckets = new Map<string, Bucket>();

  add({ campaignId, eventType, createdAt, state, isResent }: KeptFields): void {
    if (campaignId === null || (state !== "delivered" && state !== "failed")) return;
    const hasFailed = state === "failed";
    this.#count({
      campaignId,
      eventType,
      stretch: Math.floor(createdAt / this.#widthMs),
      delivered: hasFailed ? 0 : 1,
      failed: hasFailed ? 1 : 0,
      retriedFailures: hasFailed && isResent ? 1 : 0,
    });
    while (this.#buckets.size > MAX_PAST_BUCKETS) this.#coarsen();
  }

  /** Adds the stretches that begin within the window to a tally. */
  tallyInto(book: CampaignTallies, campaignId: number, { from, to }: TimeWindow): void {
    for (const bucket of this.#buckets.values()) {
      const beginsAt = bucket.stretch * this.#widthMs;
      const isBefore = beginsAt + this.#widthMs <= from;
      if (bucket.campaignId === campaignId && !isBefore && beginsAt <= to) book.addCounts(bucket);
    }
  }

  save(): EvictedState {
    const buckets = [...this.#buckets.values()].map(
      ({ campaignId, eventType, stretch, delivered, failed, retriedFailures }) =>
        [campaignId, eventType, stretch, delivered, failed, retriedFailures] as const,
    );
    return { widthMs: this.#widthMs, buckets };
  }

  restore({ widthMs, buckets }: EvictedState): void {
    this.clear();
    this.#widthMs = widthMs;
    for (const [campaignId, eventType, stretch, delivered, failed, retriedFailures] of buckets) {
      this.#count({ campaignId, eventType, stretch, delivered, failed, retriedFailures });
    }
  }

  clear(): void {
    this.#widthMs = FINEST_WIDTH_MS;
    this.#buckets.clear();
  }

  #count(counts: Bucket): void {
    const key = `${counts.campaignId} ${counts.eventType} ${counts.stretch}`;
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      this.#buckets.set(key, counts);
      return;
    }
    bucket.delivered += counts.delivered;
    bucket.failed += counts.failed;
    bucket.retriedFailures += counts.retriedFailures;
  }

  #coarsen(): void {
    const finer = [...this.#buckets.values()];
    this.#buckets.clear();
    this.#widthMs *= 2;
    for (const bucket of finer) this.#count({ ...bucket, stretch: Math.floor(bucket.stretch / 2) });
  }
}
