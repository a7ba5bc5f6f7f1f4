import { parsedJson } from "../../base/json-text.ts";
import { EXIT_STOPPED } from "../../reports/assemble.ts";
import type { Io } from "../io.ts";
import { main } from "../main.ts";
import type { ToolContext } from "./tool.ts";

/** Characters of a command's output that are kept: more than any report has. */
const MAX_OUTPUT_CHARACTERS = 8_000_000;

export interface CommandAnswer {
  readonly code: number;
  /** Standard output as JSON; `undefined` where it is not one. */
  readonly json: unknown;
  readonly stdout: string;
  /** What went wrong, without the program's name before it. */
  readonly errors: string;
}

/** Runs a command of ours in this process, as the command line does, and hands back what it printed. A cancelled call is Ctrl-C. */
export async function callCommand(argv: readonly string[], tool: ToolContext, stdin = ""): Promise<CommandAnswer> {
  const { context, signal } = tool;
  const written = { stdout: "", stderr: "" };
  const keep = (name: keyof typeof written) => ({
    write: (text: string) => {
      if (written[name].length < MAX_OUTPUT_CHARACTERS) written[name] += text;
    },
    isTTY: false,
  });
  const io: Io = {
    ...context.io,
    stdout: keep("stdout"),
    stderr: keep("stderr"),
    stdin: (async function* () {
      yield stdin;
    })(),
    onSignal: (listener) => {
      const stop = () => listener("SIGINT");
      signal.addEventListener("abort", stop, { once: true });
      return () => signal.removeEventListener("abort", stop);
    },
    onProgress: (text) => {
      const [, done, of] = /^(\d+)\/(\d+) /.exec(text) ?? [];
      if (done !== undefined) tool.progress(Number(done), Number(of), text);
    },
    onUncaught: () => () => {},
    exit: () => {},
  };
  // What takes no notice of Ctrl-C, such as an attempt in flight, ends by itself: nobody waits for it.
  const code = await Promise.race([main([...argv, "--json"], io), cancelled(signal)]);
  const errors = written.stderr.replaceAll(/^smartlead-mock: /gm, "").trim();
  return { code, json: parsedJson(written.stdout), stdout: written.stdout, errors };
}

function cancelled(signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(EXIT_STOPPED);
    signal.addEventListener("abort", () => resolve(EXIT_STOPPED), { once: true });
  });
}
