import { PAGER_SCREENS, type Screen } from "../store/console-snapshot.ts";
import { DELIVERY_KEYS, HOLD_KEYS } from "./delivery-keys.ts";

/** The action of a key. */
export type Command =
  | "up"
  | "down"
  | "page-up"
  | "page-down"
  | "first"
  | "last"
  | "open"
  | "back"
  | "deliveries"
  | "world"
  | "web"
  | "previous-failure"
  | "next-failure"
  | "filter-by-row"
  | "mark"
  | "to-mark"
  | "sort"
  | "palette"
  | "save-curl"
  | "lose-answer"
  | "hold-next"
  | "let-go"
  | "answer-held"
  | "drop-held"
  | "numbers"
  | "log"
  | "scenario"
  | "thread"
  | "query"
  | "next-section"
  | "previous-section"
  | "fold"
  | "search"
  | "next-match"
  | "previous-match"
  | "compare"
  | "trigger"
  | "resend"
  | "resend-new"
  | "retrigger"
  | "send-twice"
  | "edit"
  | "curl"
  | "save"
  | "next-due"
  | "jump"
  | "clock"
  | "clock-pause"
  | "traffic"
  | "rate"
  | "reset"
  | "faults"
  | "arm"
  | "disarm"
  | "disarm-all"
  | "help"
  | "redraw"
  | "suspend"
  | "quit";

export interface KeyBinding {
  readonly keys: readonly string[];
  /** The keys as they are shown to users. */
  readonly shown: string;
  /** The label in the footer. */
  readonly label: string;
  /** The description in the help (`?`). */
  readonly meaning: string;
  /** The screens on which it applies; there it takes precedence over the key's general meaning. Absent = everywhere. */
  readonly on?: readonly Screen["kind"][];
}

