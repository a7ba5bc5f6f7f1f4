import { printable } from "../../src/base/printable.ts";
import { FAULT_KINDS, type FaultKind, type FaultView } from "../../src/delivery/faults/fault.ts";
import { FAULT_DESCRIPTIONS } from "../../src/delivery/faults/fault-sentence.ts";
import { faultText } from "../../src/delivery/faults/rule-text.ts";
import { cut, fitText, type Line, selected, span, widthOf, wrapWords } from "../frame/line.ts";
import { moreLine } from "../picker/picker-lines.ts";
import type { Screen, Snapshot } from "../store/console-snapshot.ts";
import type { Theme } from "../theme.ts";

const COUNT_WIDTH = 9;
/** Maximum rows of the sentence on the selected fault, including the blank row before it. */
const EXPLAIN_ROWS = 4;

/** The rules of the mock: as they were written, how often each was applied, and what the selected one does. */
export function faultLines(
  { faults, screen }: Snapshot,
  { glyphs }: Theme,
  { width, height }: { width: number; height: number },
): readonly Line[] {
  const index = screen.kind === "faults" ? Math.min(screen.index, faults.length - 1) : -1;
  const chosen = faults[index];
  if (chosen === undefined) return [[span("No fault is active; press a to arm one.", "muted")]];
  const room = Math.max(1, height - 1 - EXPLAIN_ROWS);
  const top = Math.max(0, index - room + 1);
  const rows = faults.slice(top, top + room).map((fault, at) => {
    const line = faultLine(fault, { cursor: top + at === index ? glyphs.cursor : " ", width });
    return top + at === index ? selected(line, width) : line;
  });
  const sentences = wrapWords(explained(chosen), width).slice(0, EXPLAIN_ROWS - 1);
  return [
    [span(`  ${"state".padEnd(6)} ${"applied".padStart(COUNT_WIDTH)}  fault`, "muted")],
    ...rows,
    [],
    ...sentences.map((text): Line => [span(text, "info")]),
  ];
}

function faultLine(fault: FaultView, { cursor, width }: { cursor: string; width: number }): Line {
  const { ended, performed, matched, rule, event_id } = fault;
  const state = ended ? span(fitText("ended", 6), "muted") : span(fitText("active", 6), "warn");
  const count = performed === matched ? `${performed}` : `${performed} of ${matched}`;
  const text = printable(faultText(rule)) + (event_id === null ? "" : " (one event)");
  const start = `${cursor} `;
  const counted = ` ${fitText(count, COUNT_WIDTH, "right")}  `;
  return [
    span(start, "strong"),
    state,
    span(counted),
    span(cut(text, width - start.length - 6 - counted.length), ended ? "muted" : "strong"),
  ];
}

function explained({ explain, event_id }: FaultView): string {
  return printable(event_id === null ? explain : `${explain} For event ${event_id} only.`);
}

export type ArmScreen = Extract<Screen, { kind: "arm" }>;

const KIND_WIDTH = Math.max(...FAULT_KINDS.map((kind) => kind.length));
/** The cursor with a space, the kind, and two spaces. */
const BEFORE_DESCRIPTION = 2 + KIND_WIDTH + 2;
/** With at most this many rows, none is used for the number of hidden kinds. */
const LOWEST_WITH_MORE = 4;

/** The kinds that contain the typed text, ignoring case and with spaces for hyphens. */
export function matchingKinds(filter: string): readonly FaultKind[] {
  const wanted = filter.trim().toLowerCase().replaceAll(" ", "-");
  return FAULT_KINDS.filter((kind) => kind.includes(wanted));
}

/** Whether a kind has been chosen, so that its fields are being typed. */
export function hasKind({ text }: ArmScreen): boolean {
  return text.includes(":") || text.startsWith("{");
}

/** The line being typed, and below it the kinds to choose from, or the fields of the chosen one. */
export function armLines(screen: ArmScreen, theme: Theme, area: { width: number; height: number }): readonly Line[] {
  return hasKind(screen) ? fieldLines(screen, area.width) : kindLines(screen, theme, area);
}

function kindLines({ text, index }: ArmScreen, { glyphs }: Theme, area: { width: number; height: number }) {
  const kinds = matchingKinds(text);
  const rows = kinds.map((kind, at) => {
    const isSelected = at === index;
    const name = `${isSelected ? glyphs.cursor : " "} ${kind.padEnd(KIND_WIDTH)}  `;
    const line: Line = [span(name, "strong"), span(FAULT_DESCRIPTIONS[kind], "muted")];
    return isSelected ? selected(line, area.width) : line;
  });
  const typed: Line = text === "" ? [span(" (type to search)", "muted")] : [span(` ${text}`, "info")];
  const isCut = rows.length > area.height - 1 && area.height > LOWEST_WITH_MORE;
  const room = Math.max(1, area.height - (isCut ? 2 : 1));
  const top = Math.max(0, index - room + 1);
  const nothing: Line = [span("  No match.", "warn")];
  const shown = rows.slice(top, top + room);
  const more = isCut ? [moreLine(rows.length, top, shown.length)] : [];
  return [[span("Choose a fault", "strong"), ...typed], ...(rows.length > 0 ? shown : [nothing]), ...more];
}

/** The description of the chosen kind if its row is too narrow for it; `null` if the row shows all of it. */
export function cutDescription(screen: ArmScreen, width: number): string | null {
  const kind = hasKind(screen) ? undefined : matchingKinds(screen.text)[screen.index];
  if (kind === undefined) return null;
  const description = FAULT_DESCRIPTIONS[kind];
  return BEFORE_DESCRIPTION + widthOf(description) > width ? description : null;
}

function fieldLines({ text, help }: ArmScreen, width: number): readonly Line[] {
  const { fields, selectors } = help;
  const whom = selectors.length === 0 ? [] : wrapWords(`for whom and how often: ${selectors.join(", ")}`, width - 2);
  const longest = Math.max(0, ...fields.map(({ name }) => name.length));
  // The end of a long line is shown, because the user types there.
  const shown = text.length > width - 4 ? `…${text.slice(-(width - 5))}` : text;
  return [
    [
      span("Write the fault ", "strong"),
      span("Enter arms it; write fields as name=value, separated by commas", "muted"),
    ],
    [span("› "), span(shown, "info"), span("▏", "info")],
    [],
    ...fields.map(
      ({ name, description }): Line => [span(`  ${name.padEnd(longest)}  `, "strong"), span(description, "muted")],
    ),
    ...whom.map((row): Line => [span(`  ${row}`, "muted")]),
  ];
}
