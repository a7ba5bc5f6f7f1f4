import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import xterm from "@xterm/headless";
import { screenOf, untilScreen } from "../screen.ts";

/** Node has no pseudo-terminals, Python's standard library has. */
export const hasPseudoTerminals = spawnSync("python3", ["-c", "import pty, termios"]).status === 0;

export interface PtyEnd {
  readonly code: number | null;
  readonly signal: number | null;
  /** Whether the terminal is set as it was: echo, lines, signals. */
  readonly isRestored: boolean;
}

/** A program in a real pseudo-terminal, whose screen is drawn into memory. */
export class PtyTerminal {
  readonly end: Promise<PtyEnd>;
  /** Everything that the program wrote, raw. */
  written = "";
  readonly #bridge: ChildProcessWithoutNullStreams;
  readonly #emulator: xterm.Terminal;

  constructor(
    command: readonly string[],
    {
      columns = 80,
      rows = 24,
      cwd,
      env,
    }: { columns?: number; rows?: number; cwd: string; env: Record<string, string> },
  ) {
    this.#emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    const script = join(import.meta.dirname, "run-in-pty.py");
    this.#bridge = spawn("python3", [script, String(columns), String(rows), ...command], { cwd, env });
    this.#bridge.stdout.setEncoding("utf8");
    this.#bridge.stdout.on("data", (text: string) => {
      this.written += text;
      this.#emulator.write(text);
    });
    let report = "";
    this.#bridge.stderr.on("data", (text) => (report += text));
    this.end = new Promise((resolve, reject) => {
      this.#bridge.on("close", () => {
        try {
          resolve(JSON.parse(report.trim().split("\n").at(-1) ?? ""));
        } catch {
          reject(new Error(`The pseudo-terminal failed: ${report}`));
        }
      });
    });
  }

  type(text: string): void {
    this.#tell({ type: text });
  }

  resize(columns: number, rows: number): void {
    this.#emulator.resize(columns, rows);
    this.#tell({ resize: [columns, rows] });
  }

  signal(number: number): void {
    this.#tell({ signal: number });
  }

  /** Ends the program at once where it still runs. */
  async close(): Promise<void> {
    this.#bridge.stdin.end();
    await this.end.catch(() => {});
  }

  screen(): string {
    return screenOf(this.#emulator);
  }

  get isAlternate(): boolean {
    return this.#emulator.buffer.active.type === "alternate";
  }

  /** Resolves with the screen as soon as it fits. */
  until(fits: RegExp | ((screen: string) => boolean)): Promise<string> {
    return untilScreen(this.#emulator, { fits, failure: this.end });
  }

  #tell(asked: object): void {
    this.#bridge.stdin.write(`${JSON.stringify(asked)}\n`);
  }
}
