import { maskSecrets } from "../../src/base/mask-secrets.ts";
import { printable } from "../../src/base/printable.ts";
import { type Line, span, wrapWords } from "../frame/line.ts";
import { Document, type Folds } from "../pager/document.ts";
import { linesPart } from "../pager/lines-part.ts";
import type { LogLine } from "./log-store.ts";

const TIME_WIDTH = 10;

/** The entries, the newest last. */
export function logDocument(lines: readonly LogLine[], { width, folds }: { width: number; folds: Folds }): Document {
  const title: Line = [span("Log", "strong"), span(lines.length === 0 ? "  nothing has happened yet" : "", "muted")];
  const rows = lines.flatMap((line) => logRows(line, width));
  return new Document([{ key: "log", title: linesPart([title]), parts: [linesPart(rows)] }], folds);
}

function logRows({ at, tone, text }: LogLine, width: number): readonly Line[] {
  const time = (at?.slice(11, 19) ?? "").padEnd(TIME_WIDTH);
  return wrapWords(printable(maskSecrets(text)), Math.max(1, width - TIME_WIDTH)).map(
    (row, index): Line => [span(index === 0 ? time : " ".repeat(TIME_WIDTH), "muted"), span(row, tone)],
  );
}
