import type { Cancel } from "./clock.ts";

interface Item {
  readonly at: number;
  readonly order: number;
  callback: (() => void) | null;
  /** Taken out of the heap: it is about to be called, unless it is cancelled before its turn. */
  isTaken: boolean;
}

/**
 * Callbacks by due time: a binary heap, earliest first, ties in the order in which they were added. Cancelled items are dropped when they
 * come up.
 */
export class Agenda {
  readonly #heap: Item[] = [];
  #order = 0;
  #cancelled = 0;

  add(at: number, callback: () => void): Cancel {
    const item: Item = { at, order: this.#order, callback, isTaken: false };
    this.#order += 1;
    this.#heap.push(item);
    this.#rise(this.#heap.length - 1);
    return () => {
      if (item.callback === null) return;
      item.callback = null;
      if (item.isTaken) return;
      this.#cancelled += 1;
      this.#compact();
    };
  }

  /** The earliest due time, or `null`. */
  nextAt(): number | null {
    this.#dropCancelled();
    return this.#heap[0]?.at ?? null;
  }

  /** Takes out everything due at or before `now`, in order. A callback that an earlier one cancels does nothing when called. */
  takeDue(now: number): (() => void)[] {
    const due: (() => void)[] = [];
    for (let at = this.nextAt(); at !== null && at <= now; at = this.nextAt()) {
      const item = this.#pop();
      if (item === undefined) break;
      item.isTaken = true;
      due.push(() => callOnce(item));
    }
    return due;
  }

  clear(): void {
    this.#heap.length = 0;
    this.#cancelled = 0;
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.callback === null) {
      this.#pop();
      this.#cancelled -= 1;
    }
  }

  /** Keeps the heap at no more than twice the number of callbacks that are still due. */
  #compact(): void {
    if (this.#cancelled < 64 || this.#cancelled * 2 < this.#heap.length) return;
    const kept = this.#heap.filter((item) => item.callback !== null).sort((a, b) => (isBefore(a, b) ? -1 : 1));
    this.#heap.splice(0, this.#heap.length, ...kept);
    this.#cancelled = 0;
  }

  #pop(): Item | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined || this.#heap.length === 0) return first;
    this.#heap[0] = last;
    this.#sink(0);
    return first;
  }

  #rise(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfBefore(index, parent)) return;
      index = parent;
    }
  }

  #sink(start: number): void {
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const [a, b] = [this.#heap[left], this.#heap[left + 1]];
      if (a === undefined) return;
      const child = b !== undefined && isBefore(b, a) ? left + 1 : left;
      if (!this.#swapIfBefore(child, index)) return;
      index = child;
    }
  }

  #swapIfBefore(lower: number, upper: number): boolean {
    const [a, b] = [this.#heap[lower], this.#heap[upper]];
    if (a === undefined || b === undefined || !isBefore(a, b)) return false;
    this.#heap[lower] = b;
    this.#heap[upper] = a;
    return true;
  }
}

function callOnce(item: Item): void {
  const { callback } = item;
  item.callback = null;
  callback?.();
}

function isBefore(a: Item, b: Item): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
