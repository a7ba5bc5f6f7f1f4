import type { Tone } from "../base/paint.ts";
import type { Finding, ReportItem } from "./report.ts";
import { placeText, shortened, type TextLimit, timesOf } from "./report-text.ts";

/** One line of an item's details. */
export interface DetailLine {
  /** Columns from the left. */
  readonly indent: number;
  readonly tone: Tone;
  readonly text: string;
  /** Text to copy or click, which is not wrapped. */
  readonly isWhole: boolean;
  /** Prefix of each wrapped line, so that an outside value is never mistaken for a line of the report. */
  readonly gutter: string;
}

const GUTTER = "| ";

/** The details of an item that is not plainly ok, worst first, as undecorated lines. */
export function detailsOf(item: ReportItem, limit: TextLimit): readonly DetailLine[] {
  const { reason, findings, evidence, hint, source, place, reproduce } = item;
  const isSaid = findings.some(({ message }) => message === reason);
  const hasPlaces = findings.some((finding) => finding.place !== null);
  return [
    ...(reason === null || isSaid ? [] : [line(0, reason)]),
    ...(place === null || hasPlaces ? [] : [whole(0, `at ${placeText(place)}`, "quiet")]),
    ...findings.flatMap((finding, at) => findingLines(finding, findings.length > 1 ? `${at + 1}. ` : "", limit)),
    ...(evidence.length === 0 ? [] : [line(0, "Evidence:"), ...evidence.map((fact) => line(2, fact))]),
    ...(hint === null ? [] : [line(0, `How to fix it: ${hint}`)]),
    ...(source === null ? [] : [line(0, `Source: ${source}`, "quiet")]),
    ...(item.source_url === undefined ? [] : [whole(2, item.source_url, "quiet")]),
    line(0, `Seed ${item.seed}, run ${item.run}; ${timesOf(item)}`, "quiet"),
    ...(reproduce === null ? [] : [whole(0, `Reproduce: ${reproduce}`)]),
    ...(item.curl === undefined ? [] : [whole(0, `By hand: ${item.curl}`)]),
  ];
}

/** The same as plain text. */
export function detailText(item: ReportItem, limit: TextLimit): string {
  return detailsOf(item, limit)
    .map(({ indent, gutter, text }) => `${" ".repeat(indent)}${gutter}${text}`)
    .join("\n");
}

function findingLines(finding: Finding, number: string, limit: TextLimit): readonly DetailLine[] {
  const { message, expected, actual, place, timeline } = finding;
  return [
    line(0, `${number}${message}`, "strong"),
    ...(place === null ? [] : [whole(2, `at ${placeText(place)}`, "quiet")]),
    ...valueLines({ label: "expected:", text: expected, tone: "good", limit }),
    ...valueLines({ label: "actual:  ", text: actual, tone: "bad", limit }),
    ...(timeline.length === 0 ? [] : [line(2, "Timeline of the delivery, on the mock's clock:")]),
    ...timeline.map(({ at, text, real_ms: ms }) => line(4, `${timeText(at)}  ${realText(ms)}${text}`)),
  ];
}

interface ShownValue {
  readonly label: string;
  readonly text: string | null;
  readonly tone: Tone;
  readonly limit: TextLimit;
}

function valueLines({ label, text, tone, limit }: ShownValue): readonly DetailLine[] {
  if (text === null) return [];
  if (!text.includes("\n") && text.length <= limit.characters) return [line(2, `${label} ${text}`, tone)];
  const lines = shortened(text, limit).split("\n");
  return [line(2, label.trim(), tone), ...lines.map((one) => ({ ...line(4, one, tone), gutter: GUTTER }))];
}

/** `+3ms`, where the real time is known. */
export function realText(ms: number | undefined): string {
  return ms === undefined ? "" : `+${Math.round(ms)}ms `;
}

/** `2026-01-05 09:00:30.000`: UTC, as all times of the mock. */
function timeText(iso: string): string {
  return iso.replace("T", " ").replace(/Z$/, "");
}

function line(indent: number, text: string, tone: Tone = "plain"): DetailLine {
  return { indent, tone, text, isWhole: false, gutter: "" };
}

function whole(indent: number, text: string, tone: Tone = "plain"): DetailLine {
  return { ...line(indent, text, tone), isWhole: true };
}
