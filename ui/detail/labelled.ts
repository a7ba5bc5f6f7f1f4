import { printable } from "../../src/base/printable.ts";
import { type Line, span, type Tone, wrapWords } from "../frame/line.ts";

/** Columns of the names of facts. */
const LABEL_WIDTH = 11;

/** `  label  text`, wrapped; nothing when there is no text. */
export function labelled(label: string, text: string | null, width: number, tone?: Tone): readonly Line[] {
  if (text === null || text === "") return [];
  const start = `  ${label.padEnd(LABEL_WIDTH)}`;
  return wrapWords(printable(text), Math.max(1, width - start.length)).map((row, index) => [
    span(index === 0 ? start : " ".repeat(start.length), "muted"),
    span(row, tone),
  ]);
}
