import type { Size } from "../frame/layout.ts";

/** What a terminal is treated as that does not tell its size. */
const USUAL_SIZE: Size = { columns: 80, rows: 24 };

export function sizeOf(terminal: Pick<NodeJS.WriteStream, "columns" | "rows">): Size {
  return { columns: terminal.columns || USUAL_SIZE.columns, rows: terminal.rows || USUAL_SIZE.rows };
}

/**
 * What Ink writes to: it takes whole frames and hands on their rows. Ink itself clears the screen for a frame as high as the terminal, and
 * leaves stale rows behind where it updates by rows, so cursor, screen and size are ours.
 */
export function inkStdout(size: () => Size, frame: (rows: readonly string[]) => void): NodeJS.WriteStream {
  const stream = {
    // Not a terminal, as far as Ink is concerned.
    isTTY: false,
    get columns() {
      return size().columns;
    },
    get rows() {
      return size().rows;
    },
    write: (text: string) => {
      frame(text.split("\n"));
      return true;
    },
    on: () => stream,
    off: () => stream,
  };
  // Ink asks for a WriteStream, and uses nothing of it but what is here.
  return stream as unknown as NodeJS.WriteStream;
}

/** What the painter needs of a terminal. */
interface FrameTarget {
  write(text: string): boolean;
  once(event: "drain", listener: () => void): unknown;
}

const BEGIN_SYNCHRONIZED = "\u001b[?2026h";
const END_SYNCHRONIZED = "\u001b[?2026l";
const ERASE_SCREEN = "\u001b[2J";
/** Before the row and not after it: behind a row of full width the cursor stands on its last column, which would go. */
const ERASE_LINE = "\u001b[2K";
const RESET_STYLE = "\u001b[0m";

/**
 * Draws whole frames by writing only the rows that changed, each at its own place, as one synchronized update: nothing flickers,
 * and no row depends on where the cursor happened to be. A terminal that is slower than the frames skips the ones in between.
 */
export class FramePainter {
  readonly #target: FrameTarget;
  /** `null`: what the screen shows is not known. */
  #shown: readonly string[] | null = null;
  #waiting: readonly string[] | null = null;
  #isBlocked = false;

  constructor(target: FrameTarget) {
    this.#target = target;
  }

  paint(rows: readonly string[]): void {
    if (this.#isBlocked) {
      this.#waiting = rows;
      return;
    }
    const changes = this.#changesTo(rows);
    this.#shown = rows;
    if (changes === "") return;
    this.#isBlocked = !this.#target.write(`${BEGIN_SYNCHRONIZED}${changes}${END_SYNCHRONIZED}`);
    if (this.#isBlocked) this.#target.once("drain", () => this.#resume());
  }

  /** Something else has written, or the size has changed: the next frame is drawn whole. */
  forget(): void {
    this.#shown = null;
  }

  #resume(): void {
    this.#isBlocked = false;
    const rows = this.#waiting;
    this.#waiting = null;
    if (rows !== null) this.paint(rows);
  }

  #changesTo(rows: readonly string[]): string {
    const shown = this.#shown ?? [];
    let changes = this.#shown === null ? `${RESET_STYLE}${ERASE_SCREEN}` : "";
    for (let index = 0; index < Math.max(rows.length, shown.length); index += 1) {
      const row = rows[index] ?? "";
      if (row !== (shown[index] ?? "")) changes += `\u001b[${index + 1};1H${ERASE_LINE}${row}${RESET_STYLE}`;
    }
    return changes;
  }
}
