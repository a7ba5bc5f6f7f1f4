import type { Paint } from "../paint.ts";
import { formatDuration } from "../time/duration.ts";
import { itemsOf } from "./assemble.ts";
import { type DetailLine, detailsOf } from "./item-details.ts";
import type { Grade, Report, Reporter, ReportGroup, ReportItem } from "./report.ts";
import {
  countOf,
  exitReason,
  GLYPHS,
  gradeCounts,
  nameOf,
  settingLines,
  type TextLimit,
  TONES,
  timesOf,
  verdictText,
} from "./report-text.ts";
import type { CreateReporter, ReporterStyle, ReportOutput } from "./reporter.ts";
import { wrap } from "./wrap.ts";

/** Of each value: more than this pushes everything else off the screen. */
const VALUE_LIMIT: TextLimit = { characters: 2_000, lines: 30 };
/** Columns of a grade's glyph and word. */
const GRADE_COLUMNS = 14;
const EXPLAINED: ReadonlySet<Grade> = new Set(["fail", "inconclusive", "warn"]);

/** For a terminal: a line as each item ends, then what went wrong in full, then the totals. */
export const prettyReporter: CreateReporter = (output, style) => new Pretty(output, style);

class Pretty implements Reporter {
  readonly #output: ReportOutput;
  readonly #paint: Paint;
  readonly #width: number;
  #planned = 0;
  #ended = 0;
  #group = "";

  constructor(output: ReportOutput, { paint, width }: ReporterStyle) {
    this.#output = output;
    this.#paint = paint;
    this.#width = width;
  }

  begin({ command, items }: { readonly command: Report["command"]; readonly items: number }): void {
    this.#planned = items;
    this.#say({ indent: 0, tone: "quiet", text: `${command}: ${countOf(command, items)}` });
  }

  item(item: ReportItem, group: Pick<ReportGroup, "id" | "title">): void {
    this.#ended += 1;
    this.#heading(item, group);
    const total = String(this.#planned);
    const progress = this.#planned === 0 ? "" : `${String(this.#ended).padStart(total.length)}/${total} `;
    const grade = `${GLYPHS[item.grade]} ${item.grade}`.padEnd(GRADE_COLUMNS);
    const indent = progress.length + GRADE_COLUMNS + 1;
    const [first = "", ...rest] = wrap(withoutCommands(`${nameOf(item)}, ${timesOf(item)}`), this.#room(indent));
    const head = `${this.#paint("quiet", progress)}${this.#paint(TONES[item.grade], grade)}`;
    this.#output.write(`${head} ${first}\n`);
    for (const text of rest) this.#say({ indent, tone: "plain", text });
    if (item.grade !== "ok" && item.reason !== null) this.#say({ indent, tone: "quiet", text: item.reason });
  }

  end(report: Report): void {
    for (const item of report.groups.flatMap(({ items }) => items)) {
      if (EXPLAINED.has(item.grade)) this.#details(item);
    }
    this.#output.write("\n");
    this.#summary(report);
    for (const text of settingLines(report)) this.#say({ indent: 0, tone: "quiet", text });
    const reason = exitReason(report);
    if (reason !== null) this.#say({ indent: 0, tone: "warn", text: reason });
    this.#say({ indent: 0, tone: report.exit_code === 0 ? "good" : "bad", text: verdictText(report) });
  }

  /** Only where it says more than the item itself, and once for neighbours. */
  #heading({ title }: ReportItem, group: Pick<ReportGroup, "id" | "title">): void {
    const isNew = group.id !== this.#group;
    this.#group = group.id;
    if (isNew && group.title !== title) this.#say({ indent: 0, tone: "strong", text: nameOf(group) });
  }

  #details(item: ReportItem): void {
    this.#output.write("\n");
    this.#say({ indent: 0, tone: TONES[item.grade], text: `${GLYPHS[item.grade]} ${item.grade}: ${nameOf(item)}` });
    for (const line of detailsOf(item, VALUE_LIMIT)) this.#say({ ...line, indent: line.indent + 2 });
  }

  #summary({ command, totals, duration_ms }: Report): void {
    const counts = gradeCounts(totals).map(({ grade, count }) => this.#paint(TONES[grade], `${count} ${grade}`));
    const head = this.#paint("strong", countOf(command, itemsOf(totals)));
    const parts = counts.length === 0 ? head : `${head}: ${counts.join(", ")}`;
    this.#output.write(`${parts}; ${formatDuration(duration_ms)}\n`);
  }

  #say({
    indent,
    tone,
    text,
    isWhole = false,
    gutter = "",
  }: Pick<DetailLine, "indent" | "tone" | "text"> & Partial<DetailLine>): void {
    const lines = isWhole ? [text] : wrap(text, this.#room(indent + gutter.length));
    for (const one of lines) {
      const shown = withoutCommands(`${gutter}${one}`);
      this.#output.write(`${" ".repeat(indent)}${this.#paint(tone, shown)}\n`.replace(/ +\n$/, "\n"));
    }
  }

  #room(indent: number): number {
    return Math.max(10, this.#width - indent);
  }
}

/** A CI runner on GitHub obeys lines that begin with `::`, and `##[` anywhere; a text from outside may give it no orders. */
function withoutCommands(line: string): string {
  return line.replace(/^(\s*):(?=:)/, "$1: ").replaceAll("##[", "## [");
}
