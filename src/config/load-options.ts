import type { OptionSpec } from "../mock/option-spec.ts";

/** Options of `load` and `export` alone; they exist only on the command line. */
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
    default: "lost=0 and doubled=0, if work is measured",
    from: "flag",
  },
  join: {
    kind: "text",
    placeholder: "FILE",
    description: "the manifest of an export: send nothing, and count what the generators send through a running mock",
    from: "flag",
  },
  out: { kind: "text", placeholder: "DIR", description: "folder for the files", default: "load", from: "flag" },
  generators: {
    kind: "integer",
    min: 1,
    max: 1_000,
    placeholder: "N",
    description: "number of machines that share the load: each gets its own script and rows",
    default: "1",
    from: "flag",
  },
} as const satisfies Record<string, OptionSpec>;
