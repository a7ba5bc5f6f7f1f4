import { printable } from "../../base/printable.ts";
import type { DriftReport, EventDrift } from "../../capture/drift/drift-summary.ts";
import type { DifferenceKind } from "../../smartlead/payloads/own/differences.ts";
import type { Paint, Tone } from "../output/terminal-paint.ts";

const MARKS: Readonly<Record<DifferenceKind, readonly [mark: string, tone: Tone]>> = {
  extra: ["+", "good"],
  missing: ["-", "bad"],
  type: ["≠", "bad"],
  format: ["~", "warn"],
};

/** The report for people: one block for each event, then the summary. */
export function driftText(report: DriftReport, paint: Paint): readonly string[] {
  const { unreadable, source } = report;
  const lost = unreadable.places.map((place) => `  ${printable(place)}`);
  const more = unreadable.count - unreadable.places.length;
  return [
    ...report.events.flatMap((event) => [...eventText(event, paint), ""]),
    ...(unreadable.count === 0
      ? []
      : [paint("bad", `${requests(unreadable.count)} without a SmartLead body:`), ...lost]),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(unreadable.count === 0 ? [] : [""]),
    verdict(report, printable(source), paint),
  ];
}

function verdict({ fits, bodies: count, kind }: DriftReport, source: string, paint: Paint): string {
  const what = `${bodies(count)} in ${source} (${kind})`;
  return fits
    ? paint("good", `✓ ${what}: the same as the mock sends them`)
    : paint("bad", `✗ ${what}: not as the mock sends them`);
}

function eventText(event: EventDrift, paint: Paint): readonly string[] {
  const { differences, dialect, distances } = event;
  const others = Object.entries(distances).filter(([name]) => name !== dialect);
  const farther = others.map(([name, count]) => `${name} ${count}`).join(", ");
  const width = Math.max(0, ...differences.map(({ path }) => path.length));
  const count = differences.length === 0 ? "fits" : plural(differences.length, "difference");
  return [
    `${paint("strong", titleOf(event))}, ${bodies(event.bodies)}: ${dialect}, ${count}${farther === "" ? "" : paint("quiet", ` (${farther})`)}`,
    ...(event.enveloped ? [`  ${paint("quiet", placesText(event))}`] : []),
    ...(event.masked.length === 0 ? [] : [`  ${paint("quiet", maskedText(event.masked))}`]),
    ...differences.map((one) => {
      const [mark, tone] = MARKS[one.kind];
      const seen =
        event.bodies === 1 ? "" : paint("quiet", `  ${one.bodies} of ${event.bodies}, first ${printable(one.place)}`);
      return `  ${paint(tone, `${mark} ${printable(one.path).padEnd(width)}`)}  ${sentenceOf(one, dialect)}${seen}`;
    }),
  ];
}

/** Maximum places that are shown before the rest is counted. */
const MAX_PLACES = 3;

function placesText({ places, bodies: count }: EventDrift): string {
  const shown = places.slice(0, MAX_PLACES).map(printable);
  return `in ${shown.join(", ")}${count > shown.length ? ` and ${count - shown.length} more` : ""}`;
}

function maskedText(paths: readonly string[]): string {
  const [what, its] = paths.length === 1 ? ["is", "its value is"] : ["are", "their values are"];
  return `${paths.map(printable).join(", ")} ${what} masked in the file, so ${its} not compared`;
}

function titleOf({ name, event_type, shape }: EventDrift): string {
  if (event_type !== null) return event_type === name ? event_type : `${printable(name ?? "")} (${event_type})`;
  const called = name === null ? "No event name" : `${printable(name)}, an unknown event`;
  return `${called}; closest to ${shape}`;
}

function sentenceOf({ kind, expected, found }: EventDrift["differences"][number], dialect: string): string {
  if (kind === "missing") return `missing; ${dialect} has ${printable(expected ?? "it")}`;
  if (kind === "extra") return `${printable(found ?? "")}; not in ${dialect}`;
  return `${printable(found ?? "")}; ${dialect} has ${printable(expected ?? "")}`;
}

function bodies(count: number): string {
  return count === 1 ? "1 body" : `${count} bodies`;
}

function requests(count: number): string {
  return plural(count, "request");
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
