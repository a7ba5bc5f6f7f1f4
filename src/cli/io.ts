/** Where a command writes. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** Of a terminal. */
  readonly columns?: number | undefined;
}

export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** What a command needs of its process, as a port: tests hand in their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly pid: number;
  /** From the first listener on, the signals no longer end the process by themselves. */
  onSignal(listener: (signal: StopSignal) => void): () => void;
  /** Called with an error that nobody has caught, instead of Node's own end of the process. The newest listener alone is called. */
  onUncaught(listener: (error: unknown) => void): () => void;
  /** Told what is under way, such as `3/47 SL-1.3 …`, where no terminal shows it. */
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

/** Opened when a command first asks for it: most commands read nothing. */
const standardInput: Io["stdin"] = {
  get isTTY() {
    return process.stdin.isTTY;
  },
  [Symbol.asyncIterator]: () => process.stdin[Symbol.asyncIterator](),
};

/** What is used of the process; tests stand in for Windows. */
interface SignalSource {
  readonly platform: NodeJS.Platform;
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
}

/** Calls back for each signal that asks us to stop: on Windows Ctrl-Break too, the one that a service manager can send. Returns what ends it. */
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
    // A rejection that nobody handles comes here too: Node makes it an uncaught exception.
    if (listeners.length === 0) process.on("uncaughtException", tell);
    listeners.push(listener);
    return () => {
      listeners.splice(listeners.indexOf(listener), 1);
      if (listeners.length === 0) process.off("uncaughtException", tell);
    };
  };
}

/** `smartlead-mock start | head` closes our output early; that is no failure, but a way to say that it is enough. */
function endWithReader(error: NodeJS.ErrnoException): void {
  process.stdout.on("error", () => {});
  if (error.code !== "EPIPE") process.exit(1);
  const isHeard = process.emit("SIGTERM", "SIGTERM");
  if (!isHeard) process.exit(0);
}

/** Whether the terminal UI has what it needs: keys to read and a screen that can be drawn on. */
export function hasTerminal({ stdin, stdout, env }: Pick<Io, "stdin" | "stdout" | "env">): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && env.TERM !== "dumb";
}

/** Writes one line. */
export function say(output: Output, line: string): void {
  output.write(`${line}\n`);
}

/** What only this program writes on purpose: colours; and on stderr, where progress is shown, the erasing of a line. */
const OWN_SEQUENCE = /\u001b(?!\[(?:[\d;]{0,32}m|2K))/g;
/** C0 save tab and line feed, DEL and C1, line separators, bidi and invisible format characters, tags. */
const HARMFUL =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;
const PLAIN = /^[\n\x20-\x7e]*$/;

/** The same, with one writer before standard output and one before standard error: no escape sequence from outside reaches the terminal. */
export function harmlessIo(io: Io): Io {
  return { ...io, stdout: harmlessOutput(io.stdout), stderr: harmlessOutput(io.stderr, "\r") };
}

/** `allowed` is what is written on purpose besides lines. */
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
