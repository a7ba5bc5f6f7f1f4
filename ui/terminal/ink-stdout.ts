import type { Size } from "../frame/size.ts";

/** What a terminal is taken for that does not tell its size. */
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
