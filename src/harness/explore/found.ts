/** What a search comes back with. */
import type { History } from "./history.ts";
import type { Played } from "./played.ts";
import type { Violation } from "./violation.ts";

/** A history for which a property does not hold. */
export interface Found {
  readonly history: History;
  readonly violation: Violation;
  readonly played: Played;
  /** As it was first met, before anything was taken away. */
  readonly original: History;
  /** It was seen again in fresh conditions. */
  readonly isRepeatable: boolean;
  /** The receiver has stopped working since, and cannot be restarted. */
  readonly isStuck?: boolean;
  /** Histories tried while shrinking. */
  readonly shrinkPlays: number;
  /** Real ms from the start, getting to know the receiver included, until it was first met. */
  readonly foundAfterMs: number;
}

/** Something was seen once and not again, so that it proves nothing against the receiver. */
export interface Flaky {
  readonly violation: Violation;
  readonly history: History;
  /** It was seen again, but `run` played its scenario this many times without a failure. */
  readonly replays?: number;
  /** No time was left to see it again. */
  readonly isCutShort?: boolean;
}

export interface Searched {
  readonly found: Found | null;
  /** Found where no failure was: what is no failure by itself. */
  readonly warned: Found | null;
  /** The same as it was first met and seen again; `null` where that is the shortest. */
  readonly unshortened: Found | null;
  readonly flaky: readonly Flaky[];
  /** What kept histories from being played, a sentence each. */
  readonly troubles: readonly string[];
}
