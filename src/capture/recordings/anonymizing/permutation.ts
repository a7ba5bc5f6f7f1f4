import { createHmac } from "node:crypto";

/** Rounds of the network: with fewer, halves of short texts would show through. */
const ROUNDS = 8;
/** Characters up to which a text is permuted as a whole; longer ones are tokens, which never meet. */
export const LONGEST_PERMUTED = 40;

/** Numbers drawn from a secret and a name: the same each time. */
export class KeyedNumbers {
  readonly #secret: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  bytes(name: string): Buffer {
    return createHmac("sha256", this.#secret).update(name).digest();
  }

  /** So many bytes. */
  stream(name: string, length: number): Uint8Array {
    // The name is looked at once, however long it is.
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
 * Another text of the same length over the same alphabet: each text has one of its own, so two that differ never become alike. A Feistel
 * network whose halves are added, as in format-preserving encryption; anyone who lacks the secret cannot go back.
 */
export function permuted(text: string, alphabet: string, numbers: KeyedNumbers): string {
  const digits = Array.from(text, (character) => alphabet.indexOf(character));
  const radix = BigInt(alphabet.length);
  const name = `${alphabet.length}:${digits.length}`;
  // Never itself: what is one character long would else stay as it is throughout.
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
