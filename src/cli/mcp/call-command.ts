import { parsedJson } from "../../base/json-text.ts";
import { flagOf, type OptionKey } from "../../config/option-table.ts";
import { EXIT_STOPPED } from "../../reports/assemble.ts";
import type { Io } from "../io.ts";
import { main } from "../main.ts";
import type { ToolAnswer, ToolContext } from "./tool.ts";

/** Characters of a command's output that are kept: more than any report has. */
const MAX_OUTPUT_CHARACTERS = 8_000_000;

interface CommandAnswer {
  readonly code: number;
  /** Standard output as JSON; `undefined` where it is not one. */
  readonly json: unknown;
  readonly stdout: string;
  /** What went wrong, without the program's name before it. */
  readonly errors: string;
}

/** Runs a command of this program in this process, as the command line does, and hands back what it printed. A cancelled call is Ctrl-C. */
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
  // What ignores Ctrl-C, such as an attempt in flight, ends by itself: nobody waits for it.
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

/** Flags that `mcp` hands on to the commands that it calls. */
const HANDED_ON = ["connect", "token"] as const satisfies readonly OptionKey[];

/** The mock that `mcp` was told to use, as flags. */
export function connectFlags({ context: { settings } }: ToolContext): readonly string[] {
  return HANDED_ON.flatMap((key) => {
    const value = settings.layerOf(key) === "flag" ? settings.values[key] : undefined;
    return value === undefined ? [] : [flagOf(key), value];
  });
}

/** `--flag value` of each that has one. */
export function flags(values: Readonly<Record<string, string | number | undefined>>): readonly string[] {
  return Object.entries(values).flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, String(value)]));
}

/** What a command printed, or why it could not be run: a mistake in the call, or nobody there. */
export function answerOf(answer: CommandAnswer, text: string, data: unknown = answer.json): ToolAnswer {
  if (!isRefusal(answer)) return { text, data };
  return {
    text: answer.errors === "" ? `The command ended with exit code ${answer.code}.` : answer.errors,
    isError: true,
  };
}

/** It printed an error in place of an answer. */
function isRefusal({ json }: CommandAnswer): boolean {
  return json === undefined || (typeof json === "object" && json !== null && "error" in json);
}
