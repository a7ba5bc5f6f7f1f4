import { describe, expect, it } from "vitest";
import { completeQuery } from "../../src/journal/query/complete-query.ts";
import { lineWidth } from "../../ui/frame/line.ts";
import { edited, inserted, LineHistory, lineOf, MAX_LINE } from "../../ui/prompt/line-edit.ts";
import { type PromptSpec, type PromptView, promptLines } from "../../ui/prompt/prompt.ts";
import { PromptController } from "../../ui/prompt/prompt-controller.ts";

/** The line after these keys, with a bar where the cursor is. */
function typed(text: string, ...keys: string[]): string {
  const line = keys.reduce((now, key) => edited(now, key) ?? now, lineOf(text));
  return `${line.text.slice(0, line.cursor)}|${line.text.slice(line.cursor)}`;
}

describe("a line", () => {
  it.each([
    [["x"], "one twox|"],
    [["left", "left", "x"], "one tx|wo"],
    [["home", "x"], "x|one two"],
    [["ctrl+a", "ctrl+k"], "|"],
    [["ctrl+w"], "one |"],
    [["ctrl+w", "ctrl+w"], "|"],
    [["left", "ctrl+u"], "|o"],
    [["home", "right", "backspace"], "|ne two"],
    [["home", "ctrl+d"], "|ne two"],
    [["home", "left", "end", "right"], "one two|"],
    [["f5", "日"], "one two日|"],
    [["😀", "left", "backspace"], "one tw|😀"],
    [["😀", "backspace"], "one two|"],
    [[..."👩‍👩‍👧", "backspace"], "one two|"],
    [[..."e\u0301", "left", "x"], "one twox|e\u0301"],
  ])("%j", (keys, expected) => {
    expect(typed("one two", ...keys)).toBe(expected);
  });

  it("has an end", () => {
    const full = lineOf("x".repeat(MAX_LINE));
    expect(edited(full, "y")).toEqual(full);
    const nearlyFull = lineOf("x".repeat(MAX_LINE - 3));
    expect(inserted(nearlyFull, "ab👩‍👩‍👧").text).toBe(`${nearlyFull.text}ab`);
    expect(inserted(full, "y")).toEqual(full);
  });
});

describe("the history", () => {
  it("goes back and forth, and keeps what was being written", () => {
    const history = new LineHistory();
    for (const line of ["a", "b", "a", " ", "c"]) history.add(line);
    expect(["draft", "x", "x", "x"].map((written) => history.older(written))).toEqual(["c", "a", "b", null]);
    expect([1, 2, 3, 4].map(() => history.newer())).toEqual(["a", "c", "draft", null]);
  });
});

describe("a question", () => {
  function asked(spec: Partial<PromptSpec> = {}) {
    const seen: { view: PromptView | null; entered: string[]; changed: string[]; cancelled: number } = {
      view: null,
      entered: [],
      changed: [],
      cancelled: 0,
    };
    const controller = new PromptController((view) => {
      seen.view = view;
    });
    controller.open({
      label: "/",
      hint: "write",
      entered: (text) => seen.entered.push(text),
      changed: (text) => seen.changed.push(text),
      cancelled: () => {
        seen.cancelled += 1;
      },
      ...spec,
    });
    const press = (...keys: string[]) => {
      for (const key of keys) controller.press(key);
    };
    const shown = (width = 60) =>
      promptLines(seen.view!, width).map((line) =>
        line
          .map(({ text }) => text)
          .join("")
          .trimEnd(),
      );
    return { controller, seen, press, shown };
  }

  it("is answered with Enter, given up with Escape, or by deleting once more than there is", () => {
    const { controller, seen, press } = asked();
    press("a", "b", "enter");
    expect([controller.isOpen, seen.entered, seen.changed, seen.view]).toEqual([false, ["ab"], ["a", "ab"], null]);
    for (const keys of [
      ["x", "escape"],
      ["x", "backspace", "backspace"],
    ]) {
      const other = asked();
      other.press(...keys);
      expect([other.controller.isOpen, other.seen.entered, other.seen.cancelled]).toEqual([false, [], 1]);
    }
  });

  it("takes a paste at once, in the middle of what is written", () => {
    const { controller, seen, press } = asked();
    press("a", "b", "left");
    controller.insert("lead:ann@*");
    expect(seen.changed).toEqual(["a", "ab", "alead:ann@*b"]);
    press("x", "enter");
    expect(seen.entered).toEqual(["alead:ann@*xb"]);
  });

  it("cannot be answered with what is wrong", () => {
    const { controller, press, shown } = asked({
      check: (text) => (text === "no" ? { text: "not that", at: 1 } : null),
    });
    press("n", "o", "enter");
    expect(controller.isOpen).toBe(true);
    expect(shown()).toEqual(["/no", "  ^ not that"]);
    press("t", "enter");
    expect(controller.isOpen).toBe(false);
  });

  it("says what is wrong beside its place, on whatever side there is room", () => {
    const at = (column: number) =>
      asked({ text: "x".repeat(50), check: () => ({ text: "no such thing", at: column }) });
    expect(at(0).shown()[1]).toBe(" ^ no such thing");
    expect(at(49).shown()[1]).toBe(`${" ".repeat(36)}no such thing ^`);
    expect(asked({ check: () => ({ text: "no such thing", at: null }) }).shown()[1]).toBe("no such thing");
  });

  it("goes round the offers, and shows the meaning of a single one", () => {
    const { press, shown } = asked({ complete: (text, cursor) => completeQuery(text, cursor) });
    press("s", "t");
    expect(shown()).toEqual(["/st", "Tab status:  state:"]);
    press("tab");
    expect(shown()[0]).toBe("/status:");
    press("tab");
    expect(shown()[0]).toBe("/state:");
    press("tab", "shift+tab");
    expect(shown()[0]).toBe("/state:");
    press("d");
    expect(shown()).toEqual(["/state:d", "Tab delivered  queued  failed  withheld"]);
    press("e", "l", "tab");
    expect(shown()).toEqual(["/state:delivered", "write"]);
  });

  it("keeps the cursor of a long line in sight, and never writes over the margin", () => {
    const { press, seen } = asked({ text: "日".repeat(100) });
    for (const keys of [[], ["home"], ["end", "left", "left"]]) {
      press(...keys);
      for (const width of [10, 24, 80]) {
        const [line] = promptLines(seen.view!, width);
        expect(line.some(({ tone }) => tone === "selected")).toBe(true);
        const toCursor = line.slice(0, line.findIndex(({ tone }) => tone === "selected") + 1);
        expect(lineWidth(toCursor)).toBeLessThanOrEqual(width);
      }
    }
  });

  it("cannot be driven by what is pasted into it", () => {
    const { seen, press } = asked();
    press(..."a\u202eb");
    expect(
      promptLines(seen.view!, 40)[0]
        .map(({ text }) => text)
        .join(""),
    ).not.toContain("\u202e");
  });
});
