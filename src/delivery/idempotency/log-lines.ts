/** Lines that a receiver prints or logs, as evidence of its work (`--effect-log`). */

import { printable } from "../../base/printable.ts";

/** A source of lines: a command's output, or a growing file. */
export interface LineSource {
  /** Calls back for every line from now on, without its line break and terminal sequences. Returns the unsubscribe function. */
  subscribe(listener: (line: string) => void): () => void;
}

/** The name under which a printed line is counted as an effect. */
export const PRINTED_EFFECT = "log";

/** Characters of a line that are kept: a JSON log entry with a whole thread. Longer lines are cut. */
export const LINE_LIMIT = 16_384;

/**
 * Splits a line into parts that may each report a piece of work: from one match to the next; text before the first match belongs to the
 * first part. Programs that print from several threads join lines. Empty if nothing matches.
 */
export function partsOfLine(line: string, pattern: RegExp): readonly string[] {
  const flags = pattern.flags.includes("g") ? pattern.flags : `${pattern.flags}g`;
  const matches = [...line.matchAll(new RegExp(pattern.source, flags))];
  const starts = matches.filter(({ 0: text }, at) => at === 0 || text !== "").map(({ index }) => index);
  return starts.map((start, at) => line.slice(at === 0 ? 0 : start, starts[at + 1]));
}

/** Receives lines that report work. */
interface LineCounter {
  seeLine(line: string, parts: readonly string[]): void;
  /** The line is a piece of a line, or a line with a piece of another. */
  seeTornLine(line: string): void;
}

/** Counts each matching line from now on, and records pieces of such lines. Returns the unsubscribe function. */
export function countLines(lines: LineSource, pattern: RegExp, counter: LineCounter): () => void {
  const torn = new TornLines();
  return lines.subscribe((line) => {
    const parts = partsOfLine(line, pattern);
    if (torn.isTorn(line, parts.length > 0)) counter.seeTornLine(line);
    if (parts.length > 0) counter.seeLine(line, parts);
  });
}

/** Passes lines on to all subscribers; without any, a line is lost. */
export class LineRelay implements LineSource {
  readonly #listeners = new Set<(line: string) => void>();

  subscribe(listener: (line: string) => void): () => void {
    // A wrapper, so that a function that subscribes twice is called twice and each subscription ends separately.
    const told = (line: string) => listener(line);
    this.#listeners.add(told);
    return () => void this.#listeners.delete(told);
  }

  tell(line: string): void {
    for (const listener of [...this.#listeners]) listener(line);
  }
}

/** Splits streamed text into lines; empty lines are skipped. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #part = "";

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(text: string): void {
    const [first = "", ...others] = text.split("\n");
    this.#extend(first);
    for (const other of others) {
      this.end();
      this.#extend(other);
    }
  }

  /** Text without a line break at the end is a line too. */
  end(): void {
    const line = printable(this.#part).trim();
    this.#part = "";
    if (line !== "") this.#onLine(line);
  }

  #extend(text: string): void {
    const room = LINE_LIMIT - this.#part.length;
    if (room > 0) this.#part += text.slice(0, room);
  }
}

/** Maximum number of line shapes: a receiver prints its work in a few. */
const MAX_SHAPES = 50;
const ADDRESS = /[^\s"'<>()[\],;:=&/\\@]+@[^\s"'<>()[\],;:=&/\\]+/g;
const TYPE = /\b[A-Z]+(?:_[A-Z]+)+\b/g;
const ID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;
const NUMBER = /\d+/g;

/** The common shape of similar lines: addresses, event types, ids and numbers become placeholders. */
function shapeOf(line: string): string {
  return line.replace(ADDRESS, "@").replace(ID, "#").replace(TYPE, "T").replace(NUMBER, "#");
}

/**
 * Recognises pieces of lines that report work. Programs that print word by word from several threads tear their lines: `handledhandled
 * EMAIL_SENT …` and ` EMAIL_SENT …`, of which the pattern matches one.
 */
class TornLines {
  readonly #usual = new Set<string>();

  /** Whether it is the end of a known line, or a known line after the beginning of another; `isWork`: the pattern matches it. */
  isTorn(line: string, isWork: boolean): boolean {
    const shape = shapeOf(line);
    if (this.#usual.has(shape)) return false;
    const usual = [...this.#usual];
    if (!isWork) return shape.includes("@") && usual.some((one) => one.endsWith(shape));
    if (usual.some((one) => isBehindAnother(shape, one))) return true;
    if (this.#usual.size < MAX_SHAPES) this.#usual.add(shape);
    return false;
  }
}

function isBehindAnother(shape: string, usual: string): boolean {
  if (!shape.endsWith(usual)) return false;
  const before = shape.slice(0, -usual.length).trimEnd();
  return before !== "" && usual.startsWith(before);
}
