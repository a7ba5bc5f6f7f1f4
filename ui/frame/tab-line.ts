import { type Command, KEY_BINDINGS } from "../keys/key-bindings.ts";
import type { Screen } from "../store/snapshot.ts";
import { type Line, span } from "./line.ts";
import { fitSegments } from "./segments.ts";

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

/** The view that each screen belongs to; `null` = the one it was opened from. */
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

/** `1 Deliveries  2 Account …`, with the view that is open standing out. */
export function tabLine(screen: Screen, width: number): Line {
  const current = viewOf(screen);
  const segments = VIEWS.map((view, index) => ({
    weight: view === current ? VIEWS.length : VIEWS.length - index - 1,
    line: tab(view, index, view === current),
  }));
  return fitSegments(segments, width, " ");
}

function tab(view: View, index: number, isCurrent: boolean): Line {
  const { label } = KEY_BINDINGS[view];
  const name = label.charAt(0).toUpperCase() + label.slice(1);
  return isCurrent
    ? [span(` ${index + 1} ${name} `, "selected")]
    : [span(` ${index + 1} `, "strong"), span(`${name} `, "muted")];
}

function viewOf(screen: Screen): View {
  const own = VIEW_OF[screen.kind];
  if (own !== null) return own;
  return "from" in screen ? viewOf(screen.from) : "deliveries";
}
