import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import spawn from "cross-spawn";
import { printable } from "../../base/printable.ts";
import { afterReal } from "../../base/time/system-clock.ts";
import { LineSplitter } from "../../delivery/idempotency/log-lines.ts";
import { endTree, isGroupLeft } from "./platform/process-tree.ts";

export interface ChildGroupOptions {
  /** A text is run by the shell; words are run as they are. */
  readonly command: string | readonly string[];
  readonly cwd: string;
  /** Added to the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Called with its output, chunk by chunk. */
  readonly onPrinted?: (text: string) => void;
  /** Called for each complete line of the output. */
  readonly onLine?: (line: string) => void;
}

/** Characters at the end of a command's output that are kept: some screens of a log, for reports. */
export const OUTPUT_LIMIT = 8_192;
/** Maximum lines of it that are shown. */
const OUTPUT_LINES = 20;
/** Real ms between SIGTERM and SIGKILL. */
const STOP_GRACE_MS = 2_000;
/** Real ms to wait for the last output after everything has ended; only a process that has left the group can still hold the pipe. */
const LAST_WORDS_MS = 500;

/** A command with all its child processes: one process group, which ends as a whole. */
export class ChildGroup {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  /** Resolves when it has ended, and all output has arrived. */
  readonly #closed: Promise<unknown>;
  readonly #killAtExit = () => this.#signal("SIGKILL");
  #output = "";
  #failure: string | null = null;
  #isOver = false;

  constructor({ command, cwd, env, onPrinted = () => {}, onLine = () => {} }: ChildGroupOptions) {
    const [file = "", ...args] = typeof command === "string" ? [command] : command;
    // On Windows npm and similar commands are scripts, which only a shell runs: cross-spawn finds and quotes them.
    this.#child = spawn(file, args, {
      cwd,
      env: { ...process.env, ...env },
      shell: typeof command === "string",
      stdio: ["ignore", "pipe", "pipe"],
      // Its own group, so that its children can be ended with it.
      detached: process.platform !== "win32",
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      // Each stream is split separately: chunks of the two arrive in any order.
      const lines = new LineSplitter(onLine);
      stream?.setEncoding("utf8").on("end", () => lines.end());
      stream?.on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-OUTPUT_LIMIT);
        onPrinted(text);
        lines.push(text);
      });
    }
    this.#child.on("error", (error) => {
      this.#failure = error.message;
      this.#isOver = true;
    });
    this.#ended = once(this.#child, "exit").then(
      () => {
        this.#isOver = true;
      },
      () => {},
    );
    this.#closed = once(this.#child, "close").catch(() => {});
    process.once("exit", this.#killAtExit);
  }

  /** Whether the command itself has ended, or could not be started. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether it could not be started, or has failed, and none of its children is left. */
  get hasFailed(): boolean {
    const { exitCode, pid } = this.#child;
    return this.#isOver && exitCode !== 0 && (pid === undefined || !isGroupLeft(pid));
  }

  /** How it ended, in words that continue after "it"; `null` if it runs. */
  get ending(): string | null {
    if (!this.#isOver) return null;
    const { exitCode, signalCode } = this.#child;
    if (this.#failure !== null) return `could not be started (${printable(this.#failure)})`;
    return signalCode === null ? `ended with exit code ${exitCode}` : `was ended by ${signalCode}`;
  }

  /** The last lines of its output. */
  output(): string {
    return this.#output.trimEnd().split("\n").slice(-OUTPUT_LINES).join("\n");
  }

  /** Ends the whole group: SIGTERM, then SIGKILL after the grace period; or at once, like a power failure. Never throws. */
  async stop({ isAtOnce = false }: { readonly isAtOnce?: boolean } = {}): Promise<void> {
    if (!isAtOnce) {
      this.#signal("SIGTERM");
      await within(STOP_GRACE_MS, this.#ended);
    }
    // The command may have ended and left its children running.
    this.#signal("SIGKILL");
    await within(STOP_GRACE_MS, this.#ended);
    await within(LAST_WORDS_MS, this.#closed);
    process.removeListener("exit", this.#killAtExit);
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid !== undefined) endTree(pid, signal);
  }
}

function within(ms: number, happened: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = afterReal(ms, resolve);
    void happened.then(() => {
      cancel();
      resolve();
    });
  });
}
