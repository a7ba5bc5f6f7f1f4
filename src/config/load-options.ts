import type { OptionSpec } from "../mock/option-spec.ts";

/** Options of `load` and `export` alone; they stand on the command line only. */
export const LOAD_OPTIONS = {
  for: {
    kind: "duration",
    placeholder: "TIME",
    description: "real time during which events arrive, such as 30s",
    from: "flag",
  },
  threshold: {
    kind: "list",
    placeholder: "NAME=LIMIT",
    description:
      "fail when a measure crosses its limit: p50, p95, p99, max (500ms), errors, rate (1%), lost, doubled (0); repeatable",
    default: "lost=0 and doubled=0, where work is seen",
    from: "flag",
  },
} as const satisfies Record<string, OptionSpec>;
