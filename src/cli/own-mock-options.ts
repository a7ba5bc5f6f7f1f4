import { type OptionKey, optionsFor } from "../config/option-table.ts";

/** What `run` and `verify` may be told of the mocks that they make; clock and webhooks are those of the scenario or the check. */
export const STAGED_MOCK_OPTIONS = optionsFor("scenario");

/** How the receiver shows its work to `run`, `verify`, `explore` and `load`. */
export const EVIDENCE_OPTIONS = optionsFor("evidence");

/** What counts only where `trigger` itself is the mock (`--target`); a running mock has decided it at its start. */
export const OWN_MOCK_OPTIONS = optionsFor("trigger");

/** How the commands that run a mock of their own put `--fault`. */
export const FAULT_FROM_START = "arm a fault at the start; smartlead-mock faults --help lists the kinds; repeatable";

/** How `run` and `verify` put what both of them may be told. */
export const STAGED_WORDING = {
  target: "your endpoint; port 0 with a command after -- takes a free one",
  port: "port of the mock, which your receiver may call (default: a free one)",
  now: "start of the mock's clock (default: 2026-01-05T09:00:00Z)",
} as const satisfies Readonly<Partial<Record<OptionKey, string>>>;
