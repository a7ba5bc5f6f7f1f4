import type { CommandSpec } from "../command.ts";
import { EVIDENCE_OPTIONS, STAGED_MOCK_OPTIONS, STAGED_WORDING } from "../option-groups.ts";

/** `explore`, as help shows it. */
export const EXPLORE: CommandSpec = {
  name: "explore",
  args: [],
  takesCommand: true,
  summary: "find the shortest sequence of events and faults that breaks your receiver",
  description:
    "Sends random valid histories with random faults to the receiver, in virtual time, until one breaks a property: an event is " +
    "processed twice, an acknowledged event is lost, an event is never accepted, the end state depends on the order of arrival, or the receiver does not recover. A failure is repeated, " +
    "shortened, and saved as a scenario for run. The same --seed tries the same histories. Exit code: 0 when " +
    "nothing was found, 1 when something was, 2 for a usage error, 3 when the receiver cannot be reached, 130 when it was interrupted.",
  options: [
    "target",
    "budget",
    "runs",
    "keepRunning",
    "save",
    "report",
    "force",
    ...EVIDENCE_OPTIONS,
    "port",
    "apiKey",
    ...STAGED_MOCK_OPTIONS,
  ],
  wording: {
    ...STAGED_WORDING,
    dialect: "only guide or live (default: the one for which the receiver does more work)",
    seed: "seed for the histories (default: 1)",
    force: "let --save and --report overwrite any file",
    minTimeout: "minimum real time to wait for an answer (default: 2s)",
  },
  examples: [
    { does: "a running receiver", line: "smartlead-mock explore --target http://localhost:3000/webhooks/smartlead" },
    {
      does: "start the receiver, and save the failure",
      line: "smartlead-mock explore --save broken.yaml -- node server.js",
    },
    { does: "repeat what was found", line: "smartlead-mock run broken.yaml -- node server.js" },
    {
      does: "ten minutes, with another seed",
      line: "smartlead-mock explore --budget 10m --seed 42 --report junit=explore.xml -- node server.js",
    },
    {
      does: "with a row count as evidence",
      line: "smartlead-mock explore --target http://localhost:3000/hook --probe-cmd ./count-replies.sh",
    },
    {
      does: "compare the receiver's state after different orders of arrival",
      line: "smartlead-mock explore --target http://localhost:3000/hook --state http://localhost:3000/leads/{lead}",
    },
  ],
  load: async () => (await import("../commands/explore.ts")).explore,
};
