import { type Instance, render } from "ink";
import type { ReactElement } from "react";
import { systemTime } from "../../src/base/time/system-clock.ts";
import { type FramePainter, inkStdout, sizeOf } from "./ink-stdout.ts";
import { stopProcess, takeTerminal } from "./take-terminal.ts";

interface TerminalParts {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly painter: FramePainter;
  /** Called when a frame is drawn, so that its cost is known. */
  drawn(): void;
}

/** Owns the terminal: it draws until the user quits, and lends the terminal to other programs in between. */
export class OwnTerminal {
  readonly #parts: TerminalParts;
  #instance: Instance | null = null;
  /** The action that runs while the terminal is lent; the screen is restored after it. */
  #borrower: (() => Promise<void>) | null = null;
  #isOver = false;

  constructor(parts: TerminalParts) {
    this.#parts = parts;
  }

  /** Draws until `quit`, and restores the terminal. */
  async show(element: ReactElement): Promise<void> {
    while (!this.#isOver) {
      await this.#draw(element);
      const borrower = this.#borrower;
      this.#borrower = null;
      if (borrower === null) return;
      await borrower();
    }
  }

  quit(): void {
    this.#isOver = true;
    this.#instance?.unmount();
  }

  /** Releases the terminal for a program that the action starts, and takes it again afterwards. */
  lend<Result>(action: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#borrower = () => action().then(resolve, reject);
      this.#instance?.unmount();
    });
  }

  /** Stops like any other program at Ctrl-Z, and takes the terminal again when the shell continues it. */
  suspend(): void {
    if (this.#instance === null || this.#borrower !== null) return;
    void this.lend(async () => {
      // Ink releases the keyboard one turn later than the screen, and would take it away from the next screen.
      await nextTurn();
      stopProcess();
      await nextTurn();
    });
  }

  /** The process was stopped without notice (SIGSTOP); meanwhile other programs used the screen. */
  #comeBack(): void {
    this.#parts.painter.forget();
    this.#parts.stdout.emit("resize");
  }

  async #draw(element: ReactElement): Promise<void> {
    const { stdin, stdout, painter, drawn } = this.#parts;
    const giveBack = takeTerminal({
      stdin,
      stdout,
      onSignal: () => this.quit(),
      onSuspend: () => this.suspend(),
      onContinue: () => this.#comeBack(),
    });
    painter.forget();
    try {
      this.#instance = render(element, {
        stdin,
        stdout: inkStdout(
          () => sizeOf(stdout),
          (rows) => {
            painter.paint(rows);
            drawn();
          },
        ),
        // Makes Ink write each render at once and completely, without a timer: the store sets the pace.
        debug: true,
        exitOnCtrlC: false,
        patchConsole: false,
      });
      await this.#instance.waitUntilExit();
    } finally {
      this.#instance = null;
      // Keys typed from now on belong to the program that uses the terminal next.
      stdin.pause();
      giveBack();
    }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => void systemTime.soon(() => resolve()));
}
