/** One line of a text that arrives in chunks. */
export interface TextLine {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** Whether the text ends without a line break here: the line may have been cut off. */
  readonly isUnended: boolean;
  /** Whether the line exceeds the limit; `text` is then empty, and no line follows. */
  readonly isTooLong: boolean;
}

const LINE_FEED = 10;

/**
 * Yields the lines of a byte stream, so that a file of any size is read in the memory of its longest line. A line longer than `maxBytes` is
 * reported as the last one. Blank lines are reported too.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array | string>, maxBytes: number): AsyncGenerator<TextLine> {
  const open = new OpenLine(maxBytes);
  for await (const chunk of chunks) {
    const bytes =
      typeof chunk === "string" ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, from)) {
      open.add(bytes.subarray(from, end));
      if (open.isTooLong) break;
      yield open.taken(false);
      from = end + 1;
    }
    if (!open.isTooLong) open.add(bytes.subarray(from));
    if (open.isTooLong) return yield open.tooLong();
  }
  if (!open.isEmpty) yield open.taken(true);
}

/** The line being read. */
class OpenLine {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;
  #number = 1;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  get isTooLong(): boolean {
    return this.#bytes > this.#maxBytes;
  }

  add(part: Buffer): void {
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#bytes += part.length;
  }

  taken(isUnended: boolean): TextLine {
    const text = Buffer.concat(this.#parts).toString("utf8");
    const line = { number: this.#number, text: withoutMark(text, this.#number), isUnended, isTooLong: false };
    this.#parts = [];
    this.#bytes = 0;
    this.#number += 1;
    return line;
  }

  tooLong(): TextLine {
    return { number: this.#number, text: "", isUnended: true, isTooLong: true };
  }
}

/** Windows programs write a byte order mark before the first line, and a carriage return at the end of each. */
function withoutMark(text: string, number: number): string {
  const begun = number === 1 ? text.replace(/^\ufeff/, "") : text;
  return begun.endsWith("\r") ? begun.slice(0, -1) : begun;
}
