import { type OptionKey, optionsFor, specOf } from "../config/option-table.ts";
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

/** What `run` and `verify` may be told of the mocks that they make; clock and webhooks are those of the scenario or the check. */
export const STAGED_MOCK_OPTIONS = optionsFor("scenario");

/** How the receiver shows its work to `run`, `verify`, `explore` and `load`. */
export const EVIDENCE_OPTIONS = optionsFor("evidence");

/** What counts only where `trigger` itself is the mock (`--target`); a running mock has decided it at its start. */
export const OWN_MOCK_OPTIONS = optionsFor("trigger");

/** How the commands that run their own mock put `--fault`. */
export const FAULT_FROM_START = "arm a fault at the start; smartlead-mock faults --help lists the kinds; repeatable";

/** How `run` and `verify` put what both of them may be told. */
export const STAGED_WORDING = {
  target: "your endpoint; port 0 with a command after -- takes a free one",
  port: "port of the mock, which your receiver may call (default: a free one)",
  now: "start of the mock's clock (default: 2026-01-05T09:00:00Z)",
} as const satisfies Readonly<Partial<Record<OptionKey, string>>>;
