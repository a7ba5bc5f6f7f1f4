import { describe, expect, it } from "vitest";
import { LINE_LIMIT, LineRelay, LineSplitter, partsOfLine } from "../../../src/delivery/idempotency/log-lines.ts";

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
