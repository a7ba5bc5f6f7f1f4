import { SmartLeadMockError } from "../base/errors.ts";
import type { Journal } from "../journal/journal.ts";

/** The part of the journal that the stream needs. */
export type JournalReader = Pick<Journal, "firstSeq" | "heldFirstSeq" | "lastSeq" | "textsAfter" | "subscribe">;

/** Some entries as one message. */
export interface StreamBatch {
  readonly bytes: Buffer;
  readonly lastSeq: number;
}

/** Maximum frames of one message, so that a long replay is sent in pieces and other work runs in between. */
const MAX_BATCH_FRAMES = 500;
/** Characters of one message after which no further frame joins it. */
const FULL_BATCH_CHARACTERS = 256 * 1024;

/** Frames read from the journal at once, between two checks of the message's size. */
const SLICE_FRAMES = 100;
/** Initial buffer of a message in bytes: a full message and the frame that fills it. */
const MESSAGE_BYTES = FULL_BATCH_CHARACTERS + 64 * 1024;
/** UTF-8 needs at most this many bytes for one UTF-16 unit. */
const BYTES_PER_CHARACTER = 3;

const [OPENING, COMMA, CLOSING] = [0x5b, 0x2c, 0x5d];

/** The journal's entries as messages. Clients at the same position share a message: each entry is serialized once for all of them. */
export class StreamBatches {
  readonly #journal: JournalReader;
  readonly #made = new Map<number, StreamBatch>();

  constructor(journal: JournalReader) {
    this.#journal = journal;
  }

  /** The message after `position`; the journal must hold a later entry. */
  after(position: number): StreamBatch {
    const known = this.#made.get(position);
    if (known !== undefined) return known;
    const batch = this.#make(position);
    this.#made.set(position, batch);
    return batch;
  }

  #make(position: number): StreamBatch {
    const message = new FramesMessage();
    let lastSeq = position;
    while (message.frames < MAX_BATCH_FRAMES && message.characters < FULL_BATCH_CHARACTERS) {
      if (lastSeq >= this.#journal.lastSeq) break;
      const slice = this.#journal.textsAfter(lastSeq, SLICE_FRAMES);
      if (slice.texts.length === 0) break;
      for (const text of slice.texts) message.add(text);
      lastSeq = slice.lastSeq;
    }
    // Without this check a journal that returned nothing would make the client loop forever.
    if (message.frames === 0) throw new SmartLeadMockError("internal", `The journal has nothing after ${position}.`);
    return { bytes: message.end(), lastSeq };
  }
}

/**
 * A JSON array of texts as bytes. Each text is encoded in place: if they were joined first, one character beyond Latin-1 would make all of
 * them twice as large and four times as slow.
 */
class FramesMessage {
  frames = 0;
  characters = 0;
  #bytes = Buffer.allocUnsafe(MESSAGE_BYTES);
  #length = 0;

  add(text: string): void {
    this.#makeRoom(text.length * BYTES_PER_CHARACTER + 2);
    this.#bytes[this.#length] = this.frames === 0 ? OPENING : COMMA;
    this.#length += 1 + this.#bytes.write(text, this.#length + 1);
    this.frames += 1;
    this.characters += text.length;
  }

  end(): Buffer {
    this.#makeRoom(1);
    this.#bytes[this.#length] = CLOSING;
    return this.#bytes.subarray(0, this.#length + 1);
  }

  #makeRoom(needed: number): void {
    if (this.#length + needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(this.#bytes.length * 2 + needed);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
