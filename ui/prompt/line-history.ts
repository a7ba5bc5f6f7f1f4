/** Lines of one kind that are remembered, as many as anybody goes back through. */
const MAX_REMEMBERED = 100;

/** What was entered before, to go back to with the arrows. A line that comes again moves to the end. */
export class LineHistory {
  #lines: string[] = [];
  /** How many lines back one is; 0 = at what is being written. */
  #back = 0;
  #draft = "";

  add(line: string): void {
    this.leave();
    if (line.trim() === "") return;
    this.#lines = [...this.#lines.filter((other) => other !== line), line].slice(-MAX_REMEMBERED);
  }

  /** The line before, or `null` at the oldest. `written` is what stands there now. */
  older(written: string): string | null {
    if (this.#back >= this.#lines.length) return null;
    if (this.#back === 0) this.#draft = written;
    this.#back += 1;
    return this.#lines.at(-this.#back) ?? null;
  }

  /** The line after, in the end what was being written; `null` when that is there already. */
  newer(): string | null {
    if (this.#back === 0) return null;
    this.#back -= 1;
    return this.#back === 0 ? this.#draft : (this.#lines.at(-this.#back) ?? null);
  }

  /** The next going back begins at the newest line again. */
  leave(): void {
    this.#back = 0;
  }
}
