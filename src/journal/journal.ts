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
  /** Where entries outlive memory; without one the newest are all there is. */
  readonly keeper?: EntryStore | null;
  readonly maxEntries?: number;
  readonly maxBytes?: number;
  /** Told after each write, when everything appended so far is kept. */
  readonly onWritten?: () => void;
  /** Called for an error of anyone who waits for a write or is told of entries; the others are told nevertheless. */
  readonly onDefect?: (error: unknown) => void;
  /** Told once, when a write has failed for the first time. */
  readonly onFailure?: (failure: SmartLeadMockError) => void;
}

/** Entries held in memory: about 2,000 deliveries with a retry each, enough for a console that reconnects. */
export const MAX_JOURNAL_ENTRIES = 20_000;
/** Bytes of bodies held with them (estimated, UTF-16 counted as one byte a character): keeps a flood of large answers under the memory aim. */
export const MAX_JOURNAL_BYTES = 24 * 1024 * 1024;
/** Entries held beside those on disk: what a live stream reads at full load in some 100 ms; what is older is read back. */
export const MAX_RECENT_ENTRIES = 6_000;

interface Waiting {
  readonly then: () => void;
  readonly otherwise: () => void;
}

/**
 * Facts, appended once and numbered; everything that shows a delivery reads them here. With a keeper an entry is written before
 * anyone is told of it: all that arises in one turn of the loop goes out in one write.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #keeper: EntryStore | null;
  readonly #recent: RecentEntries;
  readonly #listeners = new Set<(entry: Entry) => void>();
  readonly #failureListeners = new Set<(failure: SmartLeadMockError) => void>();
  /** Entries that the listeners have not been told of: they are not written yet, or a listener caused further ones. */
  #untold: Entry[] = [];
  /** How many of them the listeners have been told of after all; a moving start, since many may have been written at once. */
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

  /** Numbers continue after those of an earlier process. Only before the first entry. */
  startAfter(seq: number): void {
    this.#nextSeq = seq + 1;
  }

  /** The number of the oldest entry that can be read; `lastSeq + 1` when there is none. */
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

  /** Why nothing can be written any more; `null` as long as all is well. */
  get failure(): SmartLeadMockError | null {
    return this.#failure;
  }

  /** Appends a fact; `fold` sees the entry before anyone else, so that readers who are notified find the views up to date. */
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

  /** Something was noted beside the journal: it is written with what else arises in this turn of the loop, entries or not. */
  writeSoon(): void {
    if (this.#keeper === null || this.#failure !== null) return;
    this.#cancelWrite ??= systemTime.soon(() => this.flush());
  }

  /** Calls `then` once everything appended so far is written, at once when it is; `otherwise` when it cannot be. */
  whenWritten(then: () => void, otherwise: () => void): void {
    if (this.#failure !== null) otherwise();
    else if (!this.#hasUnwritten()) then();
    else this.#waiting.push({ then, otherwise });
  }

  /** Writes what is not yet; never throws, `failure` says what went wrong. */
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
   * Writes what is not yet, before something is acknowledged. Throws `journal_unwritable` when that, or an earlier write, has
   * failed, and when what was written has gone since.
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

  /** The entries in memory with a number above `seq`, oldest first, at most `limit` of them. */
  since(seq: number, limit = Number.POSITIVE_INFINITY): readonly Entry[] {
    this.flush();
    return this.#held(seq, limit).map((held) => (typeof held === "string" ? JSON.parse(held) : held));
  }

  /** JSON texts of the frames after `seq`, at most `limit`, from memory or from where they are kept. A `gap` stands for what is lost. */
  textsAfter(seq: number, limit: number): FrameTexts {
    this.flush();
    if (seq + 1 < this.firstSeq) return gapTexts(seq + 1, this.firstSeq - 1);
    if (seq + 1 < this.heldFirstSeq && this.#keeper !== null) {
      const kept = this.#keeper.textsAfter(seq, limit);
      // After a failed write the newest entries are in memory only, and memory forgets.
      return kept.texts.length > 0 ? kept : gapTexts(seq + 1, this.heldFirstSeq - 1);
    }
    const held = this.#held(seq, limit);
    const texts = held.map((entry) => (typeof entry === "string" ? entry : JSON.stringify(entry)));
    return { texts, lastSeq: Math.max(seq, this.heldFirstSeq - 1) + held.length };
  }

  /** The newest entry whose text holds this one, looked for where entries are kept; `null` when there is none, or they are not kept. */
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

  /** One entry after the other: what a listener causes is told when all of them know what caused it. */
  #tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      // What a listener appends meanwhile is told here too, unless it has to be written first.
      for (let next = this.#nextTold(); next !== undefined; next = this.#nextTold()) {
        for (const listener of this.#listeners) this.#tellOne(listener, next);
      }
    } finally {
      this.#isTelling = false;
    }
  }

  /** Without a function for each entry and listener: this is the journal's busiest place. */
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

/** The usual kinds are written out: an object made whole costs half of one that grows by a spread. */
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
