import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import xterm from "@xterm/headless";
import { screenOf, untilScreen } from "./screen.ts";

/** A terminal that is drawn into memory: what it would show can be read, keys can be typed, the window can change its size. */
export class FakeTerminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Everything that was written, raw. */
  written = "";
  isRaw = false;
  readonly #emulator: xterm.Terminal;
  readonly #failures = new EventEmitter().setMaxListeners(0);
  readonly #keys = new PassThrough();
  readonly #output: EventEmitter & { columns: number; rows: number };

  constructor(columns: number, rows: number) {
    this.#emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#output = Object.assign(new EventEmitter(), {
      isTTY: true,
      columns,
      rows,
      write: (text: string) => this.#write(text),
    });
    const input = Object.assign(this.#keys, {
      isTTY: true,
      setRawMode: (isRaw: boolean) => {
        this.isRaw = isRaw;
        return input;
      },
      ref: () => input,
      unref: () => input,
    });
    // The UI uses nothing of a terminal's streams but what is here.
    this.stdin = input as unknown as NodeJS.ReadStream;
    this.stdout = this.#output as unknown as NodeJS.WriteStream;
  }

  type(keys: string): void {
    this.#keys.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#emulator.resize(columns, rows);
    Object.assign(this.#output, { columns, rows });
    this.#output.emit("resize");
  }

  /** The screen as text, one row a line, without the blanks at the ends. */
  screen(): string {
    return screenOf(this.#emulator);
  }

  get isAlternate(): boolean {
    return this.#emulator.buffer.active.type === "alternate";
  }

  /** The program has ended with this: whoever waits for the screen is told. */
  fail(error: unknown): void {
    this.#failures.emit("failure", error);
  }

  /** The title that something has given the window. */
  onTitle(listener: (title: string) => void): void {
    this.#emulator.onTitleChange(listener);
  }

  /** Resolves with the screen as soon as it fits. */
  until(fits: RegExp | ((screen: string) => boolean)): Promise<string> {
    const failure = new Promise<never>((_, reject) => this.#failures.once("failure", reject));
    return untilScreen(this.#emulator, { fits, failure });
  }

  #write(text: string): boolean {
    this.written += text;
    this.#emulator.write(text);
    return true;
  }
}
