import { formatDuration } from "../base/time/duration.ts";
import { HTML_STYLE } from "./html-style.ts";
import { type Html, html, list, optional } from "./html-text.ts";
import { realText } from "./item-details.ts";
import { causesOf, skippedOf, unprovenOf } from "./item-groups.ts";
import type { Finding, Grade, Report, ReportGroup, ReportItem, ReportTable } from "./report.ts";
import {
  exitReason,
  GLYPHS,
  gradeCounts,
  placeText,
  settingLines,
  shortened,
  summaryText,
  type TextLimit,
  timesOf,
  verdictText,
} from "./report-text.ts";
import type { CreateReporter } from "./reporters.ts";

/** Limit of each value: a page of a megabyte still opens at once in any browser. */
const VALUE_LIMIT: TextLimit = { characters: 20_000, lines: 400 };
/** Grades whose items are expanded when the page opens. */
const OPEN: ReadonlySet<Grade> = new Set(["fail"]);

/** Writes one self-contained page, without scripts or network, to share with people who did not see the run. */
export const htmlReporter: CreateReporter = (output) => ({
  end: (report) => {
    output.write(pageOf(report));
  },
});

function pageOf(report: Report): string {
  const title = `smartlead-mock ${report.command}: ${verdictText(report)}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
${headOf(report)}
${overviewOf(report)}
<main>
${optional(report.table ?? null, measured)}
${shownGroups(report).map(sectionOf)}
</main>
${footOf(report)}
</body>
</html>
`.text;
}

/** The class of the page's header. */
function verdictOf({ exit_code }: Report): string {
  return exit_code === 0 ? "passed" : "failed";
}

function headOf(report: Report): Html {
  const reason = exitReason(report);
  const counts = gradeCounts(report.totals);
  return html`<header class="${verdictOf(report)}">
<p class="kicker">smartlead-mock ${report.command}</p>
<h1>${verdictText(report)}</h1>
<p class="summary">${summaryText(report)}, in ${formatDuration(report.duration_ms)}</p>
${optional(report.target, (target) => html`<p class="target">Receiver <code>${target}</code></p>`)}
${optional(reason, (text) => html`<p>${text}</p>`)}
<ul class="counts">${counts.map(({ grade, count }) => html`<li class="${grade}">${badge(grade)} <b>${count}</b></li>`)}</ul>
</header>`;
}

/** An overview: one mark per item, linked to it. */
function overviewOf(report: Report): Html {
  const rows = shownGroups(report).map(
    ({ id, title, items }) =>
      html`<li><a class="group" href="#${groupAnchor(id)}">${groupName({ id, title })}</a> <span class="marks">${items.map(markOf)}</span></li>`,
  );
  return html`<nav aria-label="Overview"><ul class="map">${rows}</ul>${wrongsOf(report)}</nav>`;
}

/** Lists the problems, worst first, a line per cause; then the open questions, a line for each action that would settle them. */
function wrongsOf(report: Report): Html {
  const lines = [
    ...causesOf(report).map(({ lead, others }) => wrongOf(lead, others)),
    ...unprovenOf(report).map(({ text, items }) => questionOf("inconclusive", text, items)),
    ...skippedOf(report).map(({ text, items }) => questionOf("skip", text, items)),
  ];
  return lines.length === 0 ? html`` : html`<ul class="wrongs">${lines}</ul>`;
}

function wrongOf({ id, title, grade, reason }: ReportItem, others: readonly ReportItem[]): Html {
  const also =
    others.length === 0 ? html`` : html` <span class="why">The same cause explains ${linksTo(others)}.</span>`;
  const why = optional(reason, (text) => html` <span class="why">${text}</span>`);
  return html`<li>${badge(grade)} <a href="#${anchor(id)}">${groupName({ id, title })}</a>${why}${also}</li>`;
}

function questionOf(grade: Grade, text: string, items: readonly ReportItem[]): Html {
  return html`<li>${badge(grade)} ${linksTo(items)} <span class="why">${text}</span></li>`;
}

function linksTo(items: readonly ReportItem[]): Html {
  const links = items.map(({ id }) => html`<a href="#${anchor(id)}">${id}</a>`.text);
  return { text: links.join(", ") };
}

/** Scenarios that are alone in their files form one list: a heading over each would only repeat its title. */
function shownGroups({ groups, command }: Report): readonly ReportGroup[] {
  const isAlone = ({ items, title }: ReportGroup) => items.length === 1 && items[0]?.title === title;
  const alone = command === "run" ? groups.filter(isAlone) : [];
  if (alone.length < 2) return groups;
  const together = { id: "Scenarios", title: "Scenarios", items: alone.flatMap(({ items }) => items) };
  return [together, ...groups.filter((group) => !alone.includes(group))];
}

