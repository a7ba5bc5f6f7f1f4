import { SmartLeadMockError } from "../../base/errors.ts";
import type { ArchiveState } from "./archive.ts";
import type { SegmentInfo } from "./segment.ts";

/** What a checkpoint file holds. */
export interface CheckpointContent {
  /** What the mock saved. */
  readonly snapshot: unknown;
  /** Where the open deliveries lie: order, row file, offset, length. */
  readonly open: readonly (readonly [order: number, file: number, offset: number, length: number])[];
  readonly archive: ArchiveState;
  /** Oldest first, the one that is written to last. */
  readonly segments: readonly SegmentInfo[];
  /** The journal's place behind the last entry that the snapshot knows of. */
  readonly place: { readonly segment: string; readonly offset: number; readonly seq: number };
}

/** A file with the right sum holds what was written; this only guards against one that was written by somebody else. Throws `data_unusable`. */
export function checkpointContentOf(content: unknown): CheckpointContent {
  if (isContent(content)) return content;
  throw new SmartLeadMockError(
    "data_unusable",
    "The checkpoint in the data directory was not written by this version; choose another --data, or use --ephemeral.",
  );
}

const PARTS = ["snapshot", "open", "archive", "segments", "place"] as const;

function isContent(content: unknown): content is CheckpointContent {
  return typeof content === "object" && content !== null && PARTS.every((part) => part in content);
}
