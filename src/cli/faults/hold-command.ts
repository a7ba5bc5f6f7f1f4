import type { CommandSpec } from "../command.ts";

/** `hold`, as help shows it. */
export const HOLD: CommandSpec = {
  name: "hold",
  args: [
    { name: "ACTION", description: "list (unless said), show, release, answer or drop" },
    { name: "ID|all", description: "of the delivery whose attempt is held; all of them with release" },
  ],
  summary: "look at deliveries that are held, change them, let them go, answer or drop them",
  description:
    "A fault of kind hold keeps an attempt before it goes out (at=request), or its answer before it counts (at=answer), until somebody decides " +
    "or its time is over (5m of real time unless for= says otherwise). Everything else goes on meanwhile.",
  options: ["status", "header", "body", "connect", "token"],
  wording: {
    header: "another header, 'Name: value'; repeatable",
    body: "another body: a file, or the JSON itself",
  },
  examples: [
    {
      does: "hold the next reply before it goes out",
      line: "smartlead-mock faults arm hold:event_type=EMAIL_REPLY,limit=1",
    },
    { does: "what is held", line: "smartlead-mock hold" },
    {
      does: "let it go with another body",
      line: "smartlead-mock hold release dlv_0123456789abcdef0123 --body reply.json",
    },
    {
      does: "answer in the receiver's place; it never gets the request",
      line: "smartlead-mock hold answer dlv_0123456789abcdef0123 --status 503",
    },
    { does: "as if the connection had been reset", line: "smartlead-mock hold drop dlv_0123456789abcdef0123" },
    { does: "let everything go", line: "smartlead-mock hold release all" },
  ],
  load: async () => (await import("../commands/hold.ts")).hold,
};
