import { describe, expect, it } from "vitest";
import {
  cut,
  cutLine,
  cutMiddle,
  fitText,
  justify,
  lineWidth,
  span,
  widthOf,
  wrap,
  wrapWords,
} from "../../ui/frame/line.ts";
import { fitSegments } from "../../ui/frame/line-segments.ts";

describe("texts on the screen", () => {
  it("counts wide characters as two columns and combined ones as what they look like", () => {
    expect([widthOf("plain"), widthOf("日本語"), widthOf("👨‍👩‍👧‍👦"), widthOf("é"), widthOf("✓ ok")]).toEqual([
      5, 6, 2, 1, 4,
    ]);
  });

  it("cuts by columns, never through a character", () => {
    expect(cut("日本語です", 6)).toBe("日本…");
    expect(cut("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3)).toBe("👨‍👩‍👧‍👦…");
    expect(cutMiddle("http://localhost:3000/hook", 15)).toBe("http://…00/hook");
    expect([cut("abc", 3), cut("abc", 0), cutMiddle("abc", 1)]).toEqual(["abc", "", "…"]);
  });

  it("pads and cuts a cell to exactly its width, keeping the end of what stands on the right", () => {
    expect([fitText("ab", 4), fitText("ab", 4, "right"), fitText("日本語", 4), fitText("3600001", 5, "right")]).toEqual(
      ["ab  ", "  ab", "日… ", "…0001"],
    );
  });

  it("never lets a row grow over its width", () => {
    const line = [span("日本"), span("語", "good"), span("tail", "bad")];
    for (let width = 1; width < 12; width += 1) expect(lineWidth(cutLine(line, width))).toBeLessThanOrEqual(width);
    expect(cutLine(line, 6)).toEqual([span("日本"), span("…", "good")]);
  });

  it("gives the right part its room and lets the left one give way", () => {
    expect(
      justify([span("a long left part")], [span("right")], 14)
        .map(({ text }) => text)
        .join("|"),
    ).toBe("a long …| |right");
  });

  it("wraps by columns, and sentences between words", () => {
    expect(wrap("日本語日本語", 5)).toEqual(["日本", "語日", "本語"]);
    expect(wrap("", 5)).toEqual([""]);
    expect(wrapWords("one two three", 8)).toEqual(["one two", "three"]);
    expect(wrapWords("http://a.very.long/url and", 10)).toEqual(["http://a.v", "ery.long/u", "rl and"]);
    expect(wrapWords("ab cd", 0)).toEqual(["ab cd"]);
  });

  it("wraps a megabyte in one line without losing a character", () => {
    const text = "x".repeat(500_000) + "日".repeat(250_000);
    const rows = wrap(text, 76);
    expect(rows.join("")).toBe(text);
    expect(Math.max(...rows.map(widthOf))).toBe(76);
  });

  it("leaves out the least important parts of a row first", () => {
    const parts = [
      { weight: 2, line: [span("middle")] },
      { weight: 1, line: [span("least")] },
      { weight: 3, line: [span("most")] },
    ];
    const shown = (width: number) =>
      fitSegments(parts, width)
        .map(({ text }) => text)
        .join("");
    expect([shown(30), shown(12), shown(5)]).toEqual(["middle  least  most", "middle  most", "most"]);
  });
});
