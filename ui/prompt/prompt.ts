import { printable } from "../../src/base/printable.ts";
import type { Completion, Completions } from "../../src/journal/query/complete-query.ts";
import { cut, type Line, span, widthOf } from "../frame/line.ts";
import type { LineEdit, LineHistory } from "./line-edit.ts";

/** What is wrong with a line, and at which code unit where that is known. */
export interface LineProblem {
  readonly text: string;
  readonly at: number | null;
}

/** A question that is answered with one line. */
export interface PromptSpec {
  /** The text before the line. */
  readonly label: string;
  /** What stands below it while there is nothing better to say. */
  readonly hint: string;
  /** What stands there at first. */
  readonly text?: string;
  readonly history?: LineHistory;
  /** Ways to go on at the cursor. */
  complete?(text: string, cursor: number): Completions;
  /** What is wrong with the line; one with a problem cannot be entered. */
  check?(text: string): LineProblem | null;
  /** After each change, whether or not there is a problem. */
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
  /** Which offer stands in the line. */
  readonly chosen: number | null;
}

/** Columns that stay in sight behind the cursor of a long line. */
const MARGIN = 4;

/** The line that is being written, and below it what is wrong with it, how it can go on, or what it is for. */
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
  /** Where the line begins on the screen, and with which code unit. */
  readonly start: number;
  readonly from: number;
}

function belowLine(prompt: PromptView, below: Below): Line {
  if (prompt.problem !== null) return problemLine(prompt, below);
  if (prompt.offers.length > 0) return offerLine(prompt, below.width);
  return [span(cut(prompt.hint, below.width), "muted")];
}

/** The sign stands under the place, and the sentence beside it where there is more room. */
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

/** As many offers as fit, with the chosen one among them. */
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

/** The first offer that is shown so that the chosen one is in sight. */
function firstOffer(widths: readonly number[], chosen: number, width: number): number {
  let taken = 0;
  for (let index = chosen; index >= 0; index -= 1) {
    taken += widths[index] ?? 0;
    if (taken > width) return index + 1;
  }
  return 0;
}

/** The code unit with which a line begins on the screen, so that its cursor is in sight. */
function firstShown(text: string, cursor: number, room: number): number {
  if (widthOf(printable(text)) <= room) return 0;
  let from = 0;
  while (from < cursor && widthOf(printable(text.slice(from, cursor))) > room - MARGIN) from += 1;
  return from;
}