function markOf({ id, title, grade }: ReportItem): Html {
  const label = `${grade}: ${id} ${title}`;
  return html`<a class="mark ${grade}" href="#${anchor(id)}" title="${label}" aria-label="${label}">${GLYPHS[grade]}</a>`;
}

function groupName({ id, title }: Pick<ReportGroup, "id" | "title">): string {
  return id === title ? title : `${id} ${title}`;
}

function measured({ columns, rows }: ReportTable): Html {
  const cells = (row: readonly string[]) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`;
  return html`<section><h2>What was measured</h2><table><thead><tr>${columns.map((name) => html`<th>${name}</th>`)}</tr></thead><tbody>${rows.map(cells)}</tbody></table></section>`;
}

function sectionOf({ id, title, items }: ReportGroup): Html {
  return html`<section aria-labelledby="${groupAnchor(id)}">
<h2 id="${groupAnchor(id)}">${groupName({ id, title })}</h2>
${items.map(itemOf)}
</section>`;
}

function itemOf(item: ReportItem): Html {
  const { id, title, grade } = item;
  const isOpen = OPEN.has(grade);
  return html`<details class="${grade}" id="${anchor(id)}"${isOpen ? html` open` : html``}>
<summary>${badge(grade)} <span class="id">${id === title ? "" : id}</span> <span class="title">${title}</span> <span class="times">${timesOf(item)}</span></summary>
<div class="body">
${reasonOf(item)}
${item.findings.map(findingOf)}
${factsOf("Evidence", item.evidence)}
${optional(item.hint, (hint) => html`<p class="hint"><b>How to fix it.</b> ${hint}</p>`)}
${optional(item.reproduce, (line) => command("See it again", line))}
${optional(item.curl ?? null, (line) => command("Send the request once more by hand", line))}
${optional(item.source, (source) => html`<p class="source">Where the rule comes from: ${linked(source, item.source_url)}</p>`)}
${optional(item.place, (place) => html`<p class="source">At <code>${placeText(place)}</code></p>`)}
<p class="source">Seed ${item.seed}, run ${item.run}</p>
</div>
</details>`;
}

/** A reason that the first finding repeats word for word is omitted. */
function reasonOf({ reason, findings }: ReportItem): Html {
  if (reason === null || findings.some(({ message }) => message === reason)) return html``;
  return html`<p class="reason">${reason}</p>`;
}

function findingOf({ message, expected, actual, place, timeline }: Finding): Html {
  const lines = timeline.map(
    ({ at, text, real_ms: ms }) => html`<tr><td><time>${clockText(at)}</time></td><td>${realText(ms)}${text}</td></tr>`,
  );
  return html`<article class="finding">
<h3>${message}</h3>
${optional(place, (one) => html`<p class="source">At <code>${placeText(one)}</code></p>`)}
<dl>
${optional(expected, (text) => html`<dt>Expected</dt><dd><pre>${shortened(text, VALUE_LIMIT)}</pre></dd>`)}
${optional(actual, (text) => html`<dt>Actual</dt><dd><pre>${shortened(text, VALUE_LIMIT)}</pre></dd>`)}
</dl>
${lines.length === 0 ? html`` : html`<table><caption>What happened, on the mock's clock (UTC)</caption><tbody>${lines}</tbody></table>`}
</article>`;
}

/** `2026-01-05 09:00:30.000`. */
function clockText(iso: string): string {
  return iso.replace("T", " ").replace(/Z$/, "");
}

function factsOf(title: string, facts: readonly string[]): Html {
  return facts.length === 0 ? html`` : html`<h4>${title}</h4>${list(facts)}`;
}

function command(title: string, line: string): Html {
  return html`<h4>${title}</h4><pre class="command"><code>${line}</code></pre>`;
}

function linked(text: string, url: string | undefined): Html {
  return url === undefined ? html`${text}` : html`<a href="${url}">${text}</a>`;
}

function badge(grade: Grade): Html {
  return html`<span class="badge ${grade}"><span aria-hidden="true">${GLYPHS[grade]}</span> ${grade}</span>`;
}

function footOf(report: Report): Html {
  return html`<footer><h2>Settings</h2>${list(settingLines(report))}</footer>`;
}

/** Makes ids without spaces from any name of an item or group; a group may have the same name as its only item. */
function anchor(id: string): string {
  return `item-${id.replaceAll(/[^\w.-]+/g, "-")}`;
}

function groupAnchor(id: string): string {
  return `group-${anchor(id)}`;
}
