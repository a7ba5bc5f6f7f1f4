/** Bytes of the buffer that lines are encoded into: what arises in a turn of the loop fits many times over. */
const BUFFER_BYTES = 1024 * 1024;
/** A UTF-16 unit takes at most so many bytes of UTF-8. */
const MOST_BYTES_A_UNIT = 3;

/**
 * Turns lines into bytes, one newline behind each. The bytes of a usual batch lie in a buffer that the next call uses again: to be
 * written at once.
 */
export class LineBytes {
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);

  of(lines: readonly string[]): Buffer {
    const text = `${lines.join("\n")}\n`;
    if (text.length * MOST_BYTES_A_UNIT > BUFFER_BYTES) return Buffer.from(text);
    return this.#buffer.subarray(0, this.#buffer.write(text));
  }
}
