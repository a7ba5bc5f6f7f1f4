import { optionsFor } from "../config/option-table.ts";
import type { CommandSpec } from "./command.ts";
import { EXPLORE } from "./explore/explore-command.ts";
import { faultKindLines } from "./faults/fault-text.ts";
import { eventNotes, queryNotes } from "./help-notes.ts";
import { EXPORT, LOAD } from "./load/load-commands.ts";
import {
  EVIDENCE_OPTIONS,
  FAULT_FROM_START,
  OWN_MOCK_OPTIONS,
  STAGED_MOCK_OPTIONS,
  STAGED_WORDING,
} from "./option-groups.ts";
import { RECORDING_COMMANDS } from "./recordings/recording-commands.ts";
import { HOLD, SNAPSHOT } from "./running-mock-commands.ts";
import { SETUP_COMMANDS } from "./setup-commands.ts";
import { SIGNATURE_COMMANDS } from "./signatures/signature-commands.ts";
import { INIT, VERIFY } from "./verify/judging-commands.ts";

/** The argument of commands for one type of event. */
const EVENT_ARGUMENT = { name: "EVENT", description: "the event type, such as EMAIL_REPLY", isRequired: true };

const FAULT_NOTES = (): readonly string[] => [
  "A RULE is KIND[:field=value[,field=value…]], or JSON. These fields say what it applies to and how often: event_type, level, campaign_id, " +
    "lead_email, attempt (1|2 means either), operation (of the api- kinds), probability, first, every, limit, from, until. " +
    "Each kind also has its own fields, such as reset:at=after.",
  "",
  "Kinds:",
  ...faultKindLines(),
];

