import type { Paint } from "../base/paint.ts";
import type { Reporter } from "./report.ts";

/** Where a reporter writes. */
export interface ReportOutput {
  write(text: string): unknown;
}

/** A file that a report goes into. */
export interface ReportFile extends ReportOutput {
  close(): void;
}

/** What a reporter is told of the place that it writes to. */
export interface ReporterStyle {
  readonly paint: Paint;
  /** Columns of the terminal, or what lines are wrapped at in a file. */
  readonly width: number;
  /** GitHub's summary of the step, where there is one. */
  readonly stepSummary: ReportOutput | null;
}

/** Makes a reporter. It is driven with clean reports only (`clean-report.ts`). */
export type CreateReporter = (output: ReportOutput, style: ReporterStyle) => Reporter;
