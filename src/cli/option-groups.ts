import { type OptionKey, optionsFor, specOf } from "../config/option-table.ts";
import { HEADINGS } from "../mock/option-spec.ts";
import { COMMON_OPTIONS } from "./command.ts";

export const GENERAL_HEADING: (typeof HEADINGS)[number] = "General:";

/** A command with at least this many options of its own shows them in groups; fewer are easier to read as one list. */
export const SHORTEST_GROUPED = 10;

/** The keys in the order of their groups, each with its heading; a command with few options has no headings. */
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

/** Options of `run` and `verify` for the mocks that they create; clock and webhooks come from the scenario or the check. */
export const STAGED_MOCK_OPTIONS = optionsFor("scenario");

/** How the receiver shows its work to `run`, `verify`, `explore` and `load`. */
export const EVIDENCE_OPTIONS = optionsFor("evidence");

/** Options that apply only if `trigger` itself is the mock (`--target`); a running mock was given its own at its start. */
export const OWN_MOCK_OPTIONS = optionsFor("trigger");

/** The wording of `--fault` for commands that run their own mock. */
export const FAULT_FROM_START = "arm a fault at the start; smartlead-mock faults --help lists the kinds; repeatable";

/** The wording of options that `run` and `verify` share. */
export const STAGED_WORDING = {
  target: "your endpoint; port 0 with a command after -- takes a free one",
  port: "port of the mock, which your receiver may call (default: a free one)",
  now: "start of the mock's clock (default: 2026-01-05T09:00:00Z)",
} as const satisfies Readonly<Partial<Record<OptionKey, string>>>;
