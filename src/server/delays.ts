import { systemTime } from "../base/time/system-clock.ts";

/** Calls that are delayed in real time. All continue at once when the server closes, so that it does not wait for them. */
export class Delays {
  readonly #ends = new Set<() => void>();
  #isOver = false;

  /** Resolves after this many real ms, or when the server closes. */
  pass(ms: number): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        this.#ends.delete(end);
        resolve();
      };
      const cancel = systemTime.after(ms, end);
      this.#ends.add(end);
    });
  }

  end(): void {
    this.#isOver = true;
    for (const end of [...this.#ends]) end();
  }
}
