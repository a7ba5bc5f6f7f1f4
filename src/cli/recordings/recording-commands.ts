import type { CommandSpec } from "../command.ts";
import { FAULT_FROM_START } from "../option-groups.ts";

/** Commands for real deliveries: what they show about SmartLead, and sending them again. */
export const RECORDING_COMMANDS: readonly CommandSpec[] = [
  {
    name: "proxy",
    args: [],
    summary: "sit between the real SmartLead and your endpoint: see, check and record its deliveries",
    description:
      "Gets SmartLead's deliveries from your tunnel at --listen, passes them on byte for byte and returns your receiver's answer. Deliveries are shown, " +
      "checked and recorded like the mock's own, and you can arm faults. Only POST to the one path is open to the tunnel; terminal UI, " +
      "control API and stream are on --port. If the receiver is down, SmartLead gets 502, and you can resend the delivery later. With --secret it verifies signatures.",
    options: [
      "target",
      "listen",
      "record",
      "anonymize",
      "port",
      "host",
      "apiKey",
      "ui",
      "secret",
      "previousSecret",
      "timeout",
      "policy",
      "fault",
      "insecure",
      "allowTarget",
      "allowName",
      "token",
      "readyFile",
      "otlp",
      "exec",
    ],
    notes: () => [
      "Open a tunnel to it: cloudflared tunnel --url http://127.0.0.1:7628, or ngrok http 7628. Then register https://YOUR-TUNNEL/path in SmartLead, " +
        "with the path of --target.",
    ],
    wording: {
      target: "your endpoint",
      port: "port of the control API, for the terminal UI and other commands; 0 takes a free one (default: 7627)",
      secret: "verify X-Smartlead-Signature with this secret",
      previousSecret: "the old secret during a rotation: also valid, and shown as such",
      policy: "retry policy for what you resend",
      fault: FAULT_FROM_START,
    },
    examples: [
      {
        does: "pass on and record",
        line: "smartlead-mock proxy --target http://localhost:3000/webhooks/smartlead --record session.ndjson",
      },
      {
        does: "lose the answer to each first attempt, so that SmartLead itself retries",
        line: "smartlead-mock proxy --target http://localhost:3000/hook --fault lost-response:attempt=1",
      },
    ],
    load: async () => (await import("../commands/proxy.ts")).proxy,
  },
  {
    name: "drift",
    args: [{ name: "FILE|-", description: "what SmartLead sent, in any form; - reads standard input" }],
    summary: "compare captured bodies with the mock's dialects, field by field",
    description:
      "Reads a captured body, several (a list, or one per line), a recording, a curl line, a HAR, a CSV table or a log, finds the bodies inside envelopes " +
      "(n8n, smee, Hookdeck, Pipedream, ngrok, webhook.site, API Gateway, CloudEvents, database rows, JSON as text, base64) and says where it found them. " +
      "It says which dialect fits each body best and where they differ: fields that are missing, unknown, of another type or written differently. " +
      "It never prints personal data. It also compares with your own dialects, listed under `dialects` in the configuration; --json proposes one. " +
      "Exit code: 0 when every body fits a dialect, 1 when one does not, 2 when the file cannot be read or contains no SmartLead body.",
    options: ["saveDialect", "dialect", "force"],
    wording: {
      dialect: "file of another dialect to compare with",
      force: "overwrite any file",
    },
    examples: [
      { does: "a body from your own logs", line: "smartlead-mock drift captured.json" },
      {
        does: "write a dialect file, so that the mock sends such bodies",
        line: "smartlead-mock drift session.ndjson --save-dialect live-2027.json",
      },
      { does: "everything that the proxy recorded", line: "smartlead-mock drift session.ndjson" },
      { does: "from standard input, such as a request copied as cURL", line: "smartlead-mock drift -" },
      { does: "JSON for a script", line: "smartlead-mock drift export.json --json" },
    ],
    load: async () => (await import("../commands/drift.ts")).drift,
  },
  {
    name: "replay",
    args: [{ name: "FILE", description: "the recording" }],
    summary: "replay a recording against your endpoint and compare the outcome",
    description:
      "Sends each recorded delivery again, byte for byte and with its headers, at the recorded pace, N times faster, or at once, and retries according to the policy. " +
      "Compares each with the recording: status, time, attempts, duplicates. Exit code: 0 when nothing got worse, 1 when something did, 2 for a usage error, " +
      "3 when the receiver cannot be reached.",
    options: [
      "target",
      "speed",
      "atOnce",
      "query",
      "ids",
      "report",
      "force",
      "policy",
      "timeout",
      "minTimeout",
      "secret",
      "signature",
      "header",
      "fault",
      "port",
      "insecure",
      "allowTarget",
    ],
    wording: {
      target: "your endpoint",
      speed: "N times faster than it was recorded, retries and timeouts included (default: 1)",
      secret: "sign the bodies again with this secret",
      signature:
        "form of X-Smartlead-Signature: sha256 (sha256=<hex>) or hex (<hex> alone) with --secret; none leaves it out (default: sha256)",
      fault: "break the replay on purpose; smartlead-mock faults --help lists the kinds; repeatable",
      port: "port of the mock, which your receiver may report effects to; 0 takes a free one (default: 7627)",
    },
    examples: [
      {
        does: "an hour of the recording in a minute",
        line: "smartlead-mock replay session.ndjson --target http://localhost:3000/hook --speed 60",
      },
      {
        does: "only replies, at once, as new deliveries",
        line: "smartlead-mock replay session.ndjson --target http://localhost:3000/hook --at-once --ids new --query type:EMAIL_REPLY",
      },
      {
        does: "in CI",
        line: "smartlead-mock replay session.ndjson --target http://localhost:3000/hook --at-once --report junit=replay.xml",
      },
    ],
    load: async () => (await import("../commands/replay.ts")).replay,
  },
  {
    name: "anonymize",
    args: [{ name: "FILE", description: "the recording" }],
    summary: "replace personal data in a recording so that you can share it",
    description:
      "Copies a recording and replaces people, companies, addresses, ids, texts, tokens and secrets, each by the same value everywhere, also in " +
      "HTML, in URLs and in escaped text. Structure, types, lengths, times, outcomes and SmartLead's own words stay, so you can replay the copy and compare it with " +
      "the dialects. The key of the replacement is not stored. Field names stay, except those in custom_fields.",
    options: ["record"],
    wording: { record: "the file to write (default: standard output)" },
    examples: [
      {
        does: "a copy that you can attach to an issue",
        line: "smartlead-mock anonymize session.ndjson --record shareable.ndjson",
      },
      { does: "on standard output", line: "smartlead-mock anonymize session.ndjson" },
    ],
    load: async () => (await import("../commands/anonymize.ts")).anonymize,
  },
];
