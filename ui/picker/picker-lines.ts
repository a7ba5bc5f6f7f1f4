import { printable } from "../../src/base/printable.ts";
import { fitText, type Line, selected, span, widthOf } from "../frame/line.ts";
import type { PickerScreen } from "../store/console-snapshot.ts";
import type { Theme } from "../theme.ts";

/** Maximum columns of a label, so that its description is visible too. */
const LONGEST_LABEL = 44;
/** The cursor with a space, and the text between a label and its description. */
const SIGN_WIDTH = 2;
const LABEL_GAP = 2;

/** The list to choose from; if it is longer than the screen, the part around the chosen item. */
export function pickerLines(
  screen: PickerScreen,
  { glyphs }: Theme,
  { width, height }: { width: number; height: number },
): readonly Line[] {
  const { items, index, filter, title, isSearching } = screen;
  const isAborted = items.length > height - 1;
  // The last row counts the hidden items.
  const room = Math.max(1, height - 1 - (isAborted && height > 4 ? 1 : 0));
  const top = Math.max(0, Math.min(index - room + 1, items.length - room));
  const shown = items.slice(Math.max(0, top), Math.max(0, top) + room);
  const labelWidth = labelWidthOf(screen);
  const rows = shown.map((item, at) => {
    const isChosen = Math.max(0, top) + at === index;
    const label = `${isChosen ? glyphs.cursor : " "} ${fitText(printable(item.label), labelWidth)}${" ".repeat(LABEL_GAP)}`;
    const line: Line = [span(label, "strong"), span(printable(item.meaning), "muted")];
    return isChosen ? selected(line, width) : line;
  });
  const typed: Line = filter === "" ? [span(" (type to search)", "muted")] : [span(` ${printable(filter)}`, "info")];
  const nothing: Line = [span(isSearching ? "  Searching …" : "  No match.", "warn")];
  const more = isAborted && height > 4 ? [moreLine(items.length, Math.max(0, top), shown.length)] : [];
  return [[span(printable(title), "strong"), ...typed], ...(rows.length > 0 ? rows : [nothing]), ...more];
}

/** The chosen item's description if its row is too narrow for it; `null` if the row shows all of it. */
export function cutMeaning(screen: PickerScreen, width: number): string | null {
  const chosen = screen.items[screen.index];
  if (chosen === undefined) return null;
  const meaning = printable(chosen.meaning);
  const before = SIGN_WIDTH + labelWidthOf(screen) + LABEL_GAP;
  return before + widthOf(meaning) > width ? meaning : null;
}

function labelWidthOf({ items }: PickerScreen): number {
  return Math.min(LONGEST_LABEL, Math.max(0, ...items.map(({ label }) => widthOf(printable(label)))));
}

/** Formats `  … 3 before, 12 more`. */
export function moreLine(count: number, before: number, shown: number): Line {
  const after = count - before - shown;
  const parts = [before > 0 ? `${before} before` : "", after > 0 ? `${after} more` : ""].filter(Boolean);
  return [span(`  … ${parts.join(", ")}; type to narrow them down`, "muted")];
}
