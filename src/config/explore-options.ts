import type { OptionSpec } from "../mock/option-spec.ts";

/** Options of `explore` alone; they stand on the command line only. */
export const EXPLORE_OPTIONS = {
  runs: {
    kind: "integer",
    min: 1,
    max: 1_000_000,
    placeholder: "N",
    description: "end the search after so many histories",
    default: "as many as the budget allows",
    from: "flag",
  },
  budget: {
    kind: "duration",
    placeholder: "TIME",
    description: "end after so much real time; making a failure shorter is part of it",
    default: "60s",
    from: "flag",
  },
  keepRunning: {
    kind: "flag",
    description: "never restart the receiver within a history; for one that keeps what it knows in memory on purpose",
    from: "flag",
  },
  save: {
    kind: "text",
    placeholder: "FILE",
    description: "write the shortest scenario that fails into this file; smartlead-mock run plays it",
    from: "flag",
  },
} as const satisfies Record<string, OptionSpec>;
