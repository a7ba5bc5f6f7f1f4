import { type OptionKey, specOf } from "../config/option-table.ts";
import { HEADINGS } from "../mock/option-spec.ts";
import { COMMON_OPTIONS } from "./command.ts";

export const GENERAL_HEADING: (typeof HEADINGS)[number] = "General:";

/** Options of its own from which on a command shows them in groups; fewer are easier to read in one list. */
export const SHORTEST_GROUPED = 10;

/** The keys in the order of their groups, each with its heading; a command with few options has none. */
export function groupedOptions(
  keys: readonly OptionKey[],
): readonly (readonly [key: OptionKey, heading: string | null])[] {
  if (keys.length < SHORTEST_GROUPED + COMMON_OPTIONS.length) return keys.map((key) => [key, null]);
  const rank = (key: OptionKey) => {
    const { heading } = specOf(key);
    return heading === undefined ? -1 : HEADINGS.indexOf(heading);
  };
  return keys.toSorted((one, other) => rank(one) - rank(other)).map((key) => [key, specOf(key).heading ?? null]);
}
