import type { CommandSpec } from "../command.ts";

/** Commands around real deliveries: what they show of SmartLead, and sending them again. */
export const RECORDING_COMMANDS: readonly CommandSpec[] = [
  {
    name: "proxy",
    args: [],
    summary: "sit between the real SmartLead and your endpoint: see, judge and record its deliveries",
    description:
      "Takes SmartLead's deliveries, which your tunnel leads to --listen, passes them on byte for byte and answers with your receiver's answer. They are shown, " +
      "judged and recorded like the mock's own, and faults can be armed in between. Nothing but POST to the one address is open to the tunnel; terminal UI, " +
      "control API and stream are on --port. When the receiver is down, SmartLead gets 502, and the delivery can be sent again later. With --secret signatures are verified.",
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
      "Lead a tunnel to it: cloudflared tunnel --url http://127.0.0.1:7628, or ngrok http 7628; and register",
      "https://YOUR-TUNNEL/path in SmartLead, with the path of --target.",
    ],
    wording: {
      target: "your endpoint",
      port: "port of the control API, for the terminal UI and other commands; 0 takes a free one (default: 7627)",
      secret: "hold X-Smartlead-Signature against it",
      previousSecret: "the secret before it, while a rotation lasts: valid too, and told apart",
      policy: "how what you resend is tried again",
      fault: "arm a fault at the start; smartlead-mock faults --help lists the kinds; repeatable",
    },
    examples: [
      {
        does: "pass on and record",
        line: "smartlead-mock proxy --target http://localhost:3000/webhooks/smartlead --record session.ndjson",
      },
      {
        does: "lose the answer to each first try, so that SmartLead itself sends again",
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
      "Reads a captured body, several (a list, or one a line), a recording, a curl line, a HAR, a CSV table or a log, finds the bodies inside envelopes " +
      "(n8n, smee, Hookdeck, Pipedream, ngrok, webhook.site, API Gateway, CloudEvents, database rows, JSON as text, base64) and names their places. " +
      "It says which dialect each body is nearest to and where it differs: fields that are missing, unknown, of another type or written differently. " +
      "It prints no values that people wrote. Dialects of your own, named under `dialects` in the configuration, count too; --json proposes one. " +
      "Exit code: 0 when every body fits a dialect, 1 when one does not, 2 when the file cannot be read or holds no SmartLead body.",
    options: ["saveDialect", "dialect", "force"],
    wording: {
      dialect: "another dialect to compare with: its file",
      force: "replace a file that holds something else",
    },
    examples: [
      { does: "a body from your own logs", line: "smartlead-mock drift captured.json" },
      {
        does: "write a dialect file, so that the mock sends such bodies",
        line: "smartlead-mock drift session.ndjson --save-dialect live-2027.json",
      },
      { does: "everything that the proxy has recorded", line: "smartlead-mock drift session.ndjson" },
      { does: "what comes on standard input, such as a request copied as cURL", line: "smartlead-mock drift -" },
      { does: "for a script", line: "smartlead-mock drift export.json --json" },
    ],
    load: async () => (await import("../commands/drift.ts")).drift,
  },
  {
    name: "replay",
    args: [{ name: "FILE", description: "the recording" }],
    summary: "replay a recording against your endpoint and compare the outcome",
    description:
      "Sends each recorded delivery again, byte for byte and with its headers, at the recording's own pace, N times faster, or at once, and tries again as the policy says. " +
      "Each is compared with the recording: status, time, tries, duplicates. Exit code: 0 when nothing went worse, 1 when something did, 2 for a mistake in the call, " +
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
      secret: "sign the bodies anew with it",
      signature:
        "form of X-Smartlead-Signature: sha256 (sha256=<hex>) or hex (<hex> alone) with --secret; none leaves it out (default: sha256)",
      fault: "a fault to disturb the replay with; smartlead-mock faults --help lists the kinds; repeatable",
      port: "port of the mock, which your receiver may report effects to; 0 takes a free one (default: 7627)",
    },
    examples: [
      {
        does: "what was recorded, an hour in a minute",
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
      "Copies a recording and puts substitutes in the place of people, companies, addresses, ids, texts, tokens and secrets: the same one everywhere, also in " +
      "HTML, in URLs and behind escapes. Structure, types, lengths, times, outcomes and SmartLead's own words stay, so that it can be replayed and compared with " +
      "the dialects like before. Nobody keeps what the substitutes were drawn by. Names of fields stay; those of custom_fields do not.",
    options: ["record"],
    wording: { record: "the file to write (default: standard output)" },
    examples: [
      {
        does: "a copy to attach to an issue",
        line: "smartlead-mock anonymize session.ndjson --record shareable.ndjson",
      },
      { does: "on standard output", line: "smartlead-mock anonymize session.ndjson" },
    ],
    load: async () => (await import("../commands/anonymize.ts")).anonymize,
  },
];
