/** A stream that a command writes to. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
}

export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** A command's access to its process, as a port: tests pass their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly pid: number;
  /** Once there is a listener, the signals no longer end the process by themselves. */
  onSignal(listener: (signal: StopSignal) => void): () => void;
  /** Called with an uncaught error, in place of Node's default, which ends the process. Only the newest listener is called. */
  onUncaught(listener: (error: unknown) => void): () => void;
  /** Called with the current progress, such as `3/47 SL-1.3 …`, if no terminal shows it. */
  readonly onProgress?: (text: string) => void;
  /** Ends the process at once. */
  exit(code: number): void;
}

export function processIo(): Io {
  process.stdout.once("error", endWithReader);
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: standardInput,
    env: process.env,
    cwd: process.cwd(),
    pid: process.pid,
    onSignal: (listener) => {
      return heedSignals(process, listener);
    },
    onUncaught: uncaughtErrors(),
    exit: (code) => process.exit(code),
  };
}

/** Opened on first use: most commands read no input. */
const standardInput: Io["stdin"] = {
  get isTTY() {
    return process.stdin.isTTY;
  },
  [Symbol.asyncIterator]: () => process.stdin[Symbol.asyncIterator](),
};

/** The part of the process that is used here, so that tests can simulate Windows. */
interface SignalSource {
  readonly platform: NodeJS.Platform;
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
}

/**
 * Calls back for each signal that asks the process to stop: on Windows also Ctrl-Break, the only one that a service manager can send.
 * Returns a function that removes the listener.
 */
export function heedSignals(source: SignalSource, listener: (signal: StopSignal) => void): () => void {
  const handlers = new Map<NodeJS.Signals, () => void>([
    ["SIGINT", () => listener("SIGINT")],
    ["SIGTERM", () => listener("SIGTERM")],
    ["SIGHUP", () => listener("SIGHUP")],
    ...(source.platform === "win32" ? [["SIGBREAK", () => listener("SIGINT")] as const] : []),
  ]);
  for (const [signal, handler] of handlers) source.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) source.off(signal, handler);
  };
}

function uncaughtErrors(): Io["onUncaught"] {
  const listeners: ((error: unknown) => void)[] = [];
  const tell = (error: unknown) => listeners.at(-1)?.(error);
  return (listener) => {
    // Unhandled rejections arrive here too: Node turns them into uncaught exceptions.
    if (listeners.length === 0) process.on("uncaughtException", tell);
    listeners.push(listener);
    return () => {
      listeners.splice(listeners.indexOf(listener), 1);
      if (listeners.length === 0) process.off("uncaughtException", tell);
    };
  };
}

/** `smartlead-mock start | head` closes our output early; that is not a failure: the reader has seen enough. */
function endWithReader(error: NodeJS.ErrnoException): void {
  process.stdout.on("error", () => {});
  if (error.code !== "EPIPE") process.exit(1);
  const isHeard = process.emit("SIGTERM", "SIGTERM");
  if (!isHeard) process.exit(0);
}

/** Whether the terminal UI can run: it needs a keyboard and a screen it can draw on. */
export function hasTerminal({ stdin, stdout, env }: Pick<Io, "stdin" | "stdout" | "env">): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && env.TERM !== "dumb";
}

/** Writes one line. */
export function say(output: Output, line: string): void {
  output.write(`${line}\n`);
}

/** Sequences that only this program writes: colours; and on stderr, for progress, the erasing of a line. */
const OWN_SEQUENCE = /\u001b(?!\[(?:[\d;]{0,32}m|2K))/g;
/** C0 except tab and line feed, DEL and C1, line separators, bidi and invisible format characters, tags. */
const HARMFUL =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;
const PLAIN = /^[\n\x20-\x7e]*$/;

/** The same Io with one filter for standard output and one for standard error: no escape sequence from outside reaches the terminal. */
export function harmlessIo(io: Io): Io {
  return { ...io, stdout: harmlessOutput(io.stdout), stderr: harmlessOutput(io.stderr, "\r") };
}

/** `allowed` is written on purpose, in addition to lines. */
function harmlessOutput(output: Output, allowed = ""): Output {
  const columns = "columns" in output ? { columns: output.columns } : {};
  return {
    ...columns,
    get isTTY() {
      return output.isTTY;
    },
    write: (text) => output.write(PLAIN.test(text) ? text : harmless(text, allowed)),
  };
}

function harmless(text: string, allowed: string): string {
  const without = text.replace(OWN_SEQUENCE, "").replace(HARMFUL, "");
  return allowed === "\r" ? without : without.replaceAll("\r", "");
}
