import { type Instance, render } from "ink";
import type { ReactElement } from "react";
import { systemTime } from "../../src/base/time/system-clock.ts";
import { type FramePainter, inkStdout, sizeOf } from "./ink-stdout.ts";
import { stopProcess, takeTerminal } from "./take-terminal.ts";

interface TerminalParts {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly painter: FramePainter;
  /** A frame is drawn: what a render costs is known then. */
  drawn(): void;
}

/** The terminal while it is ours: shown on until someone quits, and lent to another program in between. */
export class OwnTerminal {
  readonly #parts: TerminalParts;
  #instance: Instance | null = null;
  /** What runs while the terminal is lent; the screen comes back behind it. */
  #borrower: (() => Promise<void>) | null = null;
  #isOver = false;

  constructor(parts: TerminalParts) {
    this.#parts = parts;
  }

  /** Draws until `quit`, and gives the terminal back as it was. */
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

  /** Leaves the terminal to whatever the action starts, and takes it again afterwards. */
  lend<Result>(action: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#borrower = () => action().then(resolve, reject);
      this.#instance?.unmount();
    });
  }

  /** Stops like any other program at Ctrl-Z, and takes the terminal again when the shell lets it go on. */
  suspend(): void {
    if (this.#instance === null || this.#borrower !== null) return;
    void this.lend(async () => {
      // Ink releases the keys a turn later than of the screen, and would take them from the screen that comes next.
      await nextTurn();
      stopProcess();
      await nextTurn();
    });
  }

  /** It was stopped from outside, without a word; meanwhile the screen belonged to others. */
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
        // Each render at once and whole, without a timer between: the store sets the pace.
        debug: true,
        exitOnCtrlC: false,
        patchConsole: false,
      });
      await this.#instance.waitUntilExit();
    } finally {
      this.#instance = null;
      // A key that is typed from now on belongs to anyone who has the terminal then.
      stdin.pause();
      giveBack();
    }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => void systemTime.soon(() => resolve()));
}
