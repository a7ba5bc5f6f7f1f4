import { guarded, SmartLeadMockError } from "../base/errors.ts";
import type { Cancel } from "../base/time/clock.ts";
import { isoFromMs } from "../base/time/iso.ts";
import { systemTime } from "../base/time/system-clock.ts";
import type { Fact } from "../delivery/facts.ts";
import type { Entry } from "./entry.ts";
import type { EntryStore, FrameTexts } from "./entry-store.ts";
import { type HeldEntry, RecentEntries } from "./recent-entries.ts";

export interface JournalOptions {
  readonly now: () => number;
  /** Stores entries permanently; without it only the newest are available. */
  readonly keeper?: EntryStore | null;
  readonly maxEntries?: number;
  readonly maxBytes?: number;
  /** Called after each write, when everything appended so far is stored. */
  readonly onWritten?: () => void;
  /** Called for an error thrown by a listener or a callback; the other listeners are still called. */
  readonly onDefect?: (error: unknown) => void;
  /** Called once, when a write fails for the first time. */
  readonly onFailure?: (failure: SmartLeadMockError) => void;
}

/** Entries kept in memory: about 2,000 deliveries with a retry each, enough for a console that reconnects. */
export const MAX_JOURNAL_ENTRIES = 20_000;
/** Limit for their bodies in bytes (estimated, one byte per UTF-16 unit): keeps a flood of large answers within the memory budget. */
export const MAX_JOURNAL_BYTES = 24 * 1024 * 1024;
/** Entries kept in memory when all are on disk: those that a live stream reads in some 100 ms at full load; older ones are read back. */
export const MAX_RECENT_ENTRIES = 6_000;

interface Waiting {
  readonly then: () => void;
  readonly otherwise: () => void;
}