/** Every command. Only the chosen one is loaded. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "start",
    args: [],
    summary: "run a mock SmartLead and send its webhooks to your endpoint",
    description:
      "Runs a stateful SmartLead: webhooks with scope priority, 30-second timeout and 3 tries, the REST API, and a live view. " +
      "Without --target, a small built-in receiver gets the webhooks, time runs 60 times faster, and the account creates one event per second.",
    options: optionsFor("start"),
    wording: { fault: FAULT_FROM_START },
    examples: [
      { does: "try it without any configuration", line: "smartlead-mock start" },
      {
        does: "send to your own endpoint",
        line: "smartlead-mock start --target http://localhost:3000/webhooks/smartlead",
      },
      {
        does: "two events a second, without a timeout for breakpoints",
        line: "smartlead-mock start --target http://localhost:3000/hook --rate 2 --timeout none",
      },
      {
        does: "retry at once instead of after minutes",
        line: "smartlead-mock start --target http://localhost:3000/hook --clock virtual",
      },
      {
        does: "in a script: wait for the file, then read the port from it",
        line: "smartlead-mock start --port 0 --ready-file ready.json --ui json",
      },
    ],
    load: async () => (await import("./commands/start.ts")).start,
  },
  {
    name: "trigger",
    args: [EVENT_ARGUMENT],
    summary: "trigger an event and report how its delivery went",
    description:
      "Triggers exactly the named event in the running mock and waits for the first attempt of each delivery (--wait: until it has settled). " +
      "With --target it needs no running mock. Exit code: 0 when every delivery was answered 2xx, 1 when one was not or no webhook got the event, " +
      "2 for a usage error, 3 when the mock or the receiver cannot be reached.",
    options: [
      "campaign",
      "lead",
      "set",
      "body",
      "like",
      "count",
      "fault",
      "wait",
      "connect",
      "token",
      "target",
      ...OWN_MOCK_OPTIONS,
    ],
    wording: {
      target: "your endpoint; no running mock is needed then",
      speed: "with --target: run the clock N times faster (default: 1)",
      fault: "a fault for this event only; smartlead-mock faults --help lists the kinds; repeatable",
    },
    notes: eventNotes,
    examples: [
      { does: "a reply by any lead", line: "smartlead-mock trigger EMAIL_REPLY" },
      { does: "with your own text", line: 'smartlead-mock trigger EMAIL_REPLY --set "preview_text=Yes, call me"' },
      { does: "a body from your own logs, unchanged", line: "smartlead-mock trigger EMAIL_REPLY --body captured.json" },
      {
        does: "a hundred events, and wait until each has settled",
        line: "smartlead-mock trigger EMAIL_OPEN --count 100 --wait",
      },
      {
        does: "without a running mock",
        line: "smartlead-mock trigger EMAIL_REPLY --target http://localhost:3000/hook",
      },
    ],
    load: async () => (await import("./commands/trigger.ts")).trigger,
  },
  {
    name: "payload",
    args: [EVENT_ARGUMENT],
    summary: "print a sample body of an event, or its JSON Schema",
    description:
      "Prints the body that a receiver gets for an event. Needs no running mock. The same --seed, --run and --now give the same bytes.",
    options: ["dialect", "schema", "like", "seed", "run", "now", "campaign", "lead", "set", "secretKey"],
    notes: eventNotes,
    examples: [
      { does: "a sample body", line: "smartlead-mock payload EMAIL_REPLY" },
      { does: "its JSON Schema", line: "smartlead-mock payload EMAIL_REPLY --schema" },
      {
        does: "with the shape of a body that you recorded",
        line: "smartlead-mock payload EMAIL_REPLY --like captured.json",
      },
      {
        does: "another person, with your own text",
        line: 'smartlead-mock payload EMAIL_REPLY --seed 7 --set "preview_text=Not now"',
      },
    ],
    load: async () => (await import("./commands/payload.ts")).payload,
  },
  {
    name: "explain",
    args: [EVENT_ARGUMENT],
    summary: "explain which webhooks get an event, which do not, and why",
    description: "Asks the running mock which webhooks get the event by SmartLead's scope priority, and why.",
    options: ["campaign", "connect", "token"],
    notes: eventNotes,
    examples: [
      { does: "for any campaign", line: "smartlead-mock explain EMAIL_REPLY" },
      { does: "for one campaign", line: "smartlead-mock explain EMAIL_REPLY --campaign 3600001" },
    ],
    load: async () => (await import("./commands/explain.ts")).explain,
  },
  {
    name: "deliveries",
    args: [
      {
        name: "ACTION",
        description: "list (the default), show or resend",
        values: ["list", "show", "resend"],
      },
      { name: "ID", description: "id of the delivery to show or to resend" },
    ],
    summary: "list deliveries, show one with its attempts, or resend one",
    description: "Asks the running mock for its deliveries, newest first.",
    options: ["state", "query", "limit", "cursor", "recording", "har", "force", "connect", "token"],
    notes: queryNotes,
    examples: [
      { does: "the newest deliveries", line: "smartlead-mock deliveries" },
      {
        does: "failed deliveries of one lead",
        line: "smartlead-mock deliveries --state failed --query lead:ann@example.com",
      },
      {
        does: "retried after a 5xx, and possibly handled twice",
        line: "smartlead-mock deliveries --query 'status:5xx attempt:>1 dup:unproven,reprocessed'",
      },
      {
        does: "what was sent and answered, attempt by attempt",
        line: "smartlead-mock deliveries show dlv_0123456789abcdef0123",
      },
      { does: "deliveries of a recorded session", line: "smartlead-mock deliveries --recording session.ndjson" },
      {
        does: "the failed ones, for the network tab of a browser's developer tools",
        line: "smartlead-mock deliveries --state failed --har failed.har",
      },
      {
        does: "resend one, with the same request id",
        line: "smartlead-mock deliveries resend dlv_0123456789abcdef0123",
      },
    ],
    load: async () => (await import("./commands/deliveries.ts")).deliveries,
  },
  {
    name: "faults",
    args: [
      { name: "ACTION", description: "list (the default), arm or disarm", values: ["list", "arm", "disarm"] },
      { name: "RULE|ID|all", description: "the faults to arm or to disarm", isList: true },
    ],
    summary: "break deliveries and API calls on purpose: arm, list and disarm faults",
    description:
      "Lists, arms and disarms the faults of the running mock: what goes wrong on purpose, for which deliveries and calls, and how often.",
    options: ["connect", "token"],
    notes: FAULT_NOTES,
    examples: [
      { does: "list the active faults, and how often each was applied", line: "smartlead-mock faults" },
      {
        does: "lose the answer to each first attempt",
        line: "smartlead-mock faults arm lost-response:attempt=1",
      },
      {
        does: "send every reply three times, and answer five API calls with 429",
        line: "smartlead-mock faults arm duplicate:copies=2,event_type=EMAIL_REPLY api-status:retry_after=3,limit=5",
      },
      { does: "disarm all faults", line: "smartlead-mock faults disarm all" },
    ],
    load: async () => (await import("./commands/faults.ts")).faults,
  },
  HOLD,
  {
    name: "run",
    args: [{ name: "FILE|NAME", description: "scenario files, names of built-in scenarios, or all", isList: true }],
    takesCommand: true,
    summary: "run scenarios against your receiver and report which expectations failed",
    description:
      "Runs each scenario on its own mock, in virtual time, and checks its expectations. Deliveries go to " +
      "--target, to the command after -- (started with PORT, SMARTLEAD_MOCK_URL, SMARTLEAD_API_BASE and SMARTLEAD_API_KEY), else to " +
      "the receiver that the scenario names, else to a correct built-in one. Exit code: 0 when nothing failed, 1 when " +
      "one failed, 2 for a usage error or an error in a file, 3 when the receiver cannot be reached, 4 with --strict " +
      "when one is inconclusive.",
    options: [
      "target",
      "list",
      "watch",
      "repeat",
      "jobs",
      "report",
      "force",
      "strict",
      ...EVIDENCE_OPTIONS,
      "receiverClock",
      "chaos",
      "port",
      ...STAGED_MOCK_OPTIONS,
    ],
    wording: {
      ...STAGED_WORDING,
      strict: "exit 4 if a scenario is inconclusive",
      policy: "retry policy; overrides the scenario's",
      dialect: "shape of the bodies; overrides the scenario's",
      seed: "seed for people, texts and random choices; overrides the scenario's",
    },
    examples: [
      { does: "list the built-in scenarios", line: "smartlead-mock run --list" },
      {
        does: "one of the built-in scenarios, against your receiver",
        line: "smartlead-mock run late-third-try --target http://localhost:3000/webhooks/smartlead",
      },
      {
        does: "all built-in scenarios, with your receiver started for each",
        line: "smartlead-mock run all -- node server.js",
      },
      { does: "your own scenario, run again when it changes", line: "smartlead-mock run ./replies.yaml --watch" },
      {
        does: "twenty seeds, with a report for CI",
        line: "smartlead-mock run ./replies.yaml --repeat 20 --report junit=junit.xml",
      },
    ],
    load: async () => (await import("./commands/run.ts")).run,
  },
  SNAPSHOT,
  ...RECORDING_COMMANDS,
  ...SIGNATURE_COMMANDS,
  VERIFY,
  EXPLORE,
  LOAD,
  EXPORT,
  INIT,
  {
    name: "ui",
    args: [],
    summary: "open the terminal UI of a running mock",
    description:
      "Opens the terminal UI of start from another terminal. Without a terminal it prints one line for each attempt; with --json one frame per line.",
    options: ["connect", "token"],
    examples: [
      { does: "the mock on this machine", line: "smartlead-mock ui" },
      { does: "another mock", line: "smartlead-mock ui --connect http://127.0.0.1:8000" },
    ],
    load: async () => (await import("./commands/ui.ts")).ui,
  },
  ...SETUP_COMMANDS,
];
