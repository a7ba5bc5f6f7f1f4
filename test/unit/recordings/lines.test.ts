import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesOf, type TextLine } from "../../../src/capture/recordings/lines.ts";
import { sourceOf } from "./a-recording.ts";

async function lines(text: string | Uint8Array, maxBytes = 1_000, pieceBytes = 7): Promise<TextLine[]> {
  const found: TextLine[] = [];
  for await (const line of linesOf(sourceOf(text, pieceBytes).chunks(), maxBytes)) found.push(line);
  return found;
}

describe("linesOf", () => {
  it("counts from 1, and says of the last whether it was ended", async () => {
    expect(await lines("a\nbc\n")).toEqual([
      { number: 1, text: "a", isUnended: false, isTooLong: false },
      { number: 2, text: "bc", isUnended: false, isTooLong: false },
    ]);
    expect((await lines("a\nbc")).at(-1)).toMatchObject({ number: 2, text: "bc", isUnended: true });
    expect(await lines("")).toEqual([]);
  });

  it("takes what Windows writes", async () => {
    expect((await lines("\ufeffa\r\nb\r\n")).map(({ text }) => text)).toEqual(["a", "b"]);
  });

  it("gives the same lines whatever pieces the bytes come in, letters of several bytes included", async () => {
    const aText = fc.array(fc.string({ unit: "binary" }).map((text) => text.replaceAll(/[\n\r\ufeff]/g, "x")));
    await fc.assert(
      fc.asyncProperty(aText, fc.integer({ min: 1, max: 50 }), async (texts, pieceBytes) => {
        const found = await lines(texts.map((text) => `${text}\n`).join(""), 100_000, pieceBytes);
        expect(found.map(({ text }) => text)).toEqual(texts.map((text) => Buffer.from(text).toString("utf8")));
      }),
      { numRuns: 100 },
    );
  });

  it("ends at a line that is longer than the limit, without holding it", async () => {
    let given = 0;
    const endless = async function* () {
      for (;;) {
        given += 10;
        yield Buffer.from("0123456789");
      }
    };
    const found: TextLine[] = [];
    for await (const line of linesOf(endless(), 100)) found.push(line);
    expect(found).toEqual([{ number: 1, text: "", isUnended: true, isTooLong: true }]);
    expect(given).toBeLessThanOrEqual(110);
    expect((await lines(`${"x".repeat(100)}\n${"y".repeat(101)}\nz\n`, 100)).map(({ isTooLong }) => isTooLong)).toEqual(
      [false, true],
    );
  });
});
