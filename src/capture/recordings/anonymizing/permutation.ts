import { createHmac } from "node:crypto";

/** Rounds of the network: with fewer, halves of short texts would remain visible. */
const ROUNDS = 8;
/** Texts up to this many characters are permuted as a whole; longer ones are tokens, which do not collide. */
export const LONGEST_PERMUTED = 40;

/** Numbers derived from a secret and a name: the same each time. */
export class KeyedNumbers {
  readonly #secret: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  bytes(name: string): Buffer {
    return createHmac("sha256", this.#secret).update(name).digest();
  }

  /** Returns this many bytes. */
  stream(name: string, length: number): Uint8Array {
    // The name is hashed only once, however long it is.
    const digest = this.bytes(name).toString("hex");
    const parts: Buffer[] = [];
    for (let at = 0; at * 32 < length; at += 1) parts.push(this.bytes(`${at}:${digest}`));
    return Buffer.concat(parts).subarray(0, length);
  }

  big(name: string): bigint {
    return BigInt(`0x${this.bytes(name).toString("hex")}`);
  }
}

/**
 * Maps a text to another of the same length over the same alphabet. The mapping is one-to-one, so different texts stay different. It is a
 * Feistel network with modular addition, as in format-preserving encryption; without the secret it cannot be reversed.
 */
export function permuted(text: string, alphabet: string, numbers: KeyedNumbers): string {
  const digits = Array.from(text, (character) => alphabet.indexOf(character));
  const radix = BigInt(alphabet.length);
  const name = `${alphabet.length}:${digits.length}`;
  // A single character never maps to itself: otherwise it would stay unchanged throughout.
  if (digits.length === 1)
    return alphabet[(1 + Number(numbers.big(name) % (radix - 1n)) + (digits[0] ?? 0)) % alphabet.length] ?? "";
  const half = Math.floor(digits.length / 2);
  let [left, right] = [digits.slice(0, half), digits.slice(half)];
  for (let round = 0; round < ROUNDS; round += 1) {
    const size = radix ** BigInt(left.length);
    const sum = (numberOf(left, radix) + numbers.big(`${name}:${round}:${right.join(".")}`)) % size;
    [left, right] = [right, digitsOf(sum, left.length, radix)];
  }
  return [...left, ...right].map((digit) => alphabet[digit] ?? "").join("");
}

function numberOf(digits: readonly number[], radix: bigint): bigint {
  return digits.reduce((sum, digit) => sum * radix + BigInt(digit), 0n);
}

function digitsOf(number: bigint, length: number, radix: bigint): number[] {
  const digits: number[] = [];
  for (let rest = number; digits.length < length; rest /= radix) digits.unshift(Number(rest % radix));
  return digits;
}
