import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyPart } from "../../ui/detail/body-part.ts";
import { lineWidth } from "../../ui/frame/line.ts";
import { JsonPart } from "../../ui/pager/json-part.ts";
import { jsonRows } from "../../ui/pager/json-rows.ts";
import { highlighted, textOf } from "../../ui/pager/lines-part.ts";

const NO_FOLDS: ReadonlySet<string> = new Set();

function partOf(text: string, { width = 60, folds = NO_FOLDS, margin = 0 } = {}): JsonPart {
  return new JsonPart(jsonRows(text)!, { key: "body", width, margin, folds });
}

function shown(part: JsonPart): string {
  return Array.from({ length: part.length }, (_, row) => textOf(part.lineAt(row)).trimEnd()).join("\n");
}

const BODY =
  '{"id": 12345678901234567890, "lead":{"email":"ann@x.test","tags":[],"more":[1,true,null,{"a":"b"}]},"e":{}}';

describe("JSON on the screen", () => {
  it("is laid out as it was written, without rounding a number", () => {
    expect(shown(partOf(BODY))).toMatchInlineSnapshot(`
      "{
        "id": 12345678901234567890,
        "lead": {
          "email": "ann@x.test",
          "tags": [],
          "more": [
            1,
            true,
            null,
            {
              "a": "b"
            }
          ]
        },
        "e": {}
      }"
    `);
  });

  it("can be folded where something is opened", () => {
    const part = partOf(BODY);
    const rows = shown(part).split("\n");
    const lead = rows.findIndex((row) => row.includes('"lead"'));
    expect(part.foldAt(lead)).not.toBeNull();
    expect(part.foldAt(lead + 1)).toBeNull();
    expect(shown(partOf(BODY, { folds: new Set([part.foldAt(lead)!]) }))).toMatchInlineSnapshot(`
      "{
        "id": 12345678901234567890,
        "lead": { … 10 },
        "e": {}
      }"
    `);
    expect(shown(partOf(BODY, { folds: new Set([part.foldAt(0)!]) }))).toMatchInlineSnapshot(`"{ … 14 }"`);
  });

  it("has colours by what a value is", () => {
    const tones = new Map(jsonRows(BODY)!.flatMap(({ spans }) => spans.map(({ text, tone }) => [text, tone] as const)));
    expect(["12345678901234567890", "true", '"ann@x.test"', '"lead"', "[]"].map((text) => tones.get(text))).toEqual([
      "number",
      "literal",
      "string",
      "key",
      undefined,
    ]);
  });

  it("shows no secret", () => {
    const place = { key: "body", width: 80, folds: new Set<string>() };
    const part = bodyPart({}, '{"secret_key":"0d5b","apiToken":7,"auth":{"user":"u5er"},"n":1}', place);
    const rows = Array.from({ length: part.length }, (_, row) =>
      part
        .lineAt(row, 0)
        .map(({ text }) => text)
        .join(""),
    );
    expect(rows.map((row) => row.trim())).toEqual([
      "{",
      '"secret_key": "***",',
      '"apiToken": "***",',
      '"auth": "***",',
      '"n": 1',
      "}",
    ]);
  });

  it("is none where it is none", () => {
    expect(["", "{", "{'a':1}", "<html>", '{"a":1}}'].map(jsonRows)).toEqual([null, null, null, null, null]);
    expect(shown(partOf('"just a text"'))).toBe('"just a text"');
  });

  it("keeps every character, whatever the width, and never writes over the margin", () => {
    const json = fc
      .jsonValue({ maxDepth: 3 })
      .map((value) => JSON.stringify(value).replace(/[\u0000-\u001f\u007f-\uffff]/g, "日"));
    fc.assert(
      fc.property(json, fc.integer({ min: 10, max: 80 }), (text, width) => {
        const part = partOf(text, { width });
        for (let row = 0; row < part.length; row += 1) expect(lineWidth(part.lineAt(row))).toBeLessThanOrEqual(width);
        const squeezed = (one: string) => one.replace(/\s/g, "");
        expect(squeezed(shown(part))).toBe(squeezed(text));
        expect(part.lineAt(part.length)).toEqual([]);
      }),
    );
  });

  it("finds a text also where a row of the screen ends in its middle", () => {
    const part = partOf(`{"a":"${"x".repeat(50)}NEEDLE${"y".repeat(50)}needle"}`, { width: 20 });
    const rows = part.rowsWith("needle");
    expect(rows).toHaveLength(2);
    for (const row of rows)
      expect(textOf([...part.lineAt(row), ...part.lineAt(row + 1)]).replaceAll(" ", "")).toMatch(/needle/i);
  });

  it("marks what was found, in any case", () => {
    const spans = [{ text: "An" }, { text: "ne an", tone: "string" as const }];
    expect(highlighted(spans, "an")).toEqual([
      { text: "An", tone: "match" },
      { text: "ne ", tone: "string" },
      { text: "an", tone: "match" },
    ]);
    expect(highlighted(spans, "zz")).toBe(spans);
  });

  it("lays out a megabyte, in many values or in one", () => {
    const many = JSON.stringify(
      Array.from({ length: 15_000 }, (_, index) => ({ index, text: `a text of some length, ${index}` })),
    );
    const part = partOf(many, { width: 80 });
    expect(many.length).toBeGreaterThan(700_000);
    expect(part.length).toBe(15_000 * 4 + 2);
    expect(textOf(part.lineAt(part.length - 2)).trim()).toBe("}");
    const one = partOf(JSON.stringify({ text: "日本".repeat(500_000) }), { width: 80 });
    expect(textOf(one.lineAt(one.length - 2))).toMatch(/日本"$/);
  });
});
