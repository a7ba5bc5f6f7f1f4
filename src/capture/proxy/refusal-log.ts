import type { Cancel } from "../../base/time/clock.ts";
import { afterReal } from "../../base/time/system-clock.ts";
import type { Refusal } from "./exposed-listener.ts";

/** Real ms over which refusals of one kind are told together: an address that is open to the world is scanned all the time. */
const GATHER_MS = 10_000;

interface Gathered {
  readonly refusal: Refusal;
  more: number;
}

/** Tells of what was refused: the first of a kind at once, what follows soon after as a number. */
export class RefusalLog {
  readonly #tell: (sentence: string) => void;
  readonly #gathered = new Map<string, Gathered>();
  readonly #cancels = new Map<string, Cancel>();

  constructor(tell: (sentence: string) => void) {
    this.#tell = tell;
  }

  note(refusal: Refusal): void {
    const key = `${refusal.status} ${refusal.why}`;
    const known = this.#gathered.get(key);
    if (known !== undefined) {
      known.more += 1;
      return;
    }
    this.#gathered.set(key, { refusal, more: 0 });
    this.#tell(`the proxy refused a request with ${refusal.status}: ${refusal.why}`);
    this.#cancels.set(
      key,
      afterReal(GATHER_MS, () => this.#flush(key)),
    );
  }

  close(): void {
    for (const key of [...this.#gathered.keys()]) this.#flush(key);
  }

  #flush(key: string): void {
    const gathered = this.#gathered.get(key);
    this.#cancels.get(key)?.();
    this.#cancels.delete(key);
    this.#gathered.delete(key);
    if (gathered === undefined || gathered.more === 0) return;
    const { refusal, more } = gathered;
    this.#tell(
      `the proxy refused ${more} more ${more === 1 ? "request" : "requests"} with ${refusal.status}: ${refusal.why}`,
    );
  }
}
