import type { SegmentFile } from "./segment-file.ts";

/** A piece of the journal: one file. */
export interface SegmentInfo {
  readonly name: string;
  readonly firstSeq: number;
  /** The order of the first delivery that was created in it or after it. */
  readonly firstOrder: number;
  readonly entries: number;
  readonly bytes: number;
}

export interface Segment {
  info: SegmentInfo;
  readonly file: SegmentFile;
}
