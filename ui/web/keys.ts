import { useEffect, useRef } from "react";
import { NEXT_ANSWER_LOST } from "../commands/fault-commands.ts";
import { openPalette } from "../commands/palette-commands.ts";
import { type Command, commandOf } from "../keys/key-bindings.ts";
import type { Screen } from "../store/console-snapshot.ts";
import { pageKeyOf } from "./page-keys.ts";
import type { Session } from "./session.ts";

/** The dialogs that a key opens. */
export type DialogName = "trigger" | "help";

/** Rows that a page key moves by. */
const PAGE_ROWS = 15;

/** Maps the browser's key names to those in the table of bindings. */
const NAMES = new Map([
  ["ArrowUp", "up"],
  ["ArrowDown", "down"],
  ["ArrowLeft", "left"],
  ["ArrowRight", "right"],
  ["PageUp", "pageup"],
  ["PageDown", "pagedown"],
  // On the page the newest row is at the top.
  ["Home", "end"],
  ["End", "home"],
  ["Enter", "enter"],
  ["Escape", "escape"],
]);

/** Handles the terminal's keys unless the key is meant for a field or a button. */
export function useKeys(
  session: Session,
  dialog: DialogName | null,
  setDialog: (name: DialogName | null) => void,
): void {
  // A key pressed right after a dialog has closed must see it closed.
  const open = useRef(dialog);
  open.current = dialog;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (open.current !== null || isTaken(event) || document.querySelector("dialog[open]") !== null) return;
      const command = pageCommandOf(nameOf(event), session.store.snapshot().screen);
      const action = command === undefined ? undefined : actionsOf(session, setDialog)[command];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [session, setDialog]);
}

function nameOf(event: KeyboardEvent): string {
  return isPaletteKey(event) ? "ctrl+k" : (NAMES.get(event.key) ?? event.key);
}

/** The only key with Ctrl, or Cmd, that the page takes from the browser. */
function isPaletteKey({ ctrlKey, metaKey, key }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && key === "k";
}

/** While a delivery is open next to the list, the list's keys still work, as do those keys of the details that apply to the page. */
function pageCommandOf(key: string, screen: Screen): PageCommand | undefined {
  const command =
    commandOf(key, keysOf(screen)) ?? (screen.kind === "detail" ? commandOf(key, screen.kind) : undefined);
  return command !== undefined && isPageCommand(command) ? command : undefined;
}

/** The screen whose keys are used: a long text on the page is folded and searched with the browser's own means. */
function keysOf({ kind }: Screen): Screen["kind"] {
  if (kind === "list" || kind === "detail") return "list";
  return kind === "faults" ? kind : "numbers";
}

/** Keys that scroll, except in the list, where they move the cursor. */
const SCROLLING = /^(Arrow|Page|Home|End)/;

function isTaken(event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, altKey, key, target } = event;
  if (isPaletteKey(event)) return false;
  if (ctrlKey || metaKey || altKey || key === " ") return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches("input, textarea, select")) return true;
  if (SCROLLING.test(key)) return !isAtTheList(target);
  return key === "Enter" && target.matches("button, a, summary");
}

function isAtTheList(target: HTMLElement): boolean {
  const list = document.querySelector<HTMLElement>(".list-pane");
  // A list that is hidden by the details has no layout.
  if (list === null || list.offsetParent === null) return false;
  return target === document.body || target.id === "main" || list.contains(target);
}

/** The terminal's commands that are available on the page. */
export const PAGE_COMMANDS = [
  "trigger",
  "query",
  "up",
  "down",
  "page-up",
  "page-down",
  "first",
  "last",
  "open",
  "back",
  "resend",
  "resend-new",
  "send-twice",
  "edit",
  "hold-next",
  "let-go",
  "answer-held",
  "drop-held",
  "curl",
  "save",
  "thread",
  "retrigger",
  "next-due",
  "jump",
  "clock-pause",
  "traffic",
  "deliveries",
  "world",
  "faults",
  "numbers",
  "log",
  "scenario",
  "arm",
  "disarm-all",
  "lose-answer",
  "previous-failure",
  "next-failure",
  "filter-by-row",
  "compare",
  "palette",
  "help",
] as const satisfies readonly Command[];

