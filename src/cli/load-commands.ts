import type { CommandSpec } from "./command.ts";
import { STAGED_MOCK_OPTIONS, STAGED_WORDING } from "./own-mock-options.ts";

/** `load`, as help shows it. */
export const LOAD: CommandSpec = {
  name: "load",
  args: [],
  takesCommand: true,
  summary: "send events at a rate and report answer times, errors, and lost or doubled work",
  description:
    "Events of the account arrive by the clock, whatever the receiver answers, and each answer is timed from the moment its event was due. " +
    "Retries that wait when the last event has arrived are made at once. At the end a table: sent, answered, errors by kind, percentiles, " +
    "the rate, and where the receiver shows its work, what was done, lost and doubled. Exit code: 0 when no threshold was crossed, 1 when one " +
    "was, 2 for a mistake in the call, 3 when the receiver cannot be reached, 4 with --strict when something was not measured, 130 when it was stopped.",
  options: [
    "target",
    "rate",
    "for",
    "threshold",
    "strict",
    "report",
    "force",
    "fault",
    "chaos",
    "probe",
    "probeCmd",
    "effectLog",
    "log",
    "port",
    "apiKey",
    ...STAGED_MOCK_OPTIONS.filter((key) => key !== "minTimeout"),
  ],
  wording: {
    ...STAGED_WORDING,
    rate: "events a second of real time",
    now: "start of the mock's clock (default: the present)",
    fault: "break deliveries on purpose; smartlead-mock faults --help lists the kinds; repeatable",
    strict: "exit with 4 when something was not measured",
  },
  examples: [
    {
      does: "50 events a second for half a minute",
      line: "smartlead-mock load --target http://localhost:3000/webhooks/smartlead --rate 50 --for 30s",
    },
    {
      does: "in CI: fail when answers are slow, attempts fail, or work is lost",
      line: "smartlead-mock load --rate 50 --for 30s --threshold p95=500ms --threshold errors=1% --report pretty,junit=load.xml -- node server.js",
    },
    {
      does: "with duplicates, delays and lost answers among them",
      line: "smartlead-mock load --target http://localhost:3000/hook --rate 20 --for 1m --chaos heavy",
    },
    {
      does: "with the lines that the receiver prints as evidence",
      line: "smartlead-mock load --rate 20 --for 10s --effect-log Reply.from -- node server.js",
    },
  ],
  load: async () => (await import("./commands/load.ts")).load,
};
