import { printable } from "../../src/base/printable.ts";
import type { FaultView } from "../../src/delivery/faults/fault.ts";
import { faultText } from "../../src/delivery/faults/rule-text.ts";
import { cut, fitText, type Line, selected, span, wrapWords } from "../frame/line.ts";
import type { Snapshot } from "../store/console-snapshot.ts";
import type { Theme } from "../theme.ts";

const COUNT_WIDTH = 9;
/** Rows that the sentence on the selected fault takes at most, with the blank one before it. */
const EXPLAIN_ROWS = 4;

/** The rules of the mock: as they were written, how often each was performed, and what the selected one does. */
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
    [span(`  ${"state".padEnd(6)} ${"performed".padStart(COUNT_WIDTH)}  fault`, "muted")],
    ...rows,
    [],
    ...sentences.map((text): Line => [span(text, "info")]),
  ];
}

function faultLine(fault: FaultView, { cursor, width }: { cursor: string; width: number }): Line {
  const { ended, performed, matched, rule, event_id } = fault;
  const state = ended ? span(fitText("ended", 6), "muted") : span(fitText("armed", 6), "warn");
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
