import { printable } from "../../src/base/printable.ts";
import type { Completion, Completions } from "../../src/journal/query/complete-query.ts";
import { cut, type Line, span, widthOf } from "../frame/line.ts";
import type { LineEdit, LineHistory } from "./line-edit.ts";

/** The error in a line, and its position in code units if known. */
export interface LineProblem {
  readonly text: string;
  readonly at: number | null;
}

/** A question with a one-line answer. */
export interface PromptSpec {
  /** The text before the line. */
  readonly label: string;
  /** The text below it when there is nothing more useful to show. */
  readonly hint: string;
  /** The initial text. */
  readonly text?: string;
  readonly history?: LineHistory;
  /** Candidates for completion at the cursor. */
  complete?(text: string, cursor: number): Completions;
  /** The error in the line; an invalid line cannot be entered. */
  check?(text: string): LineProblem | null;
  /** Called after each change, whether or not the line is valid. */
  changed?(text: string): void;
  entered(text: string): void;
  cancelled?(): void;
}

/** A question as the screen shows it. */
export interface PromptView {
  readonly label: string;
  readonly hint: string;
  readonly line: LineEdit;
  readonly problem: LineProblem | null;
  readonly offers: readonly Completion[];
  /** The candidate that is in the line. */
  readonly chosen: number | null;
}

/** Columns that stay visible after the cursor of a long line. */
const MARGIN = 4;

/** The line being typed, and below it its error, the candidates, or its purpose. */
export function promptLines(prompt: PromptView, width: number): readonly [Line, Line] {
  const { line } = prompt;
  const label = printable(prompt.label);
  const room = Math.max(1, width - widthOf(label) - 1);
  const from = firstShown(line.text, line.cursor, room);
  const under = [...line.text.slice(line.cursor)][0] ?? "";
  const written: Line = [
    span(label, "strong"),
    span(printable(line.text.slice(from, line.cursor)), "info"),
    span(printable(under) || " ", "selected"),
    span(printable(line.text.slice(line.cursor + under.length)), "info"),
  ];
  return [written, belowLine(prompt, { width, start: widthOf(label), from })];
}

interface Below {
  readonly width: number;
  /** Where the line begins on the screen, and its first visible code unit. */
  readonly start: number;
  readonly from: number;
}

function belowLine(prompt: PromptView, below: Below): Line {
  if (prompt.problem !== null) return problemLine(prompt, below);
  if (prompt.offers.length > 0) return offerLine(prompt, below.width);
  return [span(cut(prompt.hint, below.width), "muted")];
}

/** A sign marks the position, and the sentence is on the side with more room. */
function problemLine({ problem, line }: PromptView, { width, start, from }: Below): Line {
  if (problem === null) return [];
  const text = printable(problem.text);
  if (problem.at === null) return [span(text, "bad")];
  const column = Math.min(start + widthOf(printable(line.text.slice(from, problem.at))), width - 1);
  const isRoomRight = widthOf(text) + 2 <= width - column || column < width / 2;
  if (isRoomRight) return [span(" ".repeat(column)), span("^ ", "bad"), span(cut(text, width - column - 2), "bad")];
  const left = cut(text, column - 1);
  return [span(" ".repeat(Math.max(0, column - 1 - widthOf(left)))), span(`${left} ^`, "bad")];
}

/** As many candidates as fit, including the chosen one. */
function offerLine({ offers, chosen }: PromptView, width: number): Line {
  const first = firstOffer(
    offers.map(({ text }) => widthOf(text) + 2),
    chosen ?? 0,
    width,
  );
  const meaning = chosen === null ? [] : [span(` ${offers[chosen]?.meaning ?? ""}`, "muted")];
  const names = offers.slice(first).flatMap(({ text }, index): Line => {
    const name = printable(text);
    return [first + index === chosen ? span(name, "selected") : span(name), span("  ")];
  });
  const start: Line = chosen === null ? [span("Tab ", "muted")] : [];
  return offers.length === 1 ? [...start, ...names, ...meaning] : [...start, ...names];
}

/** The first visible candidate, such that the chosen one is visible. */
function firstOffer(widths: readonly number[], chosen: number, width: number): number {
  let taken = 0;
  for (let index = chosen; index >= 0; index -= 1) {
    taken += widths[index] ?? 0;
    if (taken > width) return index + 1;
  }
  return 0;
}

/** The first visible code unit of a line, such that its cursor is visible. */
function firstShown(text: string, cursor: number, room: number): number {
  if (widthOf(printable(text)) <= room) return 0;
  let from = 0;
  while (from < cursor && widthOf(printable(text.slice(from, cursor))) > room - MARGIN) from += 1;
  return from;
}
