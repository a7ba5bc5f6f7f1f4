import type { CommandSpec } from "./command.ts";

/** `hold`, as help shows it. */
export const HOLD: CommandSpec = {
  name: "hold",
  args: [
    { name: "ACTION", description: "list (the default), show, release, answer or drop" },
    { name: "ID|all", description: "id of the delivery whose attempt is held; all with release" },
  ],
  summary: "look at held deliveries, and release, change, answer or drop them",
  description:
    "The fault hold pauses an attempt before it is sent (at=request), or its answer before it counts (at=answer), until you decide or its time is " +
    "over (5m of real time; for= changes it). Everything else continues meanwhile.",
  options: ["status", "header", "body", "connect", "token"],
  wording: {
    header: "another header, 'Name: value'; repeatable",
    body: "another body: a file, or the JSON itself",
  },
  examples: [
    {
      does: "hold the next reply before it is sent",
      line: "smartlead-mock faults arm hold:event_type=EMAIL_REPLY,limit=1",
    },
    { does: "list what is held", line: "smartlead-mock hold" },
    {
      does: "release it with another body",
      line: "smartlead-mock hold release dlv_0123456789abcdef0123 --body reply.json",
    },
    {
      does: "answer in the receiver's place; it never gets the request",
      line: "smartlead-mock hold answer dlv_0123456789abcdef0123 --status 503",
    },
    { does: "end it as if the connection had been reset", line: "smartlead-mock hold drop dlv_0123456789abcdef0123" },
    { does: "release everything", line: "smartlead-mock hold release all" },
  ],
  load: async () => (await import("./commands/hold.ts")).hold,
};

/** `snapshot`: saves and restores the state that a test or a demonstration begins from. */
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
  load: async () => (await import("./commands/snapshot.ts")).snapshot,
};
