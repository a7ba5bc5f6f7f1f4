import type { CommandSpec } from "../command.ts";

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
  load: async () => (await import("../commands/hold.ts")).hold,
};
