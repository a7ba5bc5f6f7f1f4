import type { Key } from "ink";
import { describe, expect, it } from "vitest";
import { EVENT_ITEMS } from "../../ui/commands/trigger-commands.ts";
import { span } from "../../ui/frame/line.ts";
import { COMMANDS, commandOf, KEY_BINDINGS, screensOf } from "../../ui/keys/key-bindings.ts";
import { keysOf } from "../../ui/keys/key-names.ts";
import type { PickerItem } from "../../ui/picker/picker.ts";
import { PickerController } from "../../ui/picker/picker-controller.ts";
import { pickerLines } from "../../ui/picker/picker-lines.ts";
import type { PickerScreen } from "../../ui/store/console-snapshot.ts";
import { FramePainter } from "../../ui/terminal/ink-stdout.ts";
import { themeFor } from "../../ui/theme.ts";
import { aStore } from "./build.ts";

const NO_KEY: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

class SlowTerminal {
  readonly writes: string[] = [];
  isFull = false;
  #drain: (() => void) | null = null;

  write(text: string): boolean {
    this.writes.push(text);
    return !this.isFull;
  }

  once(_event: "drain", listener: () => void): void {
    this.#drain = listener;
  }

  drain(): void {
    this.isFull = false;
    this.#drain?.();
  }
}

describe("the painter", () => {
  it("writes the rows that changed, each at its place, as one update", () => {
    const terminal = new SlowTerminal();
    const painter = new FramePainter(terminal);
    painter.paint(["one", "two", "three"]);
    painter.paint(["one", "2", "three"]);
    painter.paint(["one", "2", "three"]);
    expect(terminal.writes).toEqual([
      "\u001b[?2026h\u001b[0m\u001b[2J\u001b[1;1H\u001b[2Kone\u001b[0m\u001b[2;1H\u001b[2Ktwo\u001b[0m\u001b[3;1H\u001b[2Kthree\u001b[0m\u001b[?2026l",
      "\u001b[?2026h\u001b[2;1H\u001b[2K2\u001b[0m\u001b[?2026l",
    ]);
  });

  it("empties rows that are no longer there, and draws all when it has forgotten", () => {
    const terminal = new SlowTerminal();
    const painter = new FramePainter(terminal);
    painter.paint(["one", "two"]);
    painter.paint(["one"]);
    expect(terminal.writes[1]).toBe("\u001b[?2026h\u001b[2;1H\u001b[2K\u001b[0m\u001b[?2026l");
    painter.forget();
    painter.paint(["one"]);
    expect(terminal.writes[2]).toContain("\u001b[2J");
  });

  it("skips frames while the terminal is slow, and then draws the last one", () => {
    const terminal = new SlowTerminal();
    const painter = new FramePainter(terminal);
    terminal.isFull = true;
    for (const frame of ["a", "b", "c", "d"]) painter.paint([frame]);
    expect(terminal.writes).toHaveLength(1);
    terminal.drain();
    expect(terminal.writes).toHaveLength(2);
    expect(terminal.writes[1]).toContain("d");
  });
});

describe("the theme", () => {
  const line = [span("ok", "good"), span(" "), span("quiet", "muted"), span("here", "selected")];

  it("uses the terminal's own 16 colours, never black or white", () => {
    expect(themeFor({}).paint(line)).toBe("\u001b[32mok\u001b[39m \u001b[2mquiet\u001b[22m\u001b[7mhere\u001b[27m");
  });

  it("has no colours under NO_COLOR, but still a selection", () => {
    expect(themeFor({ NO_COLOR: "1" }).paint(line)).toBe("ok \u001b[2mquiet\u001b[22m\u001b[7mhere\u001b[27m");
    expect(themeFor({ NO_COLOR: "" }).paint(line)).toContain("\u001b[32m");
  });

  it("draws with ASCII on the Linux console", () => {
    expect(Object.values(themeFor({ TERM: "linux" }).glyphs).join("")).toMatch(/^[\x20-\x7e]+$/);
  });
});

