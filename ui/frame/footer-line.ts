import { type Command, KEY_BINDINGS } from "../keys/key-bindings.ts";
import { documentOf, pagerArea } from "../pager/document-of.ts";
import { placeText } from "../pager/pager-lines.ts";
import { isPagerScreen, type Screen, type Snapshot } from "../store/console-snapshot.ts";
import type { Theme } from "../theme.ts";
import { listHeight } from "./layout.ts";
import { justify, type Line, lineWidth, span } from "./line.ts";
import { fitSegments } from "./line-segments.ts";

/** The keys of each screen, the most useful first: the last ones are dropped if there is no room. */
const KEYS: Readonly<Record<Screen["kind"], readonly Command[]>> = {
  list: [
    "trigger",
    "open",
    "query",
    "resend",
    "help",
    "previous-failure",
    "faults",
    "quit",
    "palette",
    "next-due",
    "filter-by-row",
    "sort",
    "web",
    "traffic",
  ],
  detail: ["back", "fold", "search", "next-section", "compare", "resend", "resend-new", "help"],
  picker: ["open", "back"],
  diff: ["back", "next-section", "search", "fold", "help"],
  faults: ["arm", "disarm", "disarm-all", "back", "help", "quit"],
  arm: ["open", "back"],
  world: ["back", "fold", "search", "next-section", "trigger", "help"],
  thread: ["back", "trigger", "search", "next-section", "help"],
  numbers: ["back", "trigger", "traffic", "next-due", "help", "quit"],
  log: ["back", "search", "help", "quit"],
  scenario: ["back", "fold", "search", "help", "quit"],
  help: ["back", "search", "next-section", "quit"],
};

/** In the form that arms a fault, letters are text and fewer keys apply. */
const ARM_LABELS: Partial<Record<Command, string>> = { open: "go on", back: "cancel" };

/** The keys, and the position in the list. */
export function footerLine(snapshot: Snapshot, theme: Theme, width: number): Line {
  const place = placeLine(snapshot, theme);
  const keys = keysOf(snapshot);
  const segments = keys.map(([key, label], index) => ({
    weight: keys.length - index,
    line: [span(key, "strong"), span(` ${label}`, "muted")],
  }));
  return justify(fitSegments(segments, width - lineWidth(place) - 1), place, width);
}

function keysOf(snapshot: Snapshot): readonly (readonly [key: string, label: string])[] {
  const { screen } = snapshot;
  if (screen.kind === "picker") {
    const tab = screen.tab === null ? [] : [["Tab", screen.tab] as const];
    return [["Enter", screen.verb], ...tab, ["Esc", "cancel"]];
  }
  return KEYS[screen.kind].map((command) => [firstKey(command), labelOf(command, snapshot)] as const);
}

/** If several keys do the same, only the first is shown here. */
function firstKey(command: Command): string {
  return KEY_BINDINGS[command].shown.split(" ")[0] ?? "";
}

function labelOf(command: Command, { screen, state }: Snapshot): string {
  if (screen.kind === "arm") return ARM_LABELS[command] ?? KEY_BINDINGS[command].label;
  if (command === "traffic" && state?.rate === 0) return "traffic";
  return KEY_BINDINGS[command].label;
}

function placeLine(snapshot: Snapshot, theme: Theme): Line {
  const { screen, cursor, list, size } = snapshot;
  if (isPagerScreen(screen)) {
    const { height } = pagerArea(snapshot, screen.kind);
    return [span(placeText(documentOf(screen, snapshot, theme), { pager: screen, height }), "muted")];
  }
  if (screen.kind !== "list" || list.length === 0) return [];
  if (snapshot.order === "duration") return [span("slowest first, Esc ends it", "warn")];
  if (cursor.isFollowing) return [span("following", "muted")];
  const below = Math.max(0, list.length - cursor.top - listHeight(size));
  return [span(below === 0 ? "not following" : `${below} below, G follows`, "warn")];
}
