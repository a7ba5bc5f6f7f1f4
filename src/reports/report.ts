/** How one item of a report stands (PRODUCT §10). Nothing is ever `ok` without evidence. */
export const GRADES = ["ok", "warn", "fail", "inconclusive", "skip"] as const;
export type Grade = (typeof GRADES)[number];

/** What `run`, `verify`, `explore`, `replay` and `load` found: the one thing that every reporter prints. JSON data; real durations are the only values that two runs with the same seed, run and answers differ in. */
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
  /** When it was begun, ISO 8601 in UTC on the machine's own clock; `run`, `verify` and `replay` say it. */
  readonly date?: string;
  /** The line that was typed, without secrets. */
  readonly command_line?: string;
  /** What was checked out where it ran, where git knows it. */
  readonly commit?: string;
  /** The last line for people, such as `PASSED, 10 not proven`; anyone who prints it sets it. */
  readonly verdict?: string;
  readonly groups: readonly ReportGroup[];
  readonly totals: Readonly<Record<Grade, number>>;
  /** Present if a signal ended it: how many of all items were judged. */
  readonly stopped?: { readonly judged: number; readonly of: number };
  /** What `load` measured, for people. */
  readonly table?: ReportTable;
  /** The same for programs, by name; `null` = it was not measured. */
  readonly measures?: Readonly<Record<string, number | null>>;
  /** Real milliseconds. */
  readonly duration_ms: number;
  /** The exit code that follows from it. */
  readonly exit_code: number;
}

/** Rows of texts, each as long as `columns`. */
export interface ReportTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What belongs together: a scenario file, or one of verify's groups. */
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

/** One thing that was judged: a scenario (each repetition by itself), or a check. */
export interface ReportItem {
  readonly id: string;
  readonly title: string;
  readonly grade: Grade;
  /** The reason for its grade, in a sentence; `null` where there is nothing to say. */
  readonly reason: string | null;
  /** What went wrong, worst first; empty when nothing did. */
  readonly findings: readonly Finding[];
  /** Facts on which the grade rests, a sentence each. */
  readonly evidence: readonly string[];
  /** How to fix it, in a sentence or two. */
  readonly hint: string | null;
  /** Where the rule comes from: a section or label of the reference. */
  readonly source: string | null;
  /** Where that can be read; left out where it is not documented. */
  readonly source_url?: string;
  /** What went wrong and what else it explains: items with the same one are reported once. A short text that stays the same. */
  readonly cause?: string;
  /** What would settle an inconclusive one, in a sentence or two; of a skipped one the option that it needs, such as `--secret`. */
  readonly settle?: string;
  readonly place: SourcePlace | null;
  /** The line that a user types to see it again. */
  readonly reproduce: string | null;
  /** The line that sends the request at fault once more by hand; left out where no single request is. */
  readonly curl?: string;
  readonly seed: number;
  readonly run: string;
  /** Real milliseconds. */
  readonly duration_ms: number;
  /** Milliseconds that passed on the mock's clock. */
  readonly mock_ms: number;
}

/** One expectation that did not hold, or one step that could not be taken. */
export interface Finding {
  /** What happened and what should have, in a sentence. */
  readonly message: string;
  /** As text, one line or several; `null` where there is nothing to compare. */
  readonly expected: string | null;
  readonly actual: string | null;
  readonly place: SourcePlace | null;
  /** The life of the delivery that it is about, oldest first. */
  readonly timeline: readonly TimelineLine[];
}

export interface TimelineLine {
  /** ISO 8601 on the mock's clock. */
  readonly at: string;
  readonly text: string;
  /** Real milliseconds since the first of several attempts that overlapped; only there. */
  readonly real_ms?: number;
}

export const REPORTER_NAMES = ["pretty", "json", "junit", "tap", "ctrf", "github", "html", "markdown"] as const;
export type ReporterName = (typeof REPORTER_NAMES)[number];

/** Writes reports in one form. Called for every item as it ends, then of the whole. */
export interface Reporter {
  /** Before anything runs. */
  begin?(plan: { readonly command: Report["command"]; readonly items: number }): void;
  /** An item has ended. */
  item?(item: ReportItem, group: Pick<ReportGroup, "id" | "title">): void;
  /** Everything has ended. */
  end(report: Report): void;
}
