import type { Completion, Completions } from "../../src/journal/query/complete-query.ts";
import type { LineEdit } from "./line-edit.ts";
import type { LineHistory } from "./line-history.ts";

/** What is wrong with a line, and at which code unit where that is known. */
export interface LineProblem {
  readonly text: string;
  readonly at: number | null;
}

/** A question that is answered with one line. */
export interface PromptSpec {
  /** What stands before the line. */
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
