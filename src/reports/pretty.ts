import type { Paint } from "../base/paint.ts";
import { formatDuration } from "../base/time/duration.ts";
import { itemsOf } from "./assemble.ts";
import { type DetailLine, detailsOf } from "./item-details.ts";
import {
  causeKey,
  causesOf,
  type GroupLine,
  GroupLines,
  type ItemGroup,
  idsText,
  skippedTexts,
  unprovenOf,
} from "./item-groups.ts";
import type { Grade, Report, Reporter, ReportGroup, ReportItem } from "./report.ts";
import {
  countOf,
  exitReason,
  GLYPHS,
  gradeCounts,
  nameOf,
  settingLines,
  shortSettingLines,
  type TextLimit,
  TONES,
  tableLines,
  timesOf,
  verdictText,
} from "./report-text.ts";
import type { CreateReporter, ReporterStyle, ReportOutput } from "./reporters.ts";
import { wrap } from "./wrap.ts";

/** Limit of each value: more than this pushes everything else off the screen. */
const VALUE_LIMIT: TextLimit = { characters: 2_000, lines: 30 };
/** Columns of a grade's glyph and word. */
const GRADE_COLUMNS = 14;
const AT_ONCE: ReadonlySet<Grade> = new Set(["fail", "warn"]);

/**
 * For a terminal: a line as each item ends, then the problems in full, each cause once, the inconclusive items by what would settle them,
 * the totals, and the verdict as the last line. The many checks of `verify` have a line only where they fail or warn, and one for each
 * group.
 */
export const prettyReporter: CreateReporter = (output, style) => new Pretty(output, style);

class Pretty implements Reporter {
  readonly #output: ReportOutput;
  readonly #paint: Paint;
  readonly #width: number;
  readonly #groups = new GroupLines();
  #command: Report["command"] = "run";
  #planned = 0;
  #ended = 0;
  #group = "";
  /** Maps a cause to the first item that reported it. */
  readonly #told = new Map<string, string>();

  constructor(output: ReportOutput, { paint, width }: ReporterStyle) {
    this.#output = output;
    this.#paint = paint;
    this.#width = width;
  }

  begin({ command, items }: { readonly command: Report["command"]; readonly items: number }): void {
    this.#command = command;
    this.#planned = items;
    this.#say({ indent: 0, tone: "quiet", text: `${command}: ${countOf(command, items)}` });
  }

