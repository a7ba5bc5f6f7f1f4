import type { SegmentInfo } from "./segment-file.ts";

/** How much history is kept; the first limit that is reached applies. Open deliveries and counts are never cut. */
export interface Retention {
  /** Entries of the journal. */
  readonly entries: number;
  /** Bytes of journal and deliveries together. */
  readonly bytes: number;
  /** Real ms since a segment was last written. */
  readonly ageMs: number;
}

/** 1,000,000 deliveries with a try each, half a gigabyte (some 130,000 deliveries with usual bodies), a month: whatever is reached first. */
export const DEFAULT_RETENTION: Retention = {
  entries: 5_000_000,
  bytes: 512 * 1024 * 1024,
  ageMs: 30 * 86_400_000,
};

/** Segments that are always kept: the active one and its predecessor, so that an older checkpoint still has its entries. */
export const SEGMENTS_THAT_STAY = 2;

export interface RetentionInput {
  /** Oldest first, with the real time of the last write, in epoch ms. */
  readonly segments: readonly (SegmentInfo & { readonly changedAt: number })[];
  /** Size of the delivery files in bytes. */
  readonly otherBytes: number;
  readonly now: number;
}

/** How many of the oldest segments must be deleted. */
export function segmentsToDrop({ segments, otherBytes, now }: RetentionInput, limits: Retention): number {
  let entries = segments.reduce((sum, segment) => sum + segment.entries, 0);
  const journalBytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  // Deliveries shrink in proportion to their segments.
  const share = journalBytes === 0 ? 1 : 1 + otherBytes / journalBytes;
  let bytes = journalBytes;
  let drops = 0;
  for (const segment of segments.slice(0, Math.max(0, segments.length - SEGMENTS_THAT_STAY))) {
    const isTooMuch = entries > limits.entries || bytes * share > limits.bytes;
    if (!isTooMuch && now - segment.changedAt <= limits.ageMs) break;
    entries -= segment.entries;
    bytes -= segment.bytes;
    drops += 1;
  }
  return drops;
}
