import type { CommandSpec } from "../command.ts";
import { STAGED_MOCK_OPTIONS, STAGED_WORDING } from "../own-mock-options.ts";

/** `explore`, as help shows it. */
export const EXPLORE: CommandSpec = {
  name: "explore",
  args: [],
  takesCommand: true,
  summary: "find the shortest sequence of events and faults that breaks your receiver",
  description:
    "Plays random lawful histories with random faults against the receiver, in virtual time, until one breaks a property: an event is " +
    "processed twice, an acknowledged one is lost, one is never accepted, or the receiver does not recover. What fails is played again in fresh " +
    "conditions, made as short as it can be, and written as a scenario that run plays. The same --seed tries the same histories. Exit code: 0 when " +
    "nothing was found, 1 when something was, 2 for a mistake in the call, 3 when the receiver cannot be reached, 130 when it was stopped before.",
  options: [
    "target",
    "budget",
    "runs",
    "noRestarts",
    "save",
    "report",
    "force",
    "probe",
    "probeCmd",
    "effectLog",
    "log",
    "port",
    "apiKey",
    ...STAGED_MOCK_OPTIONS,
  ],
  wording: {
    ...STAGED_WORDING,
    dialect: "guide or live only (default: the one that the receiver does most for)",
    seed: "draws the histories (default: 1)",
    force: "let --save and --report replace a file that holds something else",
    minTimeout: "minimum real time before an answer is given up (default: 2s)",
  },
  examples: [
    { does: "a receiver that runs", line: "smartlead-mock explore --target http://localhost:3000/webhooks/smartlead" },
    {
      does: "one that is started for it; what fails is kept",
      line: "smartlead-mock explore --save broken.yaml -- node server.js",
    },
    { does: "what was found, again", line: "smartlead-mock run broken.yaml -- node server.js" },
    {
      does: "ten minutes at night, with histories of another seed",
      line: "smartlead-mock explore --budget 10m --seed 42 --report junit=explore.xml -- node server.js",
    },
    {
      does: "with the rows of a table as evidence",
      line: "smartlead-mock explore --target http://localhost:3000/hook --probe-cmd ./count-replies.sh",
    },
  ],
  load: async () => (await import("../commands/explore.ts")).explore,
};
