import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyedNumbers, permuted } from "../../../src/capture/recordings/anonymizing/permutation.ts";
import { Substitutes } from "../../../src/capture/recordings/anonymizing/substitutes.ts";

const secret = Buffer.alloc(32, 7);
const substitutes = new Substitutes(secret);
const word = (text: string) => substitutes.word(text);

describe("permuted", () => {
  it("gives each text another of its own", () => {
    const numbers = new KeyedNumbers(secret);
    for (const [alphabet, length] of [
      ["abc", 1],
      ["abc", 2],
      ["abcd", 5],
      ["0123456789", 3],
    ] as const) {
      const all = Array.from({ length: alphabet.length ** length }, (_, index) =>
        Array.from({ length }, (_, at) => alphabet[Math.floor(index / alphabet.length ** at) % alphabet.length]).join(
          "",
        ),
      );
      expect(new Set(all.map((text) => permuted(text, alphabet, numbers)))).toEqual(new Set(all));
    }
  });
});

describe("substitutes", () => {
  it("are the same each time and differ with the secret", () => {
    expect(new Substitutes(secret).word("lovelace")).toBe(word("lovelace"));
    expect(new Substitutes(Buffer.alloc(32, 8)).word("lovelace")).not.toBe(word("lovelace"));
  });

  it("keep length, capitals, digits and script", () => {
    const anyWord = fc.stringMatching(/^[\p{L}\p{N}]{1,20}$/u);
    fc.assert(
      fc.property(anyWord, (text) => {
        const substitute = word(text);
        expect([substitute.length, Buffer.byteLength(substitute)]).toEqual([text.length, Buffer.byteLength(text)]);
        expect(substitute.replace(/\p{L}/gu, "a").replace(/\p{N}/gu, "0")).toBe(
          text.replace(/\p{L}/gu, "a").replace(/\p{N}/gu, "0"),
        );
      }),
      { numRuns: 500 },
    );
    expect(word("Lovelace").toLowerCase()).toBe(word("lovelace"));
    expect(word("LOVELACE")).toBe(word("lovelace").toUpperCase());
    expect(word("Łukasz")).toMatch(/^\p{Lu}\p{Ll}{5}$/u);
    expect(word("איתי")).toMatch(/^[\u0590-\u05ff]{4}$/);
    expect(word("山田太郎")).toMatch(/^\p{Script=Han}{4}$/u);
  });

  it("never make two into one", () => {
    const words = (length: number) => fc.stringMatching(new RegExp(`^[a-z]{${length}}$`));
    const ids = fc.integer({ min: 10, max: 9_999_999_999 }).map(String);
    for (const one of [words(3), words(8), words(17), ids]) {
      fc.assert(
        fc.property(fc.uniqueArray(one, { minLength: 2, maxLength: 100 }), (texts) => {
          expect(new Set(texts.map(word)).size).toBe(texts.length);
        }),
        { numRuns: 20 },
      );
    }
  });

  it("of numbers are numbers of as many digits, none of one digit itself", () => {
    const digits = Array.from("0123456789");
    expect(digits.map(word).sort()).toEqual(digits);
    for (const digit of digits) expect(word(digit)).not.toBe(digit);
    for (const text of ["10", "99", "3600001", "4100000001", "12345678901234567890123456789012345678901234567890"]) {
      expect(word(text)).toMatch(new RegExp(`^[1-9]\\d{${text.length - 1}}$`));
      expect(word(text)).not.toBe(text);
    }
    expect(word("007")).toMatch(/^0\d\d$/);
  });

  it("of UUIDs are UUIDs of the same version", () => {
    const uuid = substitutes.uuid("0b6f1c1e-7a52-4d0e-9a3c-5d8e2f41c7aa");
    expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-9[\da-f]{3}-[\da-f]{12}$/);
    expect(substitutes.uuid("0B6F1C1E-7A52-4D0E-9A3C-5D8E2F41C7AA")).toBe(uuid.toUpperCase());
  });

  it("of top-level domains are none", () => {
    const all = ["com", "de", "io", "example", "technology", "AI"].map((name) => substitutes.topLevelDomain(name));
    expect(all).toEqual([
      expect.stringMatching(/^zz[a-z]$/),
      expect.stringMatching(/^[qx][a-z]$/),
      expect.stringMatching(/^[qx][a-z]$/),
      expect.stringMatching(/^zz[a-z]{5}$/),
      expect.stringMatching(/^zz[a-z]{8}$/),
      expect.stringMatching(/^[QX][A-Z]$/),
    ]);
  });
});
