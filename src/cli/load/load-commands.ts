import type { CommandSpec } from "../command.ts";
import { EVIDENCE_OPTIONS, STAGED_MOCK_OPTIONS, STAGED_WORDING } from "../option-groups.ts";

/** `load`, as help shows it. */
export const LOAD: CommandSpec = {
  name: "load",
  args: [],
  takesCommand: true,
  summary: "send events at a rate and report answer times, errors, and lost or doubled work",
  description:
    "Sends events of the account at a fixed rate, without waiting for answers. Each answer is timed from the moment its event was due. " +
    "Retries that are still waiting after the last event are sent at once. It then prints a table: sent, answered, errors by kind, percentiles, " +
    "the rate, and if the receiver shows its work, what was done, lost and doubled. Exit code: 0 when no threshold was crossed, 1 when one " +
    "was, 2 for a usage error, 3 when the receiver cannot be reached, 4 with --strict when something was not measured, 130 when it was interrupted.",
  options: [
    "target",
    "rate",
    "for",
    "threshold",
    "join",
    "connect",
    "token",
    "strict",
    "report",
    "force",
    "fault",
    "chaos",
    ...EVIDENCE_OPTIONS.filter((key) => key !== "stateUrl" && key !== "stateCmd"),
    "port",
    "apiKey",
    ...STAGED_MOCK_OPTIONS.filter((key) => key !== "minTimeout"),
  ],
  wording: {
    ...STAGED_WORDING,
    rate: "events per real second",
    now: "start of the mock's clock (default: now)",
    strict: "exit 4 if something was not measured",
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
      does: "with duplicates, delays and lost answers",
      line: "smartlead-mock load --target http://localhost:3000/hook --rate 20 --for 1m --chaos heavy",
    },
    {
      does: "count what k6 or Artillery send from other machines",
      line: "smartlead-mock load --join load/manifest.json --threshold lost=0",
    },
    {
      does: "with the receiver's printed lines as evidence",
      line: "smartlead-mock load --rate 20 --for 10s --effect-log Reply.from -- node server.js",
    },
  ],
  load: async () => (await import("../commands/load.ts")).load,
};

/** `export`, as help shows it. */
export const EXPORT: CommandSpec = {
  name: "export",
  args: [{ name: "ENGINE", description: "k6 or artillery", isRequired: true, values: ["k6", "artillery"] }],
  summary: "write a load test with its data for k6 or Artillery, for more than one machine",
  description:
    "Writes a script and rows (bodies, headers, X-Request-Ids, 5% duplicates, 2% a day old) for each generator, and a manifest. No two generators " +
    "send the same event. A running mock counts what the receiver reports for them: smartlead-mock load --join.",
  options: [
    "target",
    "rate",
    "for",
    "out",
    "generators",
    "force",
    "dialect",
    "seed",
    "run",
    "now",
    "secret",
    "signature",
    "secretKey",
    "header",
  ],
  wording: {
    target: "where the generators send",
    rate: "requests per second, of all generators together (default: 50)",
    for: "how long the generators send (default: 30s)",
    force: "write into a folder that has other files",
    now: "when the first request is due (default: now)",
  },
  examples: [
    {
      does: "for k6, on two machines",
      line: "smartlead-mock export k6 --target http://receiver.internal:3000/hook --rate 500 --for 1m --generators 2",
    },
    {
      does: "for Artillery",
      line: "smartlead-mock export artillery --target http://localhost:3000/hook --rate 100 --for 30s --out load",
    },
  ],
  load: async () => (await import("../commands/export.ts")).exportLoad,
};
