import { maskBody } from "../../src/base/mask-secrets.ts";
import { printable } from "../../src/base/printable.ts";
import { safeText } from "../../src/base/safe-text.ts";
import { type Line, span, type Tone } from "../frame/line.ts";
import { Document, type Folds, type Part, type Section } from "../pager/document.ts";
import { linesPart, rowStarts, sliceSpans, textOf } from "../pager/lines-part.ts";
import { type DiffMark, type DiffRow, jsonDiff, textDiff } from "./body-diff.ts";

/** Two things of the same kind, compared. */
export interface Comparison {
  readonly title: string;
  /** The names of the two sides. */
  readonly left: string;
  readonly right: string;
  readonly parts: readonly ComparedPart[];
}

/** One aspect of both sides: a text that may be JSON; `null` if that side has none. */
export interface ComparedPart {
  readonly key: string;
  readonly title: string;
  readonly left: string | null;
  readonly right: string | null;
}

const SIGNS: Readonly<Record<DiffMark, string>> = { same: "  ", removed: "- ", added: "+ " };
const TONES: Readonly<Record<DiffMark, Tone | undefined>> = { same: undefined, removed: "removed", added: "added" };
const INDENT = 2;
/** Minimum columns of a value, however deep it is nested. */
const LEAST_WIDTH = 16;

/** Maximum nesting of a value that is compared field by field; no real body is deeper, and the recursion must not exhaust the stack. */
const DEEPEST = 200;

/** A comparison as rows: `-` only on the left, `+` only on the right. */
export function diffDocument(comparison: Comparison, { width, folds }: { width: number; folds: Folds }): Document {
  const { title, left, right, parts } = comparison;
  const head: Section = {
    key: "sides",
    title: linesPart([[span(printable(title), "strong")]]),
    parts: [
      linesPart([
        [span("  - ", "removed"), span(printable(left))],
        [span("  + ", "added"), span(printable(right))],
      ]),
    ],
  };
  return new Document([head, ...parts.map((part) => sectionOf(part, width))], folds);
}

function sectionOf({ key, title, left, right }: ComparedPart, width: number): Section {
  const rows = comparedRows(left, right);
  const count = rows.filter(({ mark }) => mark !== "same").length;
  const told =
    count === 0 ? span("  alike", "muted") : span(`  ${count} ${count === 1 ? "row differs" : "rows differ"}`, "warn");
  return {
    key,
    title: linesPart([[span(title, "strong"), told]]),
    parts: [rowsPart(rows, width)],
  };
}

/** Both texts row by row: field by field if both are JSON, else line by line. Control characters and secrets are removed. */
export function comparedRows(left: string | null, right: string | null): readonly DiffRow[] {
  const [one, other] = [jsonOf(left), jsonOf(right)];
  if (one !== undefined && other !== undefined) return jsonDiff(one, other);
  return textDiff(linesOf(left), linesOf(right));
}

/** `undefined` if it is not JSON. Control characters are removed from each value after parsing, not before; of secrets, only the difference is shown. */
function jsonOf(text: string | null): unknown {
  try {
    return text === null || nestingOf(text) > DEEPEST
      ? undefined
      : JSON.parse(text, (_key, value: unknown) => harmless(value));
  } catch {
    return undefined;
  }
}

/** The depth of open brackets, including those in strings. */
function nestingOf(text: string): number {
  let [open, most] = [0, 0];
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open += bracket === "[" || bracket === "{" ? 1 : -1;
    most = Math.max(most, open);
  }
  return most;
}

function harmless(value: unknown): unknown {
  if (typeof value === "string") return safeText(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return entries.every(([key]) => printable(key) === key)
    ? value
    : Object.fromEntries(entries.map(([key, one]) => [printable(key), one]));
}

function linesOf(text: string | null): readonly string[] {
  return text === null || text === ""
    ? []
    : maskBody(text)
        .split(/\r\n|\n|\r/)
        .map(printable);
}

/** The rows, wrapped, each with its sign in front. */
function rowsPart(rows: readonly DiffRow[], width: number): Part {
  return linesPart(rows.flatMap((row) => rowLines(row, width)));
}

function rowLines({ mark, depth, spans }: DiffRow, width: number): readonly Line[] {
  const sign = `  ${SIGNS[mark]}`;
  const indent = " ".repeat(Math.min(depth * INDENT, Math.max(0, width - sign.length - LEAST_WIDTH)));
  const tone = TONES[mark];
  const toned = tone === undefined ? spans : spans.map(({ text }) => span(text, tone));
  const starts = rowStarts(textOf(toned), width - sign.length - indent.length);
  return starts.map((start, index): Line => {
    const lead = span(index === 0 ? sign : " ".repeat(sign.length), tone);
    return [lead, span(indent), ...sliceSpans(toned, start, starts[index + 1] ?? Number.POSITIVE_INFINITY)];
  });
}
