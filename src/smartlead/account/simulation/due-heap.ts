/** An item with a due time; items with the same time are sorted by order. */
export interface Due {
  readonly at: number;
  readonly order: number;
}

/** Items by due time, earliest first: a binary heap. */
export class DueHeap<Item extends Due> {
  #items: Item[];

  constructor(items: readonly Item[] = []) {
    // A sorted array is a valid heap.
    this.#items = [...items].sort((one, other) => (isBefore(one, other) ? -1 : 1));
  }

  first(): Item | undefined {
    return this.#items[0];
  }

  /** The items in order. */
  list(): Item[] {
    return [...this.#items].sort((one, other) => (isBefore(one, other) ? -1 : 1));
  }

  add(item: Item): void {
    this.#items.push(item);
    let index = this.#items.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfBefore(index, parent)) return;
      index = parent;
    }
  }

  take(): Item | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (first === undefined || last === undefined || this.#items.length === 0) return first;
    this.#items[0] = last;
    this.#sink();
    return first;
  }

  #sink(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [a, b] = [this.#items[left], this.#items[left + 1]];
      if (a === undefined) return;
      const child = b !== undefined && isBefore(b, a) ? left + 1 : left;
      if (!this.#swapIfBefore(child, index)) return;
      index = child;
    }
  }

  #swapIfBefore(lower: number, upper: number): boolean {
    const [a, b] = [this.#items[lower], this.#items[upper]];
    if (a === undefined || b === undefined || !isBefore(a, b)) return false;
    this.#items[lower] = b;
    this.#items[upper] = a;
    return true;
  }
}

function isBefore(one: Due, other: Due): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
