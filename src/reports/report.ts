/** The result of one item of a report (PRODUCT §10). Nothing is ever `ok` without evidence. */
export const GRADES = ["ok", "warn", "fail", "inconclusive", "skip"] as const;
export type Grade = (typeof GRADES)[number];

/**
 * The results of `run`, `verify`, `explore`, `replay` or `load`: the input of every reporter. JSON data; between two runs with the same
 * seed, run and answers only real durations differ.
 */
export interface Report {
  readonly format: 1;
  readonly command: "run" | "verify" | "replay" | "explore" | "load";
  readonly version: string;
  readonly seed: number;
  readonly run: string;
  /** The retry policies in force, each with its note on what SmartLead does not document. */
  readonly policies: readonly { readonly name: string; readonly note: string }[];
  readonly dialects: readonly string[];
  /** The receiver's URL with secrets masked; `null` = the built-in one, or one for each scenario. */
  readonly target: string | null;
  /** When it began, ISO 8601 in UTC on the machine's clock; set by `run`, `verify` and `replay`. */
  readonly date?: string;
  /** The command line that was typed, without secrets. */
  readonly command_line?: string;
  /** The commit that was checked out, if git knows it. */
  readonly commit?: string;
  /** The last line for people, such as `PASSED, 10 not proven`; set by whatever prints the report. */
  readonly verdict?: string;
  readonly groups: readonly ReportGroup[];
  readonly totals: Readonly<Record<Grade, number>>;
  /** Present if a signal ended the run: how many of all items were judged. */
  readonly stopped?: { readonly judged: number; readonly of: number };
  /** The measurements of `load`, for people. */
  readonly table?: ReportTable;
  /** The same for programs, by name; `null` = not measured. */
  readonly measures?: Readonly<Record<string, number | null>>;
  /** Real milliseconds. */
  readonly duration_ms: number;
  /** The exit code. */
  readonly exit_code: number;
}

/** Rows of texts, each as long as `columns`. */
export interface ReportTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Items that belong together: a scenario file, or one of verify's groups. */
export interface ReportGroup {
  readonly id: string;
  readonly title: string;
  readonly items: readonly ReportItem[];
}

export interface SourcePlace {
  readonly file: string;
  /** From 1. */
  readonly line: number | null;
  readonly column: number | null;
}

/** One judged item: a scenario (each repetition separately), or a check. */
export interface ReportItem {
  readonly id: string;
  readonly title: string;
  readonly grade: Grade;
  /** The reason for its grade, in a sentence; `null` if none exists. */
  readonly reason: string | null;
  /** Problems, worst first; empty if there are none. */
  readonly findings: readonly Finding[];
  /** Facts that the grade is based on, a sentence each. */
  readonly evidence: readonly string[];
  /** How to fix it, in a sentence or two. */
  readonly hint: string | null;
  /** Where the rule comes from: a section or label of the reference. */
  readonly source: string | null;
  /** A link to the rule; left out if it is not documented. */
  readonly source_url?: string;
  /** A short, stable text for the cause: items with the same cause are reported once. */
  readonly cause?: string;
  /** What would settle an inconclusive item, in a sentence or two; for a skipped item the option that it needs, such as `--secret`. */
  readonly settle?: string;
  readonly place: SourcePlace | null;
  /** The command line that reproduces it. */
  readonly reproduce: string | null;
  /** The curl command that resends the failing request by hand; left out if there is no single one. */
  readonly curl?: string;
  readonly seed: number;
  readonly run: string;
  /** Real milliseconds. */
  readonly duration_ms: number;
  /** Milliseconds that passed on the mock's clock. */
  readonly mock_ms: number;
}

/** One expectation that was not met, or one step that could not be run. */
export interface Finding {
  /** What happened and what should have, in a sentence. */
  readonly message: string;
  /** As text, one line or several; `null` if there is nothing to compare. */
  readonly expected: string | null;
  readonly actual: string | null;
  readonly place: SourcePlace | null;
  /** The history of the delivery that it is about, oldest first. */
  readonly timeline: readonly TimelineLine[];
}

export interface TimelineLine {
  /** ISO 8601 on the mock's clock. */
  readonly at: string;
  readonly text: string;
  /** Real milliseconds since the first of several overlapping attempts; present only for those. */
  readonly real_ms?: number;
}

export const REPORTER_NAMES = ["pretty", "json", "junit", "tap", "ctrf", "github", "html", "markdown"] as const;
export type ReporterName = (typeof REPORTER_NAMES)[number];

/** Writes reports in one format. Called for every item as it ends, then for the whole report. */
export interface Reporter {
  /** Called before anything runs. */
  begin?(plan: { readonly command: Report["command"]; readonly items: number }): void;
  /** Called when an item has ended. */
  item?(item: ReportItem, group: Pick<ReportGroup, "id" | "title">): void;
  /** Called when everything has ended. */
  end(report: Report): void;
}