export type PageCommand = (typeof PAGE_COMMANDS)[number];

function isPageCommand(command: Command): command is PageCommand {
  return PAGE_COMMANDS.some((one) => one === command);
}

function actionsOf(
  session: Session,
  setDialog: (name: DialogName | null) => void,
): Readonly<Record<PageCommand, () => void>> {
  const { store, navigation, deliveries, clock } = session;
  const actions: Record<PageCommand, () => void> = {
    trigger: () => setDialog("trigger"),
    help: () => setDialog("help"),
    query: () => document.querySelector<HTMLElement>("#query")?.focus(),
    // The newest row is at the top of the page.
    up: () => step(session, 1),
    down: () => step(session, -1),
    "page-up": () => step(session, PAGE_ROWS),
    "page-down": () => step(session, -PAGE_ROWS),
    first: () => step(session, Number.NEGATIVE_INFINITY),
    last: () => store.follow(),
    open: () => openSelected(session),
    back: () => {
      const { screen, filter } = store.snapshot();
      if (screen.kind === "list" && filter !== null) store.filterBy("");
      else if (screen.kind === "list") store.follow();
      else navigation.back();
    },
    resend: () => deliveries.resend("same"),
    "resend-new": () => deliveries.resend("new"),
    "send-twice": () => deliveries.sendTwice(),
    edit: () => press(session, "edit"),
    "hold-next": () => session.holds.holdNext(),
    "let-go": () => session.holds.letGo(),
    "answer-held": () => session.holds.answer(503),
    "drop-held": () => session.holds.drop(),
    curl: () => deliveries.copyCurl(),
    save: () => press(session, "save"),
    thread: () => press(session, "thread"),
    retrigger: () => deliveries.retrigger(),
    "next-due": () => clock.nextDue(),
    jump: () => clock.jump(),
    "clock-pause": () => clock.togglePause(),
    traffic: () => clock.toggleTraffic(),
    deliveries: () => navigation.view("list"),
    world: () => navigation.view("world"),
    faults: () => navigation.view("faults"),
    numbers: () => navigation.view("numbers"),
    log: () => navigation.view("log"),
    scenario: () => navigation.view("scenario"),
    arm: () => document.querySelector<HTMLElement>("#fault")?.focus(),
    "disarm-all": () => session.actions.disarmAll(),
    "lose-answer": () => session.actions.arm(NEXT_ANSWER_LOST),
    "previous-failure": () => toFailure(session, -1),
    "next-failure": () => toFailure(session, 1),
    "filter-by-row": () => session.lists.filterByRow(),
    compare: () => press(session, "compare"),
    palette: () => openPalette(session, (command) => actions[command](), { commands: PAGE_COMMANDS, told: pageKeyOf }),
  };
  return actions;
}

/** Moves the cursor this many rows towards the newest; open details follow it. */
export function step(session: Session, by: number): void {
  const { store } = session;
  const { cursor, list, screen } = store.snapshot();
  if (screen.kind !== "list" && screen.kind !== "detail") return;
  const last = list.length - 1;
  const from = cursor.isFollowing ? (by < 0 ? last + 1 : last) : cursor.selected;
  store.selectAt(Math.max(0, Math.min(from + by, last)));
  if (screen.kind === "detail") openSelected(session);
}

/** Open details follow the cursor. */
function toFailure(session: Session, direction: -1 | 1): void {
  session.lists.toFailure(direction);
  if (session.store.snapshot().screen.kind === "detail") openSelected(session);
}

export function openSelected({ store, navigation }: Session): void {
  const row = store.selectedRow;
  if (row !== undefined) navigation.open(row);
}

/** A command of the details acts through its button; if a row is only selected, it is opened first. */
function press(session: Session, action: string): void {
  const button = document.querySelector<HTMLElement>(`[data-action="${action}"]`);
  if (button === null) openSelected(session);
  else button.click();
}
