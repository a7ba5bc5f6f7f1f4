import type { CommandSpec } from "./command.ts";

/** `doctor`, as help shows it. */
const DOCTOR: CommandSpec = {
  name: "doctor",
  args: [],
  summary: "find out why deliveries do not arrive",
  description:
    "Checks Node, the configuration, the port, the data directory, the running mock and your receiver, and reports ok, warn or problem for " +
    "each. Your receiver gets only OPTIONS and HEAD; with --send it gets plain events too. Exit code: 0 without a problem, 1 with one, " +
    "2 for a usage or configuration error, 3 when the only problem is that the receiver or the mock cannot be reached.",
  options: [
    "target",
    "connect",
    "token",
    "send",
    "dialect",
    "secret",
    "signature",
    "secretKey",
    "header",
    "insecure",
    "allowTarget",
    "port",
    "host",
    "data",
  ],
  wording: {
    target: "your endpoint (default: the URLs of the running mock's webhooks)",
    connect: "the running mock (default: the one of this folder's data directory, else the usual port)",
    dialect: "with --send: only guide or live (default: both)",
    port: "port that the mock will use",
    host: "address that the mock will use",
    data: "data directory that the mock will use",
  },
  examples: [
    { does: "the running mock and the URLs of its webhooks", line: "smartlead-mock doctor" },
    { does: "your receiver", line: "smartlead-mock doctor --target http://localhost:3000/webhooks/smartlead" },
    {
      does: "send an event, to see whether secret and body shape are right",
      line: "smartlead-mock doctor --target http://localhost:3000/hook --send",
    },
  ],
  load: async () => (await import("./commands/doctor.ts")).doctor,
};

/** `completion`, as help shows it. */
const COMPLETION: CommandSpec = {
  name: "completion",
  args: [
    { name: "SHELL", description: "bash, zsh or fish", isRequired: true, values: ["bash", "zsh", "fish"] },
    { name: "LINE", description: "used by the scripts: with words as SHELL, the command line up to the cursor" },
  ],
  summary: "print a script that completes commands in your shell",
  description:
    "Prints a script for your shell. With it, the Tab key completes commands, flags and their values: event types, " +
    "checks, scenarios, kinds of faults, deliveries and the addresses of running mocks.",
  options: [],
  examples: [
    { does: "bash", line: "smartlead-mock completion bash >> ~/.bashrc" },
    { does: "zsh, after compinit", line: "smartlead-mock completion zsh >> ~/.zshrc" },
    { does: "fish", line: "smartlead-mock completion fish > ~/.config/fish/completions/smartlead-mock.fish" },
  ],
  load: async () => (await import("./commands/completion.ts")).completion,
};

/** `mcp`, as help shows it. */
const MCP: CommandSpec = {
  name: "mcp",
  args: [],
  summary: "serve the mock to coding agents, over stdio",
  description:
    "Runs a Model Context Protocol (MCP) server over stdio; your coding agent starts it. Its tools trigger events, " +
    "show and explain deliveries, verify your receiver, run scenarios, arm faults, move the clock and search the documentation.",
  options: ["connect", "token"],
  examples: [
    { does: "the command for your agent's configuration", line: "smartlead-mock mcp" },
    { does: "with a mock at another address", line: "smartlead-mock mcp --connect http://127.0.0.1:8000" },
  ],
  load: async () => (await import("./commands/mcp.ts")).mcp,
};

/** Commands that connect the mock with your tools. */
export const SETUP_COMMANDS: readonly CommandSpec[] = [DOCTOR, COMPLETION, MCP];