  item(item: ReportItem, group: Pick<ReportGroup, "id" | "title">): void {
    if (this.#command === "verify") this.#groupLine(this.#groups.take(item, group));
    this.#ended += 1;
    if (this.#command !== "verify") this.#heading(item, group);
    else if (!AT_ONCE.has(item.grade)) return;
    this.#itemLine(item);
  }

  #itemLine(item: ReportItem): void {
    const total = String(this.#planned);
    const progress = this.#planned === 0 ? "" : `${String(this.#ended).padStart(total.length)}/${total} `;
    const grade = `${GLYPHS[item.grade]} ${item.grade}`.padEnd(GRADE_COLUMNS);
    const indent = progress.length + GRADE_COLUMNS + 1;
    const [first = "", ...rest] = wrap(withoutCommands(`${nameOf(item)}, ${timesOf(item)}`), this.#room(indent));
    const head = `${this.#paint("quiet", progress)}${this.#paint(TONES[item.grade], grade)}`;
    this.#output.write(`${head} ${first}\n`);
    for (const text of rest) this.#say({ indent, tone: "plain", text });
    const reason = item.grade === "ok" ? null : this.#onceTold(item);
    if (reason !== null) this.#say({ indent, tone: "quiet", text: reason });
    const advice = this.#command === "verify" ? adviceOf(item) : null;
    if (advice !== null) this.#say({ indent, tone: "quiet", text: advice });
  }

  /** The reason for its grade; for a cause already reported, only a reference to that item. */
  #onceTold(item: ReportItem): string | null {
    const key = causeKey(item, this.#command);
    if (key === null) return item.reason;
    const first = this.#told.get(key);
    if (first === undefined) this.#told.set(key, item.id);
    return first === undefined || item.reason === null ? item.reason : `For the same reason as ${first}.`;
  }

  end(report: Report): void {
    this.#groupLine(this.#groups.end());
    for (const cause of this.#toldInFull(report)) this.#details(cause);
    this.#unproven(report);
    this.#output.write("\n");
    if (report.command === "verify") {
      this.#causes(report);
      this.#questions(report);
    }
    this.#table(report);
    this.#summary(report);
    const settings = report.command === "verify" ? shortSettingLines(report) : settingLines(report);
    for (const text of settings) this.#say({ indent: 0, tone: "quiet", text });
    const reason = exitReason(report);
    if (reason !== null) this.#say({ indent: 0, tone: "warn", text: reason });
    this.#say({ indent: 0, tone: report.exit_code === 0 ? "good" : "bad", text: verdictText(report) });
  }

  /** A warning of `verify` with nothing but a reason was already shown with its advice when it ended. */
  #toldInFull(report: Report): readonly ItemGroup[] {
    const causes = causesOf(report);
    const isMore = ({ lead }: ItemGroup) => lead.grade === "fail" || saysMore(lead);
    return report.command === "verify" ? causes.filter(isMore) : causes;
  }

  /** Printed only if it says more than the item itself, and once for adjacent items. */
  #heading({ title }: ReportItem, group: Pick<ReportGroup, "id" | "title">): void {
    const isNew = group.id !== this.#group;
    this.#group = group.id;
    if (isNew && group.title !== title) this.#say({ indent: 0, tone: "strong", text: nameOf(group) });
  }

  #groupLine(line: GroupLine | null): void {
    if (line === null) return;
    const total = String(this.#planned);
    const progress = this.#paint("quiet", `${String(this.#ended).padStart(total.length)}/${total} `);
    this.#output.write(
      `${progress}${this.#paint(TONES[line.grade], GLYPHS[line.grade])} ${withoutCommands(line.text)}\n`,
    );
  }

  #details({ lead, others }: ItemGroup): void {
    const { grade } = lead;
    this.#output.write("\n");
    this.#say({ indent: 0, tone: TONES[grade], text: `${GLYPHS[grade]} ${grade}: ${nameOf(lead)}` });
    if (others.length > 0) this.#say({ indent: 2, tone: "strong", text: "The same cause explains:" });
    for (const other of others)
      this.#say({ indent: 4, tone: TONES[other.grade], text: `${other.grade}: ${nameOf(other)}` });
    for (const line of detailsOf(lead, VALUE_LIMIT)) this.#say({ ...line, indent: line.indent + 2 });
  }

  /** Scenarios and deliveries are listed one by one. */
  #unproven(report: Report): void {
    if (report.command === "verify") return;
    for (const item of report.groups.flatMap(({ items }) => items)) {
      if (item.grade === "inconclusive") this.#details({ lead: item, others: [] });
    }
  }

  /** Causes shared by several checks, a line each: the details may be some screens above. */
  #causes(report: Report): void {
    for (const { lead, others } of causesOf(report)) {
      if (others.length === 0) continue;
      const all = [lead, ...others];
      const text = `${GLYPHS[lead.grade]} ${all.length} for one cause: ${idsText(all)}. ${lead.reason ?? lead.title}`;
      this.#say({ indent: 0, tone: TONES[lead.grade], text });
    }
  }

  /** Open questions, a line or two for each action that would settle them. */
  #questions(report: Report): void {
    for (const { text, items } of unprovenOf(report)) {
      this.#say({ indent: 0, tone: "warn", text: `? ${items.length} not proven: ${idsText(items)}. ${text}` });
    }
    for (const text of skippedTexts(report)) this.#say({ indent: 0, tone: "quiet", text: `- ${text}` });
  }

  #table({ table }: Report): void {
    if (table === undefined) return;
    for (const [at, text] of tableLines(table).entries())
      this.#say({ indent: 2, tone: at === 0 ? "quiet" : "plain", text, isWhole: true });
    this.#output.write("\n");
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

/** Whether its findings hold more than its reason. */
function saysMore({ findings, reason }: ReportItem): boolean {
  return findings.some(({ message }) => message !== reason);
}

/** How to fix a warning, unless the reason already says it. */
function adviceOf({ grade, hint, reason }: ReportItem): string | null {
  if (grade !== "warn" || hint === null) return null;
  const isSaid = (reason ?? "").toLowerCase().includes(hint.toLowerCase().replace(/\.$/, ""));
  return isSaid ? null : `How to fix it: ${hint}`;
}

/** A CI runner on GitHub obeys lines that begin with `::`, and `##[` anywhere; outside text must not inject commands. */
function withoutCommands(line: string): string {
  return line.replace(/^(\s*):(?=:)/, "$1: ").replaceAll("##[", "## [");
}
