import { stripVTControlCharacters } from "node:util";
import { printable } from "../../base/printable.ts";
import { everyReal } from "../../base/time/system-clock.ts";
import type { Io, Output } from "../io.ts";
import { paintFor } from "./terminal-paint.ts";

/** Real ms between two updates of the line; the eye cannot follow more. */
const SHOW_EVERY_MS = 100;
const ERASE_LINE = "\r\u001b[2K";
/** Columns if the terminal does not report its width. */
const USUAL_COLUMNS = 80;

/** A last line on the terminal that shows the current work, and never mixes with other output. */
export interface ProgressLine {
  /** Sets the text for the next update. */
  say(text: string): void;
  /** Standard output above the line. */
  readonly stdout: Output & { readonly columns?: number | undefined };
  /** Removes the line. */
  end(): void;
}

/** Only on a terminal, and not in CI: elsewhere each item's own line is the progress. */
export function progressLine(io: Io): ProgressLine {
  const { stdout, stderr, env } = io;
  const columns = columnsOf(stdout);
  const isShown = stderr.isTTY === true && stdout.isTTY === true && (env.CI ?? "") === "" && env.TERM !== "dumb";
  if (!isShown) return { say: io.onProgress ?? (() => {}), end: () => {}, stdout };
  const paint = paintFor(stderr, env);
  let wanted = "";
  let shown = "";
  const erase = () => {
    if (shown !== "") stderr.write(ERASE_LINE);
    shown = "";
  };
  const look = () => {
    if (wanted === shown) return;
    erase();
    const room = (columns ?? USUAL_COLUMNS) - 1;
    stderr.write(paint("quiet", wanted.length <= room ? wanted : `${wanted.slice(0, room - 1)}…`));
    shown = wanted;
  };
  const cancel = everyReal(SHOW_EVERY_MS, look);
  return {
    say: (text) => {
      wanted = printable(stripVTControlCharacters(text));
    },
    end: () => {
      cancel();
      erase();
      wanted = "";
    },
    stdout: {
      isTTY: true,
      columns,
      write: (text) => {
        erase();
        return stdout.write(text);
      },
    },
  };
}

function columnsOf(output: Output): number | undefined {
  return "columns" in output && typeof output.columns === "number" ? output.columns : undefined;
}
