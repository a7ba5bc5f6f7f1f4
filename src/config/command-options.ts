import { DELIVERY_STATES } from "../delivery/delivery.ts";
import { MAX_EVENTS_PER_CALL } from "../smartlead/events/event.ts";
import type { OptionSpec } from "./option-spec.ts";

/** What only a command line can say: it is about one call of a command, not about the mock. */
export const COMMAND_OPTIONS = {
  campaign: {
    kind: "integer",
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    placeholder: "ID",
    description: "the campaign it happens in",
    from: "flag",
  },
  lead: { kind: "text", placeholder: "EMAIL", description: "the lead it happens to", from: "flag" },
  set: { kind: "list", placeholder: "path=value", description: "set a field of the body; repeatable", from: "flag" },
  body: {
    kind: "text",
    placeholder: "FILE",
    description: "send this JSON as it is; - reads standard input",
    from: "flag",
  },
  count: {
    kind: "integer",
    min: 1,
    max: MAX_EVENTS_PER_CALL,
    placeholder: "N",
    description: "number of events",
    default: "1",
    from: "flag",
  },
  fault: {
    kind: "list",
    placeholder: "KIND[:field=value,…]",
    description: "break it on purpose; smartlead-mock faults --help lists the kinds; repeatable",
    from: "flag",
  },
  wait: {
    kind: "flag",
    description: "wait until every delivery has settled, not only for the first attempt",
    from: "flag",
  },
  list: { kind: "flag", description: "list the built-in scenarios and exit", from: "flag" },
  watch: { kind: "flag", description: "run again when a file changes", from: "flag" },
  repeat: {
    kind: "integer",
    min: 1,
    max: 10_000,
    placeholder: "N",
    description: "run this many times, each with the next seed",
    default: "1",
    from: "flag",
  },
  jobs: {
    kind: "integer",
    min: 1,
    max: 64,
    placeholder: "N",
    description: "how many run at the same time",
    default: "one for each core; 1 where all share one receiver",
    from: "flag",
  },
  report: {
    kind: "list",
    placeholder: "NAME[=FILE]",
    description:
      "pretty, json, junit, tap, ctrf, github, html or markdown, on standard output or into a file; repeatable",
    default: "pretty",
    from: "flag",
  },
  force: {
    kind: "flag",
    description: "let --report and --har overwrite a file of another kind",
    from: "flag",
  },
  schema: { kind: "flag", description: "print the JSON Schema instead of a sample", from: "flag" },
  state: {
    kind: "text",
    placeholder: "STATE",
    description: `only deliveries in this state: ${DELIVERY_STATES.join(", ")}`,
    from: "flag",
  },
  query: {
    kind: "text",
    placeholder: "QUERY",
    description:
      "only deliveries that match, such as 'status:5xx lead:ann@* -type:EMAIL_OPEN'; deliveries --help has the terms",
    from: "flag",
  },
  recording: {
    kind: "text",
    placeholder: "FILE",
    description: "read this recording instead of asking a running mock",
    from: "flag",
  },
  har: {
    kind: "text",
    placeholder: "FILE|-",
    description: "write the listed deliveries as an HTTP Archive (HAR), a request for each attempt; - prints it",
    from: "flag",
  },
  limit: {
    kind: "integer",
    min: 1,
    max: 10_000,
    placeholder: "N",
    description: "so many deliveries",
    default: "50",
    from: "flag",
  },
  cursor: {
    kind: "text",
    placeholder: "CURSOR",
    description: "go on where an earlier list ended",
    default: "the newest",
    from: "flag",
  },
} as const satisfies Record<string, OptionSpec>;
