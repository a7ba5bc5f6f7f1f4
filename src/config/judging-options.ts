import type { OptionSpec } from "../mock/option-spec.ts";

/** Options of `verify` alone; they exist only on the command line. */
export const VERIFY_OPTIONS = {
  only: {
    kind: "list",
    placeholder: "CHECK|GROUP",
    description: "only these checks or groups, such as SL-4 or SL-4.3; repeatable",
    default: "all",
    from: "flag",
  },
  skip: {
    kind: "list",
    placeholder: "CHECK|GROUP",
    description: "skip these checks or groups; repeatable",
    from: "flag",
  },
  explain: {
    kind: "text",
    placeholder: "CHECK",
    description: "explain what a check sends, how it grades the answers and why, and exit",
    from: "flag",
  },
  baseline: {
    kind: "text",
    placeholder: "FILE",
    description: "an earlier JSON report; failures that are already in it only warn",
    from: "flag",
  },
  strict: { kind: "flag", description: "exit 4 if a check is inconclusive", from: "flag" },
  shrink: {
    kind: "flag",
    description: "find the smallest payload that still fails, and save it in smartlead-mock-fixtures/",
    from: "flag",
  },
  receiverClock: {
    kind: "flag",
    description: "run the Node command after -- on the mock's clock, so that days pass for it too",
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
    description: "URL that returns a number that grows with the work done, such as a row count",
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
    description: "URL that returns the state your receiver keeps of a lead; {lead} is replaced by the lead's address",
    from: "flag",
    commands: EVIDENCE,
    isRepeated: true,
  },
  stateCmd: {
    kind: "text",
    placeholder: "CMD",
    description:
      "command that prints the state your receiver keeps of a lead; the variable LEAD has the lead's address",
    from: "flag",
    commands: EVIDENCE,
    isRepeated: true,
  },
  effectLog: {
    kind: "text",
    placeholder: "PATTERN",
    description: "count each printed line that matches this regular expression as work for the event it names",
    from: "flag",
    commands: EVIDENCE,
    isRepeated: true,
  },
  log: {
    kind: "text",
    placeholder: "FILE",
    description: "file that --effect-log follows as it grows",
    default: "output of the command after --",
    from: "flag",
    commands: EVIDENCE,
    isRepeated: true,
  },
} as const satisfies Record<string, OptionSpec>;

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
