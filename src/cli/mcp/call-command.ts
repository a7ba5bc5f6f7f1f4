import { parsedJson } from "../../base/json-text.ts";
import { flagOf, type OptionKey } from "../../config/option-table.ts";
import { EXIT_STOPPED } from "../../reports/assemble.ts";
import type { Io } from "../io.ts";
import { main } from "../main.ts";
import type { ToolAnswer, ToolContext } from "./tool.ts";

/** Maximum characters of a command's output that are kept: more than any report has. */
const MAX_OUTPUT_CHARACTERS = 8_000_000;

interface CommandAnswer {
  readonly code: number;
  /** Standard output as JSON; `undefined` if it is not JSON. */
  readonly json: unknown;
  readonly stdout: string;
  /** Error messages, without the program's name in front. */
  readonly errors: string;
}

/** Runs a command of this program in this process, like the command line, and returns its output. A cancelled call acts like Ctrl-C. */
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
  // Work that ignores Ctrl-C, such as an attempt in flight, ends later; the call does not wait for it.
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

/** Flags that `mcp` passes on to the commands that it calls. */
const HANDED_ON = ["connect", "token"] as const satisfies readonly OptionKey[];

/** The mock that `mcp` was configured to use, as flags. */
export function connectFlags({ context: { settings } }: ToolContext): readonly string[] {
  return HANDED_ON.flatMap((key) => {
    const value = settings.layerOf(key) === "flag" ? settings.values[key] : undefined;
    return value === undefined ? [] : [flagOf(key), value];
  });
}

/** Returns `--flag value` for each flag that has a value. */
export function flags(values: Readonly<Record<string, string | number | undefined>>): readonly string[] {
  return Object.entries(values).flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, String(value)]));
}

/** Returns the command's output, or the reason why it could not run: an error in the call, or an unreachable mock or receiver. */
export function answerOf(answer: CommandAnswer, text: string, data: unknown = answer.json): ToolAnswer {
  if (!isRefusal(answer)) return { text, data };
  return {
    text: answer.errors === "" ? `The command ended with exit code ${answer.code}.` : answer.errors,
    isError: true,
  };
}

/** Whether it printed an error instead of a result. */
function isRefusal({ json }: CommandAnswer): boolean {
  return json === undefined || (typeof json === "object" && json !== null && "error" in json);
}
