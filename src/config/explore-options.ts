import type { OptionSpec } from "../mock/option-spec.ts";

/** Options of `explore` alone; they exist only on the command line. */
export const EXPLORE_OPTIONS = {
  runs: {
    kind: "integer",
    min: 1,
    max: 1_000_000,
    placeholder: "N",
    description: "stop after this many histories",
    default: "as many as the budget allows",
    from: "flag",
  },
  budget: {
    kind: "duration",
    placeholder: "TIME",
    description: "stop after this much real time, including the time to shorten a failure",
    default: "60s",
    from: "flag",
  },
  keepRunning: {
    kind: "flag",
    description:
      "never restart the receiver within a history; for a receiver that keeps its state in memory on purpose",
    from: "flag",
  },
  save: {
    kind: "text",
    placeholder: "FILE",
    description: "write the shortest failing scenario to this file; replay it with smartlead-mock run",
    from: "flag",
  },
} as const satisfies Record<string, OptionSpec>;
