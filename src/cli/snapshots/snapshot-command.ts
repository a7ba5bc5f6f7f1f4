import type { CommandSpec } from "../command.ts";

/** `snapshot`: a state that a test or a demonstration begins from. */
export const SNAPSHOT: CommandSpec = {
  name: "snapshot",
  args: [
    {
      name: "ACTION",
      description: "list (the default), save, restore or delete",
      values: ["list", "save", "restore", "delete"],
    },
    { name: "NAME", description: "of the snapshot: up to 64 letters, digits, -, _ and ." },
  ],
  summary: "save the state of a running mock, and restore it",
  description:
    "Saves the whole state of the running mock: account, webhooks, time, open and failed deliveries, faults and random generators, so that the same calls produce " +
    "the same events after each restore. The mock keeps it by name in its data directory (with --ephemeral in memory); --file writes a file for CI or another machine.",
  options: ["file", "ids", "force", "connect", "token"],
  wording: {
    ids: "after a restore: same ids as when the snapshot was taken, or new ones for a receiver that remembers those it has seen",
    force: "overwrite any file",
  },
  examples: [
    { does: "save the current state in the mock", line: "smartlead-mock snapshot save before-the-reply" },
    { does: "go back to it", line: "smartlead-mock snapshot restore before-the-reply" },
    { does: "list the snapshots", line: "smartlead-mock snapshot list" },
    { does: "a file for CI", line: "smartlead-mock snapshot save --file fixtures/warm-account.json" },
    {
      does: "restore it, with ids that the receiver has not seen",
      line: "smartlead-mock snapshot restore --file fixtures/warm-account.json --ids new",
    },
  ],
  load: async () => (await import("../commands/snapshot.ts")).snapshot,
};
