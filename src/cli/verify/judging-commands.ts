import type { CommandSpec } from "../command.ts";
import { EVIDENCE_OPTIONS, STAGED_MOCK_OPTIONS, STAGED_WORDING } from "../option-groups.ts";

/** `verify`, as help shows it. */
export const VERIFY: CommandSpec = {
  name: "verify",
  args: [],
  takesCommand: true,
  summary: "check your receiver with numbered checks, and show the evidence",
  description:
    "Sends what SmartLead sends, including failures, and grades each check ok, warn, fail, inconclusive (no " +
    "evidence either way) or skip. The receiver runs at --target, or is started by the command after -- (with PORT, " +
    "SMARTLEAD_MOCK_URL, SMARTLEAD_API_BASE and SMARTLEAD_API_KEY). Exit code: 0 when nothing failed, 1 when something did, 2 for a " +
    "usage error, 3 when the receiver cannot be reached, 4 with --strict when a check is inconclusive.",
  options: [
    "target",
    "only",
    "skip",
    "list",
    "explain",
    "report",
    "force",
    "baseline",
    "strict",
    "shrink",
    ...EVIDENCE_OPTIONS,
    "receiverClock",
    "chaos",
    "port",
    "apiKey",
    ...STAGED_MOCK_OPTIONS,
  ],
  wording: {
    ...STAGED_WORDING,
    list: "list the checks and exit",
    chaos: "add check SL-6.5: a batch of events with random faults, determined by the seed",
    dialect: "only guide or live (default: both)",
    minTimeout:
      "minimum real time before verify gives up on an answer (default: 2s); an attempt that was cut short is repeated with 30s",
    secret: "sign bodies with this secret; the receiver must then refuse a wrong signature",
    secretKey: "secret_key of live bodies; the receiver must then refuse a wrong one",
  },
  examples: [
    { does: "a running receiver", line: "smartlead-mock verify --target http://localhost:3000/webhooks/smartlead" },
    {
      does: "start the receiver too, in CI",
      line: "smartlead-mock verify --report pretty,junit=junit.xml -- node server.js",
    },
    { does: "list the checks", line: "smartlead-mock verify --list" },
    { does: "explain one check", line: "smartlead-mock verify --explain SL-4.2" },
    {
      does: "watch it from another terminal: smartlead-mock ui --connect http://127.0.0.1:7627",
      line: "smartlead-mock verify --port 7627 -- node server.js",
    },
    {
      does: "with a row count as evidence",
      line: "smartlead-mock verify --target http://localhost:3000/hook --probe-cmd ./count-replies.sh",
    },
    {
      does: "with the receiver's printed lines as evidence",
      line: "smartlead-mock verify --effect-log Reply.from -- node server.js",
    },
    {
      does: "with a batch of events and random faults",
      line: "smartlead-mock verify --chaos heavy -- node server.js",
    },
    {
      does: "adopt it step by step: what fails today only warns",
      line: "smartlead-mock verify --target http://localhost:3000/hook --baseline smartlead-baseline.json",
    },
  ],
  load: async () => (await import("../commands/verify.ts")).verify,
};

/** `init`, as help shows it. */
export const INIT: CommandSpec = {
  name: "init",
  args: [],
  summary: "write a configuration, a scenario and a GitHub Actions workflow for this project",
  description:
    "Reads the project in this folder: how it is installed and started, its port, and the path of its SmartLead endpoint. Writes " +
    "smartlead-mock.config.yaml, smartlead-scenarios/lost-answer.yaml and .github/workflows/smartlead.yml. Existing files are not changed.",
  options: ["target"],
  wording: { target: "your endpoint (default: found in your sources)" },
  examples: [
    { does: "in the folder of your project", line: "smartlead-mock init" },
    {
      does: "with your endpoint, if init cannot find it",
      line: "smartlead-mock init --target http://localhost:8080/hook",
    },
  ],
  load: async () => (await import("../commands/init.ts")).init,
};
