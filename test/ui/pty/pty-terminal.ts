import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import xterm from "@xterm/headless";

/** Real ms after which a screen that never comes fails its test: far above what a busy machine takes. */
const GUARD_MS = 30_000;

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
    const { active } = this.#emulator.buffer;
    const rowAt = (row: number) =>
      active
        .getLine(active.viewportY + row)
        ?.translateToString(true)
        .trimEnd() ?? "";
    return Array.from({ length: this.#emulator.rows }, (_, row) => rowAt(row)).join("\n");
  }

  get isAlternate(): boolean {
    return this.#emulator.buffer.active.type === "alternate";
  }

  /** Resolves with the screen as soon as it fits. */
  until(fits: RegExp | ((screen: string) => boolean)): Promise<string> {
    const isThere = (screen: string) => (fits instanceof RegExp ? fits.test(screen) : fits(screen));
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!isThere(this.screen())) return;
        clearTimeout(timer);
        subscription.dispose();
        resolve(this.screen());
      };
      const fail = () => {
        subscription.dispose();
        reject(new Error(`The screen never showed ${fits}:\n${this.screen()}`));
      };
      const timer = setTimeout(fail, GUARD_MS);
      // What has ended shows nothing any more; what it wrote last may still be on its way to the screen.
      void this.end.then(() => this.#emulator.write("", () => (isThere(this.screen()) ? look() : fail())), reject);
      const subscription = this.#emulator.onWriteParsed(look);
      look();
    });
  }

  #tell(asked: object): void {
    this.#bridge.stdin.write(`${JSON.stringify(asked)}\n`);
  }
}
