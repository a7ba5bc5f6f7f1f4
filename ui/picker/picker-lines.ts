import { printable } from "../../src/base/printable.ts";
import { fitText, type Line, selected, span, widthOf } from "../frame/line.ts";
import type { PickerScreen } from "../store/snapshot.ts";
import type { Theme } from "../theme.ts";

/** Columns of a label at most: its meaning has to be seen too. */
const LONGEST_LABEL = 44;

/** The list to pick from; where it is longer than the screen, the part around the chosen one. */
export function pickerLines(
  screen: PickerScreen,
  { glyphs }: Theme,
  { width, height }: { width: number; height: number },
): readonly Line[] {
  const { items, index, filter, title, isSearching } = screen;
  const room = Math.max(1, height - 1);
  const top = Math.max(0, Math.min(index - room + 1, items.length - room));
  const shown = items.slice(Math.max(0, top), Math.max(0, top) + room);
  const labelWidth = Math.min(LONGEST_LABEL, Math.max(0, ...items.map(({ label }) => widthOf(printable(label)))));
  const rows = shown.map((item, at) => {
    const isChosen = Math.max(0, top) + at === index;
    const label = `${isChosen ? glyphs.cursor : " "} ${fitText(printable(item.label), labelWidth)}  `;
    const line: Line = [span(label, "strong"), span(printable(item.meaning), "muted")];
    return isChosen ? selected(line, width) : line;
  });
  const typed: Line = filter === "" ? [span(" (type to search)", "muted")] : [span(` ${printable(filter)}`, "info")];
  const nothing: Line = [span(isSearching ? "  Searching …" : "  There is none that has that.", "warn")];
  return [[span(printable(title), "strong"), ...typed], ...(rows.length > 0 ? rows : [nothing])];
}
