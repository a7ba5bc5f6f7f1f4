import { SmartLeadMockError } from "./errors.ts";

/** The port for chance. Everything drawn comes from here, so that one seed repeats a whole session. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** One of the items. Throws when none exists. */
  pick<T>(items: readonly T[]): T;
  /** One of the items, more often those with a higher weight. */
  weighted<T>(items: readonly { readonly item: T; readonly weight: number }[]): T;
  /** This many hex digits, after an optional prefix. */
  hex(digits: number, beginning?: string): string;
  /** A version-4 UUID. */
  uuid(): string;
  /** An independent stream with a name: what it draws does not depend on what others drew before. */
  fork(name: string): Random;
  /** The stream's position. */
  save(): RandomState;
  /** Continues from a saved position. Throws `data_unusable` for an invalid one. */
  restore(state: RandomState): void;
}

/** The seed where none was asked for: the same people each time. */
export const DEFAULT_SEED = 1;

/** A stream's position as JSON data: its four words of 32 bits. */
export type RandomState = readonly number[];

/** A 32-bit FNV-1a hash: spreads a name over the numbers. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** The random stream of a seed and a name (algorithm sfc32: fast, 128 bits of state). */
export function seededRandom(seed: number, name = ""): Random {
  let a = hashText(`${name}:a:${seed}`);
  let b = hashText(`${name}:b:${seed}`);
  let c = hashText(`${name}:c:${seed}`);
  let counter = 1;
  const next32 = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) next32();
  const save = (): RandomState => [a, b, c, counter];
  const restore = (state: RandomState): void => {
    if (!isState(state)) {
      throw new SmartLeadMockError(
        "data_unusable",
        "The saved state of a random generator is missing or damaged; choose another --data, or use --ephemeral.",
      );
    }
    [a = 0, b = 0, c = 0, counter = 0] = state;
  };
  return drawingFrom(next32, { fork: (fork) => seededRandom(seed, `${name}/${fork}`), save, restore });
}

/** Checks for four words of 32 bits, signed as the stream leaves them. */
function isState(state: unknown): boolean {
  return Array.isArray(state) && state.length === 4 && state.every((word) => word === (word | 0));
}

function drawingFrom(next32: () => number, stream: Pick<Random, "fork" | "save" | "restore">): Random {
  const next = () => next32() / 0x1_0000_0000;
  /** Character codes first: a string made in one call costs a fraction of one that is concatenated. No Buffer: browsers have none. */
  const hex = (digits: number, beginning = ""): string => {
    const start = beginning.length;
    if (hexCodes.length !== start + digits) hexCodes = new Array<number>(start + digits).fill(0);
    for (let at = 0; at < start; at += 1) hexCodes[at] = beginning.charCodeAt(at);
    let word = 0;
    for (let at = 0; at < digits; at += 1) {
      word = at % 8 === 0 ? next32() : word << 4;
      hexCodes[start + at] = HEX_DIGITS.charCodeAt((word >>> 28) & 0xf);
    }
    return String.fromCharCode.apply(null, hexCodes);
  };
  let hexCodes: number[] = [];
  const uuidCodes = Array.from("00000000-0000-4000-8000-000000000000", (character) => character.charCodeAt(0));
  const uuid = (): string => {
    let [word, left] = [0, 0];
    for (let at = 0; at < uuidCodes.length; at += 1) {
      if (at === 8 || at === 13 || at === 18 || at === 23) continue;
      if (left === 0) [word, left] = [next32(), 8];
      left -= 1;
      const digit = (word >>> (left * 4)) & 0xf;
      if (at === VERSION_PLACE) continue;
      uuidCodes[at] = HEX_DIGITS.charCodeAt(at === VARIANT_PLACE ? (digit & 0x3) | 0x8 : digit);
    }
    return String.fromCharCode.apply(null, uuidCodes);
  };
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    int,
    ...stream,
    pick: (items) => itemAt(items, int(0, items.length - 1)),
    weighted: (items) => {
      let rest = next() * items.reduce((sum, entry) => sum + entry.weight, 0);
      for (const entry of items) {
        rest -= entry.weight;
        if (rest < 0) return entry.item;
      }
      return itemAt(items, items.length - 1).item;
    },
    hex,
    uuid,
  };
}

const HEX_DIGITS = "0123456789abcdef";
/** Indices of a UUID's version digit (always 4) and variant digit (8 to b). */
const VERSION_PLACE = 14;
const VARIANT_PLACE = 19;

function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError("Cannot draw from an empty list.");
  return item;
}
