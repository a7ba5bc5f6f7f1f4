import { printable } from "../../src/base/printable.ts";
import { rowHint } from "../deliveries/row-hint.ts";
import { cutDescription } from "../faults/fault-lines.ts";
import { type Line, span } from "../frame/line.ts";
import { cutMeaning } from "../picker/picker-lines.ts";
import type { Snapshot } from "../store/console-snapshot.ts";
import type { ListFilter } from "../store/live-list.ts";
import type { Theme } from "../theme.ts";
import { NOTICE_TONES } from "./shown-notice.ts";

function filterLine({ text, found, of }: ListFilter): Line {
  return [span("/", "strong"), span(printable(text), "info"), span(`  ${found} of ${of}`, "muted")];
}

/** One row for the result of an action, a lost connection or a hint, whichever is most urgent. */
export function noticeLine(snapshot: Snapshot, theme: Theme): Line {
  const { filter, screen } = snapshot;
  const said = saidLine(snapshot, theme);
  // A filtered list must never look like a complete one.
  if (filter === null || screen.kind !== "list") return said;
  const rest = said.length > 0 ? said : [span("/ changes the query, Esc drops it", "muted")];
  return [...filterLine(filter), span("  "), ...rest];
}

function saidLine({ notice, connection, hint, tip, list, cursor, screen, size }: Snapshot, { glyphs }: Theme): Line {
  if (notice !== null) {
    const glyph = notice.kind === "problem" ? `${glyphs.bad} ` : "";
    return [span(`${glyph}${printable(notice.text)}`, NOTICE_TONES[notice.kind])];
  }
  if (connection.kind === "lost") {
    return [span(`The mock does not answer (${printable(connection.reason)}); trying again, q quits.`, "bad")];
  }
  if (screen.kind === "arm") return [span(cutDescription(screen, size.columns) ?? "", "info")];
  if (screen.kind === "picker") return [span(cutMeaning(screen, size.columns) ?? "", "info")];
  const ofRow = screen.kind === "list" ? rowHint(list.at(cursor.selected)) : null;
  if (ofRow !== null) return ofRow;
  if (hint !== null) return [span(hint, "warn")];
  return tip === null ? [] : [span(tip, "info")];
}
