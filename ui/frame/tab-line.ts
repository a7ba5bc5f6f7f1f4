import { type Command, KEY_BINDINGS } from "../keys/key-bindings.ts";
import type { Screen } from "../store/console-snapshot.ts";
import { type Line, lineWidth, span } from "./line.ts";
import { fitSegments } from "./line-segments.ts";

/** The views, each with the digit that opens it. */
export const VIEWS = [
  "deliveries",
  "world",
  "faults",
  "numbers",
  "log",
  "scenario",
] as const satisfies readonly Command[];
export type View = (typeof VIEWS)[number];

/** The view that each screen belongs to; `null` = the view it was opened from. */
const VIEW_OF: Readonly<Record<Screen["kind"], View | null>> = {
  list: "deliveries",
  detail: "deliveries",
  diff: "deliveries",
  world: "world",
  thread: null,
  faults: "faults",
  arm: "faults",
  numbers: "numbers",
  log: "log",
  scenario: "scenario",
  help: null,
  picker: null,
};

/** `1 Deliveries  2 Account …`, with the open view highlighted; with smaller gaps on a narrow terminal. */
export function tabLine(screen: Screen, width: number): Line {
  const current = viewOf(screen);
  const narrow = joined(VIEWS.map((view, index) => narrowTab(view, index, view === current)));
  const wide = VIEWS.flatMap((view, index) => [...tab(view, index, view === current), span(" ")]);
  if (lineWidth(wide) - 1 > width && lineWidth(narrow) <= width) return narrow;
  const segments = VIEWS.map((view, index) => ({
    weight: view === current ? VIEWS.length : VIEWS.length - index - 1,
    line: tab(view, index, view === current),
  }));
  return fitSegments(segments, width, " ");
}

function tab(view: View, index: number, isCurrent: boolean): Line {
  return isCurrent
    ? [span(` ${index + 1} ${nameOf(view)} `, "selected")]
    : [span(` ${index + 1} `, "strong"), span(`${nameOf(view)} `, "muted")];
}

function narrowTab(view: View, index: number, isCurrent: boolean): Line {
  return isCurrent
    ? [span(`${index + 1} ${nameOf(view)}`, "selected")]
    : [span(`${index + 1} `, "strong"), span(nameOf(view), "muted")];
}

function joined(lines: readonly Line[]): Line {
  return lines.flatMap((line, index) => (index === 0 ? line : [span(" "), ...line]));
}

function nameOf(view: View): string {
  const { label } = KEY_BINDINGS[view];
  return label.charAt(0).toUpperCase() + label.slice(1);
}

function viewOf(screen: Screen): View {
  const own = VIEW_OF[screen.kind];
  if (own !== null) return own;
  return "from" in screen ? viewOf(screen.from) : "deliveries";
}
