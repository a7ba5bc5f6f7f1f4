import { printable } from "../../src/base/printable.ts";
import { type Line, span } from "../frame/line.ts";
import type { ListFilter } from "../store/live-list.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { Theme } from "../theme.ts";
import { NOTICE_TONES } from "./notice-tones.ts";

function filterLine({ text, found, of }: ListFilter): Line {
  return [
    span("/", "strong"),
    span(printable(text), "info"),
    span(`  ${found} of ${of}; / changes the query, Esc drops it`, "muted"),
  ];
}

/** One row for what an action led to, a lost connection or a hint, the most pressing of them. */
export function noticeLine({ notice, connection, hint, tip, filter, screen }: Snapshot, { glyphs }: Theme): Line {
  if (notice !== null) {
    const glyph = notice.kind === "problem" ? `${glyphs.bad} ` : "";
    return [span(`${glyph}${printable(notice.text)}`, NOTICE_TONES[notice.kind])];
  }
  if (connection.kind === "lost") {
    return [span(`The mock does not answer (${printable(connection.reason)}); trying again, q quits.`, "bad")];
  }
  if (filter !== null && screen.kind === "list") return filterLine(filter);
  if (hint !== null) return [span(hint, "warn")];
  return tip === null ? [] : [span(tip, "info")];
}
