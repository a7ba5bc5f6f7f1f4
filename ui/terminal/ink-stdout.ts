import type { Size } from "../frame/layout.ts";

/** The size of a terminal that does not report one. */
const USUAL_SIZE: Size = { columns: 80, rows: 24 };

export function sizeOf(terminal: Pick<NodeJS.WriteStream, "columns" | "rows">): Size {
  return { columns: terminal.columns || USUAL_SIZE.columns, rows: terminal.rows || USUAL_SIZE.rows };
}

/**
 * The stream that Ink writes to: it accepts whole frames and passes their rows on. Ink itself clears the screen for a frame as high as the
 * terminal, and leaves stale rows where it updates by rows, so cursor, screen and size are handled here.
 */
export function inkStdout(size: () => Size, frame: (rows: readonly string[]) => void): NodeJS.WriteStream {
  const stream = {
    // Ink must not treat it as a terminal.
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
  // Ink's type requires a WriteStream, but it only uses the members defined here.
  return stream as unknown as NodeJS.WriteStream;
}

/** The parts of a terminal that the painter needs. */
interface FrameTarget {
  write(text: string): boolean;
  once(event: "drain", listener: () => void): unknown;
}

const BEGIN_SYNCHRONIZED = "\u001b[?2026h";
const END_SYNCHRONIZED = "\u001b[?2026l";
const ERASE_SCREEN = "\u001b[2J";
/** It is written before the row, not after it: after a row of full width the cursor is on the last column, which would be erased. */
const ERASE_LINE = "\u001b[2K";
const RESET_STYLE = "\u001b[0m";

/**
 * Draws whole frames by writing only the rows that changed, each at its own position, in one synchronized update: nothing flickers, and no
 * row depends on the cursor's position. A terminal that is slower than the frames skips those in between.
 */
export class FramePainter {
  readonly #target: FrameTarget;
  /** `null` if the content of the screen is unknown. */
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

  /** Makes the next frame be drawn completely, because other output was written, or the size has changed. */
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
