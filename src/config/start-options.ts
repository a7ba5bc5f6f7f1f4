import type { OptionSpec } from "../mock/option-spec.ts";

/** Default port of the mock; free on most machines. */
export const DEFAULT_PORT = 7627;
export const DEFAULT_HOST = "127.0.0.1";

/** Where everything is kept by default, in the working directory. */
export const DEFAULT_DATA = ".smartlead-mock";

const UI_MODES = ["auto", "tui", "plain", "json"] as const;
export type UiMode = (typeof UI_MODES)[number];

const START = ["start"] as const;

/** Options of `start` that are about its server, its console and what it keeps; those of the mock itself are in src/mock/options.ts. */
export const START_OPTIONS = {
  rate: {
    kind: "number",
    min: 0,
    max: 5_000,
    placeholder: "N",
    description: "events per real second that the account generates",
    default: "1 without --target, else 0",
    heading: "Account:",
    commands: START,
  },
  apiKey: {
    kind: "text",
    placeholder: "KEY",
    description: "the only api_key that the REST API accepts",
    default: "any",
    heading: "Account:",
    commands: START,
  },
  rateLimit: {
    kind: "calls-per-time",
    placeholder: "N/TIME",
    description: "limit of REST API calls per key: 60/min, 120/min, 10/2s, 200/min",
    default: "no limit",
    heading: "Account:",
    commands: START,
  },
  data: {
    kind: "text",
    placeholder: "DIR",
    description: "directory for all data; a later start continues from it",
    default: DEFAULT_DATA,
    heading: "Data and reports:",
    commands: START,
  },
  ephemeral: {
    kind: "flag",
    description: "keep nothing on disk",
    heading: "Data and reports:",
    commands: START,
  },
  record: {
    kind: "text",
    placeholder: "FILE",
    description: "write every frame from now on to this file, one per line",
    heading: "Data and reports:",
    commands: START,
  },
  port: {
    kind: "integer",
    min: 0,
    max: 65_535,
    placeholder: "PORT",
    description: "port of the mock; 0 takes a free one",
    default: `${DEFAULT_PORT}`,
    heading: "Mock:",
    commands: START,
    isRepeated: true,
  },
  host: {
    kind: "text",
    placeholder: "HOST",
    description: "address to listen on; beyond loopback --token and --api-key are required",
    default: DEFAULT_HOST,
    heading: "Mock:",
    commands: START,
  },
  token: {
    kind: "text",
    placeholder: "TOKEN",
    description: "token for the control API",
    heading: "Mock:",
    commands: START,
  },
  ui: {
    kind: "choice",
    choices: UI_MODES,
    placeholder: "MODE",
    description: "auto, tui (terminal UI), plain (a line per attempt) or json (a frame per line)",
    default: "auto",
    heading: "Mock:",
    commands: START,
  },
  readyFile: {
    kind: "text",
    placeholder: "FILE",
    description: "file to write {url, stream, port, pid, run} to once the mock accepts requests",
    heading: "Mock:",
    commands: START,
  },
  otlp: {
    kind: "text",
    placeholder: "URL",
    description: "send a trace of each delivery to this OTLP/HTTP collector, such as http://localhost:4318",
    heading: "Mock:",
    commands: START,
  },
  exec: {
    kind: "text",
    placeholder: "CMD",
    description: "run this command for each delivery that has settled, with the delivery as JSON on its standard input",
    heading: "Mock:",
    commands: START,
  },
  allowName: {
    kind: "list",
    placeholder: "HOST",
    description: "another Host name that the mock accepts; repeatable",
    heading: "Target:",
    commands: START,
  },
  chaos: {
    kind: "text",
    placeholder: "light|heavy|KIND=RATE,…",
    description: "break deliveries at random, determined by the seed; light is duplicate=1%,reorder=5%,delay=2%",
    default: "no faults",
    commands: START,
    isRepeated: true,
  },
} as const satisfies Record<string, OptionSpec>;
