import type { OptionSpec } from "./option-spec.ts";

/** Options of `verify` alone; they stand on the command line only. */
export const VERIFY_OPTIONS = {
  only: {
    kind: "list",
    placeholder: "CHECK|GROUP",
    description: "only these checks or groups, such as SL-4 or SL-4.3; repeatable",
    default: "all",
    from: "flag",
  },
  skip: { kind: "list", placeholder: "CHECK|GROUP", description: "all but these; repeatable", from: "flag" },
  explain: {
    kind: "text",
    placeholder: "CHECK",
    description: "say what a check sends, what it concludes and why, and end",
    from: "flag",
  },
  baseline: {
    kind: "text",
    placeholder: "FILE",
    description: "an earlier json report: what failed then only warns now",
    from: "flag",
  },
  strict: { kind: "flag", description: "a check that proves nothing is no pass: exit 4", from: "flag" },
  shrink: {
    kind: "flag",
    description: "find the smallest payload that still goes wrong, and keep it in smartlead-mock-fixtures/",
    from: "flag",
  },
  probe: {
    kind: "text",
    placeholder: "URL",
    description: "answers a number that grows with the work done, such as a count of rows",
    from: "flag",
  },
  probeCmd: { kind: "text", placeholder: "CMD", description: "prints such a number", from: "flag" },
} as const satisfies Record<string, OptionSpec>;
