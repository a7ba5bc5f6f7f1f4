/** One check speaks at a time; while it only waits for late work, others may. */
export class Floor {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  /** Resolves when nobody else speaks; in the order of asking. */
  async take(): Promise<void> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
  }

  /** The next one may speak: the floor is handed over, so that nobody gets in between. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#isTaken = false;
    else next();
  }

  /** Waits without the floor, and takes it again. */
  async rest<Value>(wait: () => Promise<Value>): Promise<Value> {
    this.leave();
    try {
      return await wait();
    } finally {
      await this.take();
    }
  }
}
