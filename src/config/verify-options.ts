import type { OptionSpec } from "../mock/option-spec.ts";

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
    description: "explain what a check sends, how it grades the answers and why, and exit",
    from: "flag",
  },
  baseline: {
    kind: "text",
    placeholder: "FILE",
    description: "an earlier json report: its failures only warn now",
    from: "flag",
  },
  strict: { kind: "flag", description: "exit 4 if a check is inconclusive", from: "flag" },
  shrink: {
    kind: "flag",
    description: "find the smallest payload that still fails, and keep it in smartlead-mock-fixtures/",
    from: "flag",
  },
  receiverClock: {
    kind: "flag",
    description: "give the Node command behind -- the mock's time, so that days pass for it too",
    from: "flag",
    isRepeated: true,
  },
} as const satisfies Record<string, OptionSpec>;

const EVIDENCE = ["evidence"] as const;

/** How a receiver shows its work to the commands that judge it. */
export const EVIDENCE_OPTIONS = {
  probe: {
    kind: "text",
    placeholder: "URL",
    description: "URL that returns a number which grows with the work done, such as a row count",
    from: "flag",
    commands: EVIDENCE,
    isRepeated: true,
  },
  probeCmd: {
    kind: "text",
    placeholder: "CMD",
    description: "command that prints such a number",
    from: "flag",
    commands: EVIDENCE,
    isRepeated: true,
  },
  stateUrl: {
    kind: "text",
    flag: "state",
    placeholder: "URL",
    description: "URL that answers the state your receiver keeps; {lead} in it stands for the lead's address",
    from: "flag",
    commands: EVIDENCE,
    isRepeated: true,
  },
  stateCmd: {
    kind: "text",
    placeholder: "CMD",
    description: "command that prints the state your receiver keeps of a lead; LEAD has the lead's address",
    from: "flag",
    commands: EVIDENCE,
    isRepeated: true,
  },
  effectLog: {
    kind: "text",
    placeholder: "PATTERN",
    description: "count each printed line that matches this regular expression as work done for the event it names",
    from: "flag",
    commands: EVIDENCE,
    isRepeated: true,
  },
  log: {
    kind: "text",
    placeholder: "FILE",
    description: "file that --effect-log follows as it grows",
    default: "what the command behind -- prints",
    from: "flag",
    commands: EVIDENCE,
    isRepeated: true,
  },
} as const satisfies Record<string, OptionSpec>;
