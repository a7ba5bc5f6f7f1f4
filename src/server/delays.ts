import { systemTime } from "../base/time/system-clock.ts";

/** Calls that are held for some real time. All go on at once when the server closes, so that it need not wait for them. */
export class Delays {
  readonly #ends = new Set<() => void>();
  #isOver = false;

  /** Resolves after this many real ms, or at the end. */
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