describe("the picker", () => {
  const screen: PickerScreen = {
    kind: "picker",
    title: "Which?",
    verb: "take it",
    tab: null,
    items: EVENT_ITEMS,
    filter: "",
    index: 0,
    isSearching: false,
    from: { kind: "list" },
  };
  const shown = (changes: Partial<PickerScreen>, height: number) =>
    pickerLines({ ...screen, ...changes }, themeFor({}), { width: 40, height }).map((row) =>
      row
        .map(({ text }) => text)
        .join("")
        .trimEnd(),
    );

  it("keeps the chosen item in sight on a low screen", () => {
    expect(shown({ index: 12 }, 4)).toEqual([
      "Which? (type to search)",
      "  MANUAL_STEP_REACHED         a lead reached a manual step",
      "  EMAIL_ACCOUNT_DISCONNECTED  a mailbox lost its connection (account event)",
      "› CAMPAIGN_BOUNCE_BREACH      a campaig…",
    ]);
  });

  it("says when there is nothing to pick, or not yet", () => {
    expect(shown({ items: [], filter: "nope" }, 10)).toEqual(["Which? nope", "  No match."]);
    expect(shown({ items: [], isSearching: true }, 10)[1]).toBe("  Searching …");
  });

  it("finds items by any part of their name, in any case, then by words of what they mean", () => {
    const store = aStore();
    const controller = new PickerController(store);
    controller.open({ title: "", verb: "", items: EVENT_ITEMS, picked: () => {} }, { kind: "list" });
    const found = (filter: string) => {
      for (const key of ["ctrl+u", ...filter]) controller.press(store.snapshot().screen as PickerScreen, key);
      return (store.snapshot().screen as PickerScreen).items.map(({ id }) => id);
    };
    expect(found("email re")).toEqual(["EMAIL_REPLY"]);
    expect(found("unsub")).toEqual(["LEAD_UNSUBSCRIBED"]);
    expect(found("email bounced")).toEqual(["EMAIL_BOUNCE"]);
    expect(found("nope")).toEqual([]);
  });

  it("drops the answer to what is searched for no longer", async () => {
    const store = aStore();
    const controller = new PickerController(store);
    const answers: ((ids: string[]) => void)[] = [];
    const search = () =>
      new Promise<readonly PickerItem[]>((resolve) => {
        answers.push((ids) => resolve(ids.map((id) => ({ id, label: id, meaning: "" }))));
      });
    controller.open({ title: "", verb: "", items: [], search, picked: () => {} }, { kind: "list" });
    controller.press(store.snapshot().screen as PickerScreen, "x");
    answers[1]?.(["new"]);
    answers[0]?.(["old"]);
    await Promise.resolve();
    await Promise.resolve();
    expect(store.snapshot().screen).toMatchObject({ items: [{ id: "new" }], isSearching: false, filter: "x" });
  });
});

describe("the keys", () => {
  it("mean one thing each on every screen, and what they mean there goes first", () => {
    for (const screen of ["list", "detail", "diff", "faults", "help"] as const) {
      const own = COMMANDS.filter((command) => screensOf(command)?.includes(screen));
      const common = COMMANDS.filter((command) => screensOf(command) === null);
      for (const commands of [own, common]) {
        const keys = commands.flatMap((command) => [...KEY_BINDINGS[command].keys]);
        expect(new Set(keys).size).toBe(keys.length);
      }
      for (const command of own) {
        for (const key of KEY_BINDINGS[command].keys) expect(commandOf(key, screen)).toBe(command);
      }
      const ownKeys = new Set(own.flatMap((command): string[] => [...KEY_BINDINGS[command].keys]));
      for (const command of common) {
        for (const key of KEY_BINDINGS[command].keys)
          if (!ownKeys.has(key)) expect(commandOf(key, screen)).toBe(command);
      }
    }
    expect(commandOf("x", "list")).toBeUndefined();
  });

  it("are explained in a row of 80 columns", () => {
    for (const command of COMMANDS) expect(KEY_BINDINGS[command].meaning.length, command).toBeLessThanOrEqual(64);
  });

  it("are told apart when several come at once", () => {
    expect(keysOf("jjG\r\u0003", NO_KEY)).toEqual(["j", "j", "G", "enter", "ctrl+c"]);
    expect(keysOf("", { ...NO_KEY, upArrow: true })).toEqual(["up"]);
    expect(keysOf("c", { ...NO_KEY, ctrl: true })).toEqual(["ctrl+c"]);
    expect(keysOf("x", { ...NO_KEY, meta: true })).toEqual([]);
    expect(keysOf("a\u0015\u001cb", NO_KEY)).toEqual(["a", "ctrl+u", "b"]);
  });
});
