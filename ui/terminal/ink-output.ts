import type { FramePainter } from "./frame-painter.ts";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What a terminal is taken for that does not tell its size. */
const USUAL_SIZE: Size = { columns: 80, rows: 24 };

export function sizeOf(terminal: Pick<NodeJS.WriteStream, "columns" | "rows">): Size {
  return { columns: terminal.columns || USUAL_SIZE.columns, rows: terminal.rows || USUAL_SIZE.rows };
}

/**
 * Stands between Ink and the terminal. Ink's own writer clears the whole terminal, scrollback included, whenever a frame is as high as
 * the screen; with `debug` it hands over each frame whole instead, and the painter draws the difference.
 */
export function inkOutput(painter: FramePainter, size: () => Size): NodeJS.WriteStream {
  const stream = {
    // Not a terminal, as far as Ink is concerned: cursor, screen and size are ours.
    isTTY: false,
    get columns() {
      return size().columns;
    },
    get rows() {
      return size().rows;
    },
    write: (frame: string) => {
      if (frame !== "") painter.paint(frame);
      return true;
    },
    on: () => stream,
    off: () => stream,
  };
  // Ink asks for a WriteStream, and uses nothing of it but what is here.
  return stream as unknown as NodeJS.WriteStream;
}