/** The only table of keys: the input handler, the footer and the help use it. */
export const KEY_BINDINGS = {
  up: { keys: ["up", "k"], shown: "↑ k", label: "up", meaning: "one row up; the list stops following" },
  down: {
    keys: ["down", "j"],
    shown: "↓ j",
    label: "down",
    meaning: "one row down; below the newest the list follows again",
  },
  "page-up": { keys: ["pageup", "ctrl+b", "ctrl+u"], shown: "PgUp", label: "page up", meaning: "a page up" },
  "page-down": {
    keys: ["pagedown", "ctrl+f", "ctrl+d", " "],
    shown: "PgDn",
    label: "page down",
    meaning: "a page down",
  },
  first: { keys: ["g", "home"], shown: "g Home", label: "oldest", meaning: "to the oldest row, or the top" },
  last: { keys: ["G", "end"], shown: "G End", label: "follow", meaning: "to the newest row and follow, or the bottom" },
  open: { keys: ["enter", "right", "l"], shown: "Enter", label: "details", meaning: "details of the selected row" },
  back: { keys: ["escape", "left", "h", "backspace"], shown: "Esc", label: "back", meaning: "back to the list" },
  query: {
    keys: ["/"],
    shown: "/",
    label: "query",
    meaning: "filter by a query, such as status:5xx lead:ann@*",
    on: ["list"],
  },
  "previous-failure": {
    keys: ["[", "!"],
    shown: "[ !",
    label: "last failure",
    meaning: "to the failure before this row; from the newest, the last one",
    on: ["list"],
  },
  "next-failure": {
    keys: ["]"],
    shown: "]",
    label: "next failure",
    meaning: "to the failure after this row",
    on: ["list"],
  },
  "filter-by-row": {
    keys: ["="],
    shown: "=",
    label: "filter by row",
    meaning: "show only rows with this one's lead, event, campaign or outcome",
    on: ["list"],
  },
  mark: { keys: ["m"], shown: "m", label: "mark", meaning: "mark or unmark this row", on: ["list"] },
  "to-mark": { keys: ["'"], shown: "'", label: "to mark", meaning: "to the marked row before this one", on: ["list"] },
  sort: { keys: ["S"], shown: "S", label: "sort", meaning: "slowest first, and back", on: ["list"] },
  "next-section": {
    keys: ["tab"],
    shown: "Tab",
    label: "next section",
    meaning: "to the next section",
    on: PAGER_SCREENS,
  },
  "previous-section": {
    keys: ["shift+tab"],
    shown: "Shift-Tab",
    label: "previous section",
    meaning: "to the section before",
    on: PAGER_SCREENS,
  },
  fold: {
    keys: ["enter", "z", "right", "l"],
    shown: "Enter z",
    label: "fold",
    meaning: "fold or unfold the section or the part that starts here",
    on: PAGER_SCREENS,
  },
  search: {
    keys: ["/"],
    shown: "/",
    label: "search",
    meaning: "search for a text; everything is unfolded",
    on: PAGER_SCREENS,
  },
  "next-match": {
    keys: ["n"],
    shown: "n",
    label: "next",
    meaning: "to the next match",
    on: PAGER_SCREENS,
  },
  "previous-match": {
    keys: ["N"],
    shown: "N",
    label: "previous",
    meaning: "to the previous match",
    on: PAGER_SCREENS,
  },
  compare: {
    keys: ["v"],
    shown: "v",
    label: "compare",
    meaning: "compare two attempts, two dialects, or with the one before it",
    on: ["detail"],
  },
  trigger: { keys: ["t"], shown: "t", label: "trigger", meaning: "pick an event and trigger it" },
  retrigger: { keys: ["F"], shown: "F", label: "retrigger", meaning: "send all failed deliveries again" },
  ...DELIVERY_KEYS,
  "next-due": {
    keys: ["n"],
    shown: "n",
    label: "next due",
    meaning: "move the clock to what is due next, such as a retry",
  },
  jump: { keys: ["J"], shown: "J", label: "jump", meaning: "move the clock 30 minutes on" },
  clock: { keys: ["c"], shown: "c", label: "clock", meaning: "set the clock: 1h, x60, next, pause, go, virtual" },
  "clock-pause": { keys: ["C"], shown: "C", label: "stop the clock", meaning: "stop or continue the clock" },
  traffic: { keys: ["p"], shown: "p", label: "pause", meaning: "pause or continue the account's own traffic" },
  rate: { keys: ["P"], shown: "P", label: "rate", meaning: "set how many events the account creates per second" },
  reset: {
    keys: ["ctrl+r"],
    shown: "Ctrl-R",
    label: "reset",
    meaning: "start over and drop all deliveries; asks first",
  },
  deliveries: { keys: ["1"], shown: "1", label: "deliveries", meaning: "the live list of deliveries" },
  world: {
    keys: ["2"],
    shown: "2",
    label: "account",
    meaning: "webhooks, what shadows what, campaigns, leads, conversations",
  },
  faults: {
    keys: ["f", "3"],
    shown: "f 3",
    label: "faults",
    meaning: "arm and disarm faults",
  },
  numbers: { keys: ["4"], shown: "4", label: "numbers", meaning: "throughput, outcomes, answer times, retries" },
  log: { keys: ["5"], shown: "5", label: "log", meaning: "notices, and what changed in the mock" },
  scenario: {
    keys: ["6"],
    shown: "6",
    label: "runs",
    meaning: "the checks of verify, the steps of scenarios",
  },
  web: {
    keys: ["w"],
    shown: "w",
    label: "web",
    meaning: "open this mock in the browser, at the selected delivery",
  },
  "lose-answer": {
    keys: ["L"],
    shown: "L",
    label: "lose an answer",
    meaning: "drop the answer to the next delivery, once",
  },
  ...HOLD_KEYS,
  arm: { keys: ["a"], shown: "a", label: "arm", meaning: "pick a fault and arm it", on: ["faults"] },
  disarm: { keys: ["x"], shown: "x", label: "disarm", meaning: "disarm the selected one", on: ["faults"] },
  "disarm-all": { keys: ["X"], shown: "X", label: "disarm all", meaning: "disarm all of them", on: ["faults"] },
  palette: { keys: [":", "ctrl+k"], shown: ":", label: "commands", meaning: "find a command by name and run it" },
  help: { keys: ["?"], shown: "?", label: "help", meaning: "signs, verdicts and keys" },
  redraw: { keys: ["ctrl+l"], shown: "Ctrl-L", label: "redraw", meaning: "redraw the screen" },
  suspend: { keys: ["ctrl+z"], shown: "Ctrl-Z", label: "suspend", meaning: "back to the shell; fg continues here" },
  quit: { keys: ["q", "ctrl+c"], shown: "q", label: "quit", meaning: "quit; Ctrl-C does so everywhere" },
} as const satisfies Readonly<Record<Command, KeyBinding>>;

// The keys of the table are the commands: `satisfies` has checked it.
export const COMMANDS = Object.keys(KEY_BINDINGS) as readonly Command[];

/** The screens on which a command's keys apply; `null` = all. */
export function screensOf(command: Command): readonly Screen["kind"][] | null {
  const binding: KeyBinding = KEY_BINDINGS[command];
  return binding.on ?? null;
}

/** The command of a key on a screen. */
export function commandOf(key: string, screen: Screen["kind"]): Command | undefined {
  const commands = COMMANDS.filter((command) => KEY_BINDINGS[command].keys.some((one) => one === key));
  return (
    commands.find((command) => screensOf(command)?.includes(screen)) ??
    commands.find((command) => screensOf(command) === null)
  );
}