/**
 * Numbered, append-only facts; every view of a delivery is built from them. With a keeper an entry is written before listeners get it: the
 * entries of one turn of the event loop are written together.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #keeper: EntryStore | null;
  readonly #recent: RecentEntries;
  readonly #listeners = new Set<(entry: Entry) => void>();
  readonly #failureListeners = new Set<(failure: SmartLeadMockError) => void>();
  /** Entries that listeners have not received: they are not written yet, or a listener appended them. */
  #untold: Entry[] = [];
  /** How many of them were delivered; a moving start index, since many may be written at once. */
  #toldCount = 0;
  #isTelling = false;
  #unwritten: string[] = [];
  #waiting: Waiting[] = [];
  #cancelWrite: Cancel | null = null;
  #failure: SmartLeadMockError | null = null;
  #nextSeq = 1;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#keeper = options.keeper ?? null;
    const maxEntries = options.maxEntries ?? (this.#keeper === null ? MAX_JOURNAL_ENTRIES : MAX_RECENT_ENTRIES);
    this.#recent = new RecentEntries(maxEntries, options.maxBytes ?? MAX_JOURNAL_BYTES);
  }

  /** Continues the numbering of an earlier process. Call before the first entry. */
  startAfter(seq: number): void {
    this.#nextSeq = seq + 1;
  }

  /** The number of the oldest entry that can be read; `lastSeq + 1` when none exists. */
  get firstSeq(): number {
    return this.#keeper === null ? this.heldFirstSeq : Math.min(this.#keeper.firstSeq, this.heldFirstSeq);
  }

  /** The number of the oldest entry still held in memory; `lastSeq + 1` when none is. */
  get heldFirstSeq(): number {
    return this.#nextSeq - this.#recent.length;
  }

  /** The number of the newest entry; 0 before the first. */
  get lastSeq(): number {
    return this.#nextSeq - 1;
  }

  /** Why the journal cannot be written any more; `null` while it can. */
  get failure(): SmartLeadMockError | null {
    return this.#failure;
  }

  /** Appends a fact; `fold` gets the entry before all listeners, so that they find the views up to date. */
  append(fact: Fact, fold?: (entry: Entry) => void): Entry {
    const entry = entryOf(this.#nextSeq, isoFromMs(this.#options.now()), fact);
    this.#nextSeq += 1;
    fold?.(entry);
    this.#untold.push(entry);
    if (this.#keeper === null || this.#failure !== null) {
      this.#recent.push(entry);
      this.#tell();
    } else {
      const text = JSON.stringify(entry);
      this.#recent.push(text);
      this.#unwritten.push(text);
      this.writeSoon();
    }
    return entry;
  }

  /** A command was noted: it is written with the other data of this turn of the event loop, with or without entries. */
  writeSoon(): void {
    if (this.#keeper === null || this.#failure !== null) return;
    this.#cancelWrite ??= systemTime.soon(() => this.flush());
  }

  /** Calls `then` once everything appended so far is written (immediately if it is), or `otherwise` if it cannot be. */
  whenWritten(then: () => void, otherwise: () => void): void {
    if (this.#failure !== null) otherwise();
    else if (!this.#hasUnwritten()) then();
    else this.#waiting.push({ then, otherwise });
  }

  /** Writes all pending data; never throws: `failure` has the error. */
  flush(): void {
    if (this.#keeper === null || this.#failure !== null || !this.#hasUnwritten()) return;
    this.#cancelWrite?.();
    this.#cancelWrite = null;
    const texts = this.#unwritten;
    this.#unwritten = [];
    try {
      this.#keeper.write(texts, this.lastSeq);
      this.#options.onWritten?.();
    } catch (error) {
      this.#fail(error);
    }
    for (const { then, otherwise } of this.#waiting.splice(0))
      guarded(this.#failure === null ? then : otherwise, this.#options.onDefect);
    this.#tell();
  }

  /**
   * Writes all pending data before something is acknowledged. Throws `journal_unwritable` when this or an earlier write failed, and when
   * the written file has disappeared.
   */
  commit(): void {
    this.flush();
    try {
      if (this.#failure === null) this.#keeper?.mustBeThere();
    } catch (error) {
      this.#fail(error);
    }
    if (this.#failure !== null) throw new SmartLeadMockError(this.#failure.code, this.#failure.message);
  }

  /** The entries in memory after `seq`, oldest first, at most `limit`. */
  since(seq: number, limit = Number.POSITIVE_INFINITY): readonly Entry[] {
    this.flush();
    return this.#held(seq, limit).map((held) => (typeof held === "string" ? JSON.parse(held) : held));
  }

  /** JSON texts of the frames after `seq`, at most `limit`, from memory or storage. A `gap` replaces lost entries. */
  textsAfter(seq: number, limit: number): FrameTexts {
    this.flush();
    if (seq + 1 < this.firstSeq) return gapTexts(seq + 1, this.firstSeq - 1);
    if (seq + 1 < this.heldFirstSeq && this.#keeper !== null) {
      const kept = this.#keeper.textsAfter(seq, limit);
      // After a failed write the newest entries are in memory only, and memory evicts old ones.
      return kept.texts.length > 0 ? kept : gapTexts(seq + 1, this.heldFirstSeq - 1);
    }
    const held = this.#held(seq, limit);
    const texts = held.map((entry) => (typeof entry === "string" ? entry : JSON.stringify(entry)));
    return { texts, lastSeq: Math.max(seq, this.heldFirstSeq - 1) + held.length };
  }

  /** The newest stored entry whose text contains this one; `null` when none exists or entries are not stored. */
  findNewest(text: string): Entry | null {
    this.flush();
    return this.#keeper?.findNewest(text) ?? null;
  }

  /** Calls back when the journal cannot be written any more. */
  onceUnwritable(listener: (failure: SmartLeadMockError) => void): void {
    this.#failureListeners.add(listener);
  }

  /** Calls back for every entry from now on, in order, once it is written. */
  subscribe(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #hasUnwritten(): boolean {
    return this.#unwritten.length > 0 || this.#keeper?.hasNotes === true;
  }

  #held(seq: number, limit: number): readonly HeldEntry[] {
    return this.#recent.slice(Math.max(0, seq + 1 - this.heldFirstSeq), limit);
  }

  #fail(error: unknown): void {
    const isOwn = error instanceof SmartLeadMockError;
    this.#failure = isOwn ? error : new SmartLeadMockError("internal", "The journal failed.", { cause: error });
    this.#options.onFailure?.(this.#failure);
    for (const listener of this.#failureListeners) listener(this.#failure);
  }

  /** One entry after the other: an entry that a listener appends is delivered after all listeners have got the one that caused it. */
  #tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      // Entries that a listener appends meanwhile are delivered here too, unless they must be written first.
      for (let next = this.#nextTold(); next !== undefined; next = this.#nextTold()) {
        for (const listener of this.#listeners) this.#tellOne(listener, next);
      }
    } finally {
      this.#isTelling = false;
    }
  }

  /** Creates no closure per entry and listener: this is the journal's hot path. */
  #tellOne(listener: (entry: Entry) => void, entry: Entry): void {
    const { onDefect } = this.#options;
    try {
      listener(entry);
    } catch (error) {
      if (onDefect === undefined) throw error;
      onDefect(error);
    }
  }

  #nextTold(): Entry | undefined {
    if (this.#untold.length - this.#toldCount > this.#unwritten.length) {
      const next = this.#untold[this.#toldCount];
      this.#toldCount += 1;
      return next;
    }
    if (this.#toldCount === this.#untold.length) this.#untold.length = 0;
    else this.#untold = this.#untold.slice(this.#toldCount);
    this.#toldCount = 0;
    return undefined;
  }
}

/** The usual kinds are object literals, which cost half of an object built by a spread. */
function entryOf(seq: number, at: string, fact: Fact): Entry {
  switch (fact.type) {
    case "event.emitted": {
      const { type, event_id, event_type, campaign_id, lead_email, cause, shadowed, explanation } = fact;
      return { seq, at, type, event_id, event_type, campaign_id, lead_email, cause, shadowed, explanation };
    }
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

function gapTexts(from: number, to: number): FrameTexts {
  return { texts: [JSON.stringify({ type: "gap", from, to })], lastSeq: to };
}
