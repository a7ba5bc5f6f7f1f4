/** Lines that a receiver prints or logs, as evidence of its work (`--effect-log`). */

import { printable } from "../../base/printable.ts";

/** Where lines come from: what a command prints, or a file that grows. */
export interface LineSource {
  /** Called for every line from now on, without its end and what drives a terminal. Gives back what ends it. */
  subscribe(listener: (line: string) => void): () => void;
}

/** The name under which a printed line is counted as an effect. */
export const PRINTED_EFFECT = "log";

/** Characters of a line that are kept: a log entry in JSON with a whole thread in it. What is longer is cut. */
export const LINE_LIMIT = 16_384;

/**
 * The parts of a line that may each tell of a piece of work: from one match to the next, and the text before the first with the
 * first. Programs that print from several threads glue lines together. Empty where nothing matches.
 */
export function partsOfLine(line: string, pattern: RegExp): readonly string[] {
  const flags = pattern.flags.includes("g") ? pattern.flags : `${pattern.flags}g`;
  const matches = [...line.matchAll(new RegExp(pattern.source, flags))];
  const starts = matches.filter(({ 0: text }, at) => at === 0 || text !== "").map(({ index }) => index);
  return starts.map((start, at) => line.slice(at === 0 ? 0 : start, starts[at + 1]));
}

/** What hears of lines that tell of work. */
interface LineCounter {
  seeLine(line: string, parts: readonly string[]): void;
  /** It is a piece of one, or one with a piece of another. */
  seeTornLine(line: string): void;
}

/** From now on, each line that matches is counted, and pieces of such lines are noted. Gives back what ends it. */
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
    // A wrapper, so that one function that subscribes twice is told twice and ends once.
    const told = (line: string) => listener(line);
    this.#listeners.add(told);
    return () => void this.#listeners.delete(told);
  }

  tell(line: string): void {
    for (const listener of [...this.#listeners]) listener(line);
  }
}

/** Cuts a text that comes in pieces into its lines; empty ones are left out. */
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

  /** What has no line end yet is a line too: nothing comes behind it. */
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

/** Shapes of lines that are kept: a receiver prints its work in a few. */
const MAX_SHAPES = 50;
const ADDRESS = /[^\s"'<>()[\],;:=&/\\@]+@[^\s"'<>()[\],;:=&/\\]+/g;
const TYPE = /\b[A-Z]+(?:_[A-Z]+)+\b/g;
const ID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;
const NUMBER = /\d+/g;

/** What lines of one kind have in common: addresses, event types, ids and numbers stand for any. */
function shapeOf(line: string): string {
  return line.replace(ADDRESS, "@").replace(ID, "#").replace(TYPE, "T").replace(NUMBER, "#");
}

/**
 * Knows pieces of the lines that tell of work. Programs that print from several threads word by word tear their lines: `handledhandled
 * EMAIL_SENT …` and ` EMAIL_SENT …`, of which the pattern matches one.
 */
class TornLines {
  readonly #usual = new Set<string>();

  /** Whether it is the end of a usual line, or a usual line behind the beginning of another; `isWork`: the pattern matches it. */
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
