import { safeText } from "../../src/base/safe-text.ts";
import type { Entry } from "../../src/journal/entry.ts";
import { type Line, span, type Tone, wrapWords } from "../frame/line.ts";
import { Document, type Folds } from "../pager/document.ts";
import { linesPart } from "../pager/lines-part.ts";

/** Maximum lines of the log: about a day of work. The oldest are dropped first. */
const MAX_LINES = 1_000;

/** A logged message and its tone. */
export interface LogLine {
  /** ISO 8601 on the mock's clock; `null` if the clock was not known yet. */
  readonly at: string | null;
  readonly tone: Tone;
  readonly text: string;
}

/** Keeps messages: notices, the connection, and changes in the mock other than deliveries. */
export class LogStore {
  #lines: readonly LogLine[] = [];

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  add(line: LogLine): void {
    this.#lines = [...this.#lines.slice(1 - MAX_LINES), line];
  }

  take(entry: Entry): void {
    const told = textOf(entry);
    if (told !== null) this.add({ at: entry.at, ...told });
  }
}

function textOf(entry: Entry): Omit<LogLine, "at"> | null {
  switch (entry.type) {
    case "webhook.changed": {
      const { change, webhook } = entry;
      const text = `webhook ${webhook.id} "${webhook.name}" (${webhook.level} level) was ${change}: ${webhook.url}`;
      return { tone: change === "disabled" ? "warn" : "info", text };
    }
    case "clock.changed":
      return {
        tone: "info",
        text: `clock ${entry.mode}${entry.speed === 1 ? "" : ` ×${entry.speed}`}, at ${entry.now}`,
      };
    case "fault.changed":
      return { tone: "warn", text: `fault ${entry.fault.id} ${entry.change}: ${entry.fault.explain}` };
    case "world.changed":
      return { tone: "info", text: entry.change };
    default:
      return null;
  }
}

const TIME_WIDTH = 10;

/** The log entries, newest last. */
export function logDocument(lines: readonly LogLine[], { width, folds }: { width: number; folds: Folds }): Document {
  const title: Line = [span("Log", "strong"), span(lines.length === 0 ? "  nothing has happened yet" : "", "muted")];
  const rows = lines.flatMap((line) => logRows(line, width));
  return new Document([{ key: "log", title: linesPart([title]), parts: [linesPart(rows)] }], folds);
}

function logRows({ at, tone, text }: LogLine, width: number): readonly Line[] {
  const time = (at?.slice(11, 19) ?? "").padEnd(TIME_WIDTH);
  return wrapWords(safeText(text), Math.max(1, width - TIME_WIDTH)).map(
    (row, index): Line => [span(index === 0 ? time : " ".repeat(TIME_WIDTH), "muted"), span(row, tone)],
  );
}
