import type { CommandSpec } from "./command.ts";

/** Commands around real deliveries: what they show of SmartLead, and sending them again. */
export const RECORDING_COMMANDS: readonly CommandSpec[] = [
  {
    name: "drift",
    args: [{ name: "FILE|-", description: "what SmartLead sent, in any form; - reads standard input" }],
    summary: "hold real bodies against the mock's dialects, field by field",
    description:
      "Reads a captured body, several (a list, or one a line), a recording, a curl line, a HAR or an export of webhook.site, and says to which dialect " +
      "each body is nearest and where it differs: fields that are missing, that nobody knows, of another type or written otherwise. " +
      "Values of people are not printed. Dialects of your own, named under `dialects` in the configuration, count too; --json proposes one. " +
      "Exit code: 0 when every body fits a dialect, 1 when one does not, 2 when the file cannot be read.",
    options: [],
    examples: [
      { does: "a body from your own logs", line: "smartlead-mock drift captured.json" },
      { does: "everything that the proxy has recorded", line: "smartlead-mock drift session.ndjson" },
      { does: "what the clipboard holds, copied as cURL", line: "pbpaste | smartlead-mock drift -" },
      { does: "for a script", line: "smartlead-mock drift export.json --json" },
    ],
    load: async () => (await import("./commands/drift.ts")).drift,
  },
];
