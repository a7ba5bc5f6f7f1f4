/** Whether the lines of a receiver run into one another: Python's `print` in threads writes each of its words by itself. */
import type { Naming } from "./attribution.ts";

/** What lets each line be seen. */
export const PRINT_IN_ONE_PIECE =
  "Write each line in one call, its line break included (in Python, use the logging module: print writes in pieces).";

/** What was seen of the lines so far, in matches of the pattern for each line. */
export interface LineShape {
  /** The fewest in any line: what one piece of work prints. */
  readonly fewest: number;
  /** The most in a line, printed while several events were worked on, that could not be taken apart into them. */
  readonly mostGlued: number;
}

export const NO_LINES: LineShape = { fewest: Number.POSITIVE_INFINITY, mostGlued: 0 };

/** With one more line; `isTorn`: several events were worked on, and not each of its parts names one. */
export function shapeWith(
  { fewest, mostGlued }: LineShape,
  { parts, isTorn }: { readonly parts: number; readonly isTorn: boolean },
): LineShape {
  return { fewest: Math.min(fewest, parts), mostGlued: isTorn ? Math.max(mostGlued, parts) : mostGlued };
}

/** The request id that all of these name; `null` where they may be about several. */
export function onlyRequestOf(named: readonly Naming[]): string | null {
  const ids = new Set(named.flatMap(({ candidates }) => candidates.map(({ requestId }) => requestId)));
  const [only] = ids;
  return ids.size === 1 && only !== undefined ? only : null;
}
