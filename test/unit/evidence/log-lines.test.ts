import { describe, expect, it } from "vitest";
import {
  countLines,
  LINE_LIMIT,
  LineRelay,
  LineSplitter,
  partsOfLine,
} from "../../../src/delivery/idempotency/log-lines.ts";

function linesOf(...pieces: readonly string[]): readonly string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return lines;
}

describe("lines that a receiver prints", () => {
  it("are whole, however they arrive", () => {
    expect(linesOf("Reply fr", "om ann@a.example\r\nnext", "\n\n", "last")).toEqual([
      "Reply from ann@a.example",
      "next",
      "last",
    ]);
  });

  it("hold nothing that drives a terminal", () => {
    expect(linesOf("\u001b[32mReply\u001b[0m from\tann\n")).toEqual(["Reply from ann"]);
  });

  it("are cut where they have no end, and the next one is whole again", () => {
    const lines = linesOf("x".repeat(LINE_LIMIT), "y".repeat(LINE_LIMIT), "\nnext\n");
    expect(lines.map(({ length }) => length)).toEqual([LINE_LIMIT, 4]);
    expect(lines[0]).toMatch(/^x+$/);
  });

  it("are told to everybody who has subscribed, until it has enough", () => {
    const relay = new LineRelay();
    const heard: string[] = [];
    const listener = (line: string) => heard.push(line);
    const end = relay.subscribe(listener);
    relay.subscribe(listener);
    relay.tell("a");
    end();
    relay.tell("b");
    expect(heard).toEqual(["a", "a", "b"]);
  });
});

describe("the parts of a line", () => {
  it.each([
    ["worked on a", /worked/, ["worked on a"]],
    ["[1] worked on a[1] worked on b", /worked/, ["[1] worked on a[1] ", "worked on b"]],
    ["worked on a", /x*/, ["worked on a"]],
    ["read a", /worked/, []],
  ])("of %j by %s are %j", (line, pattern, parts) => {
    expect(partsOfLine(line, pattern)).toEqual(parts);
  });
});

describe("lines of several threads that print word by word", () => {
  const torn = (pattern: RegExp, ...lines: readonly string[]) => {
    const relay = new LineRelay();
    const seen: string[] = [];
    countLines(relay, pattern, { seeLine: () => {}, seeTornLine: (line) => void seen.push(line) });
    for (const line of lines) relay.tell(line);
    return seen;
  };
  const USUAL = "handled EMAIL_SENT ann@a.example";

  it("are known by the end of one, and by one behind the beginning of another, though the pattern matches once", () => {
    const pieces = ["handledhandled EMAIL_OPEN bob@a.example", "EMAIL_REPLY cy@a.example", "dan@a.example"];
    expect(torn(/^handled/, USUAL, ...pieces)).toEqual(pieces);
  });

  it("are not meant by lines of another kind", () => {
    const others = [
      "received EMAIL_SENT ann@a.example",
      "EMAIL_SENT",
      "200 OK",
      "again: handled EMAIL_SENT ann@a.example",
    ];
    expect(torn(/^handled/, USUAL, "handled EMAIL_REPLY bob@b.example", ...others)).toEqual([]);
    expect(torn(/handled/, USUAL, "[1] handled EMAIL_SENT bob@a.example")).toEqual([]);
  });
});
