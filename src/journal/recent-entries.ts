import type { Entry } from "./entry.ts";

/** The stored form of an entry: the object, or its JSON text if that was made anyway. */
export type HeldEntry = Entry | string;

/** The newest entries, bounded in number and in bytes: the oldest go first. */
export class RecentEntries {
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  /** A ring as an array with a moving start: entries before `#start` are gone. */
  #entries: HeldEntry[] = [];
  #start = 0;
  #bytes = 0;

  constructor(maxEntries: number, maxBytes: number) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#entries.length - this.#start;
  }

  push(entry: HeldEntry): void {
    this.#entries.push(entry);
    this.#bytes += weightOf(entry);
    while (this.length > 1 && (this.length > this.#maxEntries || this.#bytes > this.#maxBytes)) this.#dropOldest();
    // Moving the array's start is free; the space before it is released occasionally.
    if (this.#start <= this.#maxEntries) return;
    this.#entries = this.#entries.slice(this.#start);
    this.#start = 0;
  }

  /** At most `limit` entries, after the first `skip`. */
  slice(skip: number, limit: number): readonly HeldEntry[] {
    const from = this.#start + skip;
    return this.#entries.slice(from, Math.min(this.#entries.length, from + limit));
  }

  #dropOldest(): void {
    const oldest = this.#entries[this.#start];
    if (oldest !== undefined) this.#bytes -= weightOf(oldest);
    // Releases its bodies at once, not only when the array is cut.
    this.#entries[this.#start] = "";
    this.#start += 1;
  }
}

/** Approximate size of an entry without its bodies. */
const ENTRY_BASE_BYTES = 600;

function weightOf(entry: HeldEntry): number {
  if (typeof entry === "string") return entry.length;
  if (entry.type === "delivery.created") return ENTRY_BASE_BYTES + (entry.delivery.request?.body.length ?? 0);
  if (entry.type === "attempt.finished") return ENTRY_BASE_BYTES + (entry.attempt.response?.body.length ?? 0);
  return ENTRY_BASE_BYTES;
}
