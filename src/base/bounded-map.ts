/**
 * A map that forgets its oldest entry when it would grow over a limit. (Asking a plain `Map` for its first key costs time in proportion
 * to the keys deleted before it, which a queue of deletions at the front makes the worst case.)
 */
export class BoundedMap<Key, Value> {
  readonly #values = new Map<Key, Value>();
  readonly #limit: number;
  #order: Key[] = [];
  #start = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: Key): Value | undefined {
    return this.#values.get(key);
  }

  /** Oldest first. */
  *entries(): Generator<readonly [Key, Value]> {
    for (const key of this.#order.slice(this.#start)) {
      const value = this.#values.get(key);
      if (value !== undefined) yield [key, value];
    }
  }

  /** A key that is known keeps its age. */
  set(key: Key, value: Value): void {
    if (!this.#values.has(key)) this.#order.push(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#limit) this.#forgetOldest();
  }

  clear(): void {
    this.#values.clear();
    this.#order = [];
    this.#start = 0;
  }

  #forgetOldest(): void {
    const oldest = this.#order[this.#start];
    if (oldest !== undefined) this.#values.delete(oldest);
    this.#start += 1;
    if (this.#start < this.#limit) return;
    this.#order = this.#order.slice(this.#start);
    this.#start = 0;
  }
}
