/** With more than this many items, sorting everything is cheaper. */
const MAX_KEPT_IN_ORDER = 500;

/** Collects items and gives the first `count` of them in order: this finds a page of a long list without sorting it. */
export class FirstInOrder<Item> {
  readonly #items: Item[] = [];
  readonly #compare: (one: Item, other: Item) => number;
  readonly #count: number;

  constructor(count: number, compare: (one: Item, other: Item) => number) {
    this.#count = count <= MAX_KEPT_IN_ORDER ? count : Number.POSITIVE_INFINITY;
    this.#compare = compare;
  }

  add(item: Item): void {
    const items = this.#items;
    if (this.#count === Number.POSITIVE_INFINITY) {
      items.push(item);
      return;
    }
    const last = items.at(-1);
    if (items.length >= this.#count && (last === undefined || this.#compare(last, item) <= 0)) return;
    let [low, high] = [0, items.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = items[middle];
      if (there !== undefined && this.#compare(there, item) <= 0) low = middle + 1;
      else high = middle;
    }
    items.splice(low, 0, item);
    if (items.length > this.#count) items.pop();
  }

  /** In order; equal items keep the order of addition. */
  list(): readonly Item[] {
    return this.#count === Number.POSITIVE_INFINITY ? this.#items.sort(this.#compare) : this.#items;
  }
}
