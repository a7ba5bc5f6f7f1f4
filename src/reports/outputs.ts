import { noPaint, type Paint } from "../base/paint.ts";
import { cleanItem, cleanReport, cleanText } from "./clean-report.ts";
import type { Report, Reporter, ReportItem } from "./report.ts";
import type { ReportRequest } from "./report-requests.ts";
import { REPORTERS, type ReporterStyle, type ReportFile, type ReportOutput } from "./reporters.ts";

/** Columns that lines wrap at when there is no terminal. */
const FILE_WIDTH = 100;
/** Below this many columns a terminal is treated as this wide: narrower lines would hold only one word. */
const NARROWEST = 40;
/** Lines longer than this are hard to read on the widest terminal. */
const WIDEST = 140;

/** The places that reports are written to, as ports. */
export interface ReportPlaces {
  readonly stdout: ReportOutput & { readonly columns?: number | undefined };
  /** Colours of standard output. Files are never coloured. */
  readonly paint: Paint;
  /** `GITHUB_STEP_SUMMARY`: the file that GitHub shows with the step. Only the `github` reporter writes to it. */
  readonly stepSummary: string | null;
  /** Values that no report may contain. */
  readonly secrets?: readonly string[];
  /** Creates the folders it needs. Throws `usage` where the file cannot be written. */
  openFile(path: string, mode: "write" | "append"): ReportFile;
}

/** All requested reports, driven as one. */
export interface OpenReports extends Required<Reporter> {
  /** Closes the files; call it on every path. */
  close(): void;
}

/**
 * Opens the requested reports before anything runs, so that a path that cannot be written ends the command early. Items are cleaned first:
 * secrets masked, control characters out.
 *
 * @example
 * const reports = await openReports(parseReportWishes(values), places);
 * try {
 *   reports.begin({ command: "run", items: 20 });
 *   for (const item of items) reports.item(item, group);
 *   reports.end(assembleReport({ … }));
 * } finally {
 *   reports.close();
 * }
 */
export async function openReports(requests: readonly ReportRequest[], places: ReportPlaces): Promise<OpenReports> {
  const creators = await Promise.all(
    requests.map(async (requested) => ({ ...requested, create: await REPORTERS[requested.name]() })),
  );
  const files: ReportFile[] = [];
  const close = () => {
    for (const file of files.splice(0)) file.close();
  };
  const open = (path: string, mode: "write" | "append"): ReportFile => {
    const file = places.openFile(path, mode);
    files.push(file);
    return file;
  };
  try {
    const reporters = creators.map(({ name, file, create }) => {
      const summary = name === "github" && places.stepSummary !== null ? open(places.stepSummary, "append") : null;
      const output = file === null ? places.stdout : open(file, "write");
      return create(output, styleOf(file, summary, places));
    });
    return { ...drivenAsOne(reporters, new KnownSecrets(places.secrets ?? [])), close };
  } catch (error) {
    close();
    throw error;
  }
}

function styleOf(file: string | null, stepSummary: ReportOutput | null, places: ReportPlaces): ReporterStyle {
  if (file !== null) return { paint: noPaint, width: FILE_WIDTH, stepSummary };
  const width = Math.min(WIDEST, Math.max(NARROWEST, places.stdout.columns ?? FILE_WIDTH));
  return { paint: places.paint, width, stepSummary };
}

function drivenAsOne(reporters: readonly Reporter[], secrets: KnownSecrets): Required<Reporter> {
  return {
    begin: (plan) => {
      for (const reporter of reporters) reporter.begin?.(plan);
    },
    item: (item, group) => {
      const clean = cleanItem(secrets.inItem(item));
      const cleanGroup = { id: cleanText(secrets.inText(group.id)), title: cleanText(secrets.inText(group.title)) };
      for (const reporter of reporters) reporter.item?.(clean, cleanGroup);
    },
    end: (report: Report) => {
      const clean = cleanReport(secrets.inReport(report));
      for (const reporter of reporters) reporter.end(clean);
    },
  };
}

/** Shorter values are ordinary words, which occur everywhere. */
const SHORTEST = 4;
const MASK = "***";

/** Removes secrets by their values, wherever they occur: in bodies, paths, headers and command lines. */
class KnownSecrets {
  readonly #written: readonly string[];

  constructor(secrets: readonly string[]) {
    const forms = secrets.filter(({ length }) => length >= SHORTEST).flatMap((secret) => [secret, encoded(secret)]);
    // The longest first: one may be part of another.
    const unique = [...new Set(forms.map(inJson))];
    this.#written = unique.sort((one, other) => other.length - one.length);
  }

  inText(text: string): string {
    return this.#written.length === 0 ? text : JSON.parse(this.#masked(JSON.stringify(text)));
  }

  inItem(item: ReportItem): ReportItem {
    return this.#written.length === 0 ? item : JSON.parse(this.#masked(JSON.stringify(item)));
  }

  inReport(report: Report): Report {
    return this.#written.length === 0 ? report : JSON.parse(this.#masked(JSON.stringify(report)));
  }

  #masked(text: string): string {
    return this.#written.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
  }
}

/** The value as it is written within JSON. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function encoded(secret: string): string {
  return encodeURIComponent(secret.replaceAll(/[\ud800-\udfff]/gu, "\ufffd"));
}
