import { hashText } from "../../base/random.ts";
import { DELIVERY_STATES, type FailureReason } from "../../delivery/delivery.ts";
import { SEEN_EVENT_TYPES } from "../../smartlead/events/event-types.ts";
import type { FieldFilter, HeldDelivery, KeptFields, RowPlace } from "../entry-store.ts";

/** Size of a record in bytes. */
export const RECORD_BYTES = 64;
const WORDS = RECORD_BYTES / 4;
const DOUBLES = RECORD_BYTES / 8;

/** Offsets of a record's numbers, in words of four bytes; words 6 to 9 are two doubles. The checksum covers the words before it. */
const WORD = {
  codes: 0,
  campaign: 1,
  webhook: 2,
  delivery: 3,
  request: 4,
  event: 5,
  file: 10,
  offset: 11,
  length: 12,
  sum: 13,
};
const DOUBLE = { createdAt: 3, createdSeq: 4 };

const REASONS: readonly (FailureReason | null)[] = [null, "rejected", "exhausted", "disabled"];
const RESENT_FLAG = 1;

const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A range of positions, the end exclusive. */
export type Span = readonly [first: number, before: number];

/** The id that a delivery is looked up by. */
export type IdKind = "delivery" | "request" | "event";

/** A table of records as numbers. Codes and checksums start at 1, so that zeros are not a record. */
export class RecordTable {
  readonly bytes: Uint8Array;
  readonly #words: Uint32Array;
  readonly #doubles: Float64Array;

  constructor(buffer: ArrayBuffer) {
    this.bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#doubles = new Float64Array(buffer);
  }

  has(at: number): boolean {
    return this.#word(at, WORD.codes) !== 0;
  }

  /** Whether the record is intact, or empty. */
  isSound(at: number): boolean {
    return this.#word(at, WORD.sum) === (this.has(at) ? this.#sumOf(at) : 0);
  }

  set(at: number, { delivery, createdSeq, isResent }: HeldDelivery, place: RowPlace): void {
    const words = at * WORDS;
    const state = DELIVERY_STATES.indexOf(delivery.state) + 1;
    const type = SEEN_EVENT_TYPES.indexOf(delivery.event_type) + 1;
    const reason = REASONS.indexOf(delivery.reason);
    const flags = isResent ? RESENT_FLAG : 0;
    this.#words[words + WORD.codes] = state | (reason << 8) | (flags << 16) | (type << 24);
    this.#words[words + WORD.campaign] = delivery.campaign_id ?? 0;
    this.#words[words + WORD.webhook] = delivery.webhook.id;
    this.#words[words + WORD.delivery] = hashText(delivery.id);
    this.#words[words + WORD.request] = hashText(delivery.request_id);
    this.#words[words + WORD.event] = hashText(delivery.event_id);
    this.#words[words + WORD.file] = place.file;
    this.#words[words + WORD.offset] = place.offset;
    this.#words[words + WORD.length] = place.length;
    this.#doubles[at * DOUBLES + DOUBLE.createdAt] = Date.parse(delivery.created_at);
    this.#doubles[at * DOUBLES + DOUBLE.createdSeq] = createdSeq;
    this.#words[words + WORD.sum] = this.#sumOf(at);
  }

  erase(from: number, to: number): void {
    this.#words.fill(0, from * WORDS, to * WORDS);
  }

  place(at: number): RowPlace {
    return {
      file: this.#word(at, WORD.file),
      offset: this.#word(at, WORD.offset),
      length: this.#word(at, WORD.length),
    };
  }

  fields(at: number, order: number): KeptFields | null {
    const codes = this.#word(at, WORD.codes);
    const state = DELIVERY_STATES[(codes & 0xff) - 1];
    const eventType = SEEN_EVENT_TYPES[(codes >>> 24) - 1];
    if (state === undefined || eventType === undefined) return null;
    const campaign = this.#word(at, WORD.campaign);
    return {
      order,
      state,
      reason: REASONS[(codes >>> 8) & 0xff] ?? null,
      eventType,
      campaignId: campaign === 0 ? null : campaign,
      createdAt: this.#doubles[at * DOUBLES + DOUBLE.createdAt] ?? 0,
      isResent: ((codes >>> 16) & RESENT_FLAG) !== 0,
    };
  }

  /** The last position below `before`, and not below `first`, with this hash (which need not be unique); -1 if none exists. */
  lastWithHash(kind: IdKind, hash: number, [first, before]: Span): number {
    const words = this.#words;
    const word = WORD[kind];
    for (let at = before - 1; at >= first; at -= 1) {
      if (words[at * WORDS + word] === hash && this.has(at)) return at;
    }
    return -1;
  }

  /** The last position below `before`, and not below `first`, whose numbers match; -1 if none exists. */
  lastFitting(wanted: WantedCodes, [first, before]: Span): number {
    for (let at = before - 1; at >= first; at -= 1) if (this.#matches(at, wanted)) return at;
    return -1;
  }

  #matches(at: number, wanted: WantedCodes): boolean {
    const codes = this.#word(at, WORD.codes);
    if (codes === 0) return false;
    if (wanted.state !== null && (codes & 0xff) !== wanted.state) return false;
    if (wanted.type !== null && codes >>> 24 !== wanted.type) return false;
    if (wanted.campaign !== null && this.#word(at, WORD.campaign) !== wanted.campaign) return false;
    if (wanted.webhook !== null && this.#word(at, WORD.webhook) !== wanted.webhook) return false;
    const createdAt = this.#doubles[at * DOUBLES + DOUBLE.createdAt] ?? 0;
    return createdAt >= wanted.from && createdAt <= wanted.to;
  }

  /** FNV-1a over the words before the checksum, never 0. */
  #sumOf(at: number): number {
    const end = at * WORDS + WORD.sum;
    let sum = FNV_BASIS;
    for (let index = at * WORDS; index < end; index += 1) sum = Math.imul(sum ^ (this.#words[index] ?? 0), FNV_PRIME);
    return sum >>> 0 || 1;
  }

  #word(at: number, word: number): number {
    return this.#words[at * WORDS + word] ?? 0;
  }
}

/** A filter as the numbers in records. */
export interface WantedCodes {
  readonly state: number | null;
  readonly type: number | null;
  readonly campaign: number | null;
  readonly webhook: number | null;
  readonly from: number;
  readonly to: number;
}

export function wantedCodes(filter: FieldFilter): WantedCodes {
  const { state, event_type, campaign_id, webhook_id, createdFrom, createdTo } = filter;
  return {
    state: state === undefined ? null : codeIn(DELIVERY_STATES, state),
    type: event_type === undefined ? null : codeIn(SEEN_EVENT_TYPES, event_type),
    campaign: campaign_id ?? null,
    webhook: webhook_id ?? null,
    from: createdFrom ?? Number.NEGATIVE_INFINITY,
    to: createdTo ?? Number.POSITIVE_INFINITY,
  };
}

/** An unknown name gets a code that no record has. */
function codeIn(names: readonly string[], name: string): number {
  const index = names.indexOf(name);
  return index === -1 ? 0xff : index + 1;
}
