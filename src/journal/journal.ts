import { isoFromMs } from "../time/iso.ts";
import type { Entry, Fact } from "./entry.ts";

export interface JournalOptions {
  readonly now: () => number;
  /** The number that the next entry gets. */
  readonly firstSeq?: number;
  readonly maxEntries?: number;
  readonly maxBytes?: number;
}

/** Entries held in memory: about 2,000 deliveries with a retry each, enough for a console that reconnects. */
export const MAX_JOURNAL_ENTRIES = 20_000;
/** Bytes of bodies held with them (estimated, UTF-16 counted as one byte a character): keeps a flood of large answers under the memory aim. */
export const MAX_JOURNAL_BYTES = 24 * 1024 * 1024;

/** Facts, appended once and numbered; everything that shows a delivery reads them here. A bounded ring: the oldest go first. */
export class Journal {
  readonly #now: () => number;
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  readonly #listeners = new Set<(entry: Entry) => void>();
  /** Entries that the listeners have not been told of: a listener may cause further ones. */
  #untold: Entry[] = [];
  #isTelling = false;
  /** A ring as an array with a moving start: entries before `#start` are gone. */
  #entries: Entry[] = [];
  #start = 0;
  #bytes = 0;
  #nextSeq: number;

  constructor(options: JournalOptions) {
    this.#now = options.now;
    this.#nextSeq = options.firstSeq ?? 1;
    this.#maxEntries = options.maxEntries ?? MAX_JOURNAL_ENTRIES;
    this.#maxBytes = options.maxBytes ?? MAX_JOURNAL_BYTES;
  }

  /** The number of the oldest entry still held; `lastSeq + 1` when none is. */
  get firstSeq(): number {
    return this.#nextSeq - this.#held();
  }

  /** The number of the newest entry; 0 before the first. */
  get lastSeq(): number {
    return this.#nextSeq - 1;
  }

  /** Appends a fact; `fold` sees the entry before anybody else, so that readers who are told find the views up to date. */
  append(fact: Fact, fold?: (entry: Entry) => void): Entry {
    const entry = entryOf(this.#nextSeq, isoFromMs(this.#now()), fact);
    this.#nextSeq += 1;
    this.#entries.push(entry);
    this.#bytes += weightOf(entry);
    this.#trim();
    fold?.(entry);
    this.#tell(entry);
    return entry;
  }

  /** The held entries with a number above `seq`, oldest first, at most `limit` of them. */
  since(seq: number, limit = Number.POSITIVE_INFINITY): readonly Entry[] {
    const skip = Math.max(0, seq + 1 - this.firstSeq);
    const from = this.#start + skip;
    return this.#entries.slice(from, Math.min(this.#entries.length, from + limit));
  }

  /** Calls back for every entry from now on, in order, as it is appended. */
  subscribe(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** One entry after the other: what a listener causes is told when all of them know what caused it. */
  #tell(entry: Entry): void {
    this.#untold.push(entry);
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let next = this.#untold.shift(); next !== undefined; next = this.#untold.shift()) {
        for (const listener of this.#listeners) listener(next);
      }
    } finally {
      this.#isTelling = false;
    }
  }

  #held(): number {
    return this.#entries.length - this.#start;
  }

  #trim(): void {
    while (this.#held() > 1 && (this.#held() > this.#maxEntries || this.#bytes > this.#maxBytes)) {
      const oldest = this.#entries[this.#start];
      if (oldest !== undefined) this.#bytes -= weightOf(oldest);
      this.#entries[this.#start] = GONE;
      this.#start += 1;
    }
    // Moving the array's start is free; now and then what lies before it is given back.
    if (this.#start > this.#maxEntries) {
      this.#entries = this.#entries.slice(this.#start);
      this.#start = 0;
    }
  }
}

/** The usual kinds are written out: an object made whole costs half of one that grows by a spread. */
function entryOf(seq: number, at: string, fact: Fact): Entry {
  switch (fact.type) {
    case "delivery.created":
      return { seq, at, type: fact.type, delivery: fact.delivery };
    case "attempt.started":
    case "attempt.finished":
      return { seq, at, type: fact.type, delivery_id: fact.delivery_id, attempt: fact.attempt };
    case "delivery.settled":
      return { seq, at, type: fact.type, delivery_id: fact.delivery_id, state: fact.state, reason: fact.reason };
    default:
      return { seq, at, ...fact };
  }
}

/** Stands where an entry was until the array is cut, so that its bodies are given back at once. */
const GONE: Entry = { seq: 0, at: "", type: "world.changed", change: "" };

/** What an entry without its bodies takes, roughly. */
const ENTRY_BASE_BYTES = 600;

function weightOf(entry: Entry): number {
  if (entry.type === "delivery.created") return ENTRY_BASE_BYTES + (entry.delivery.request?.body.length ?? 0);
  if (entry.type === "attempt.finished") return ENTRY_BASE_BYTES + (entry.attempt.response?.body.length ?? 0);
  return ENTRY_BASE_BYTES;
}
