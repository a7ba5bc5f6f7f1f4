import type { Screen } from "../store/console-snapshot.ts";
import type { Size } from "./layout.ts";

/** From this many columns on, the list and the details of its row are next to each other. */
const COLUMNS_FOR_BOTH = 160;
/** Minimum columns of the list then: time, event, lead, outcome, and next attempt. */
const LEAST_LIST = 92;
/** Columns of the rule between them. */
export const RULE_WIDTH = 1;

export interface SplitWidths {
  readonly list: number;
  readonly details: number;
}

/** The columns of list and details if both fit on this screen, else `null`. */
export function splitOf({ columns }: Size, screen: Screen["kind"]): SplitWidths | null {
  if (columns < COLUMNS_FOR_BOTH || (screen !== "list" && screen !== "detail")) return null;
  const list = Math.max(LEAST_LIST, Math.floor(columns * 0.55));
  return { list, details: columns - list - RULE_WIDTH };
}
