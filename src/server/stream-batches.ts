import { SmartLeadMockError } from "../base/errors.ts";
import type { Journal } from "../journal/journal.ts";

/** What the stream needs of the journal. */
export type JournalReader = Pick<Journal, "firstSeq" | "heldFirstSeq" | "lastSeq" | "textsAfter" | "subscribe">;

/** Some entries as one message. */
export interface StreamBatch {
  readonly bytes: Buffer;
  readonly lastSeq: number;
}

/** Frames of one message at most, so that a long replay comes in pieces between which others get their turn. */
const MAX_BATCH_FRAMES = 500;
/** Characters of one message after which no further frame joins it. */
const FULL_BATCH_CHARACTERS = 256 * 1024;

/** Frames asked for in one go, between two looks at the size. */
const SLICE_FRAMES = 100;

/** The journal's entries as messages. Clients at the same place share the message: an entry is made text once for all of them. */
export class StreamBatches {
  readonly #journal: JournalReader;
  readonly #made = new Map<number, StreamBatch>();

  constructor(journal: JournalReader) {
    this.#journal = journal;
  }

  /** The message that follows on `position`, an entry that the journal holds something after. */
  after(position: number): StreamBatch {
    const known = this.#made.get(position);
    if (known !== undefined) return known;
    const batch = this.#make(position);
    this.#made.set(position, batch);
    return batch;
  }

  #make(position: number): StreamBatch {
    const texts: string[] = [];
    let characters = 0;
    let lastSeq = position;
    while (texts.length < MAX_BATCH_FRAMES && characters < FULL_BATCH_CHARACTERS && lastSeq < this.#journal.lastSeq) {
      const slice = this.#journal.textsAfter(lastSeq, SLICE_FRAMES);
      if (slice.texts.length === 0) break;
      for (const text of slice.texts) characters += text.length;
      texts.push(...slice.texts);
      lastSeq = slice.lastSeq;
    }
    // Without this a journal that breaks its promise would spin the client's loop.
    if (texts.length === 0) throw new SmartLeadMockError("internal", `The journal has nothing after ${position}.`);
    return { bytes: Buffer.from(`[${texts.join(",")}]`), lastSeq };
  }
}
