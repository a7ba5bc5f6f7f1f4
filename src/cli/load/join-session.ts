import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import type { Manifest } from "../../harness/load/export-files.ts";
import { joinedLoad } from "../../harness/load/joined.ts";
import { LOAD_GROUP, loadItems, measuresOf, tableOf } from "../../harness/load/load-items.ts";
import type { Loaded } from "../../harness/load/load-receiver.ts";
import { type Threshold, thresholdsOf } from "../../harness/load/thresholds.ts";
import { assembleReport } from "../../reports/assemble.ts";
import type { Report } from "../../reports/report.ts";
import { controlClient } from "../../server/client/control-client.ts";
import type { CommandContext } from "../command.ts";
import { connectionOf } from "../connection.ts";
import { progressLine } from "../output/progress-line.ts";
import { openSessionReports, reportRequestsOf } from "../reports/session-reports.ts";
import { VERSION } from "../version.ts";

/** Maximum events registered by one call. */
const EVENTS_OF_CALL = 1_000;

/** Registers an export's events with a running mock, watches while generators send them, and reports. Returns the exit code. */
export async function runJoin(context: CommandContext, file: string, signal: AbortSignal): Promise<number> {
  const { settings, io, command } = context;
  const { values } = settings;
  if (command !== null || settings.layerOf("target") === "flag")
    throw usage("--join counts what generators send; it takes neither --target nor a command after --.");
  reportRequestsOf(settings);
  const thresholds = thresholdsOf(values.threshold ?? []);
  const manifest = readManifest(resolve(io.cwd, file), file);
  const client = controlClient(connectionOf(settings));
  const { events } = manifest;
  for (let from = 0; from < events.length; from += EVENTS_OF_CALL)
    await client.call("POST /joined", { body: { events: events.slice(from, from + EVENTS_OF_CALL) } });
  const progress = progressLine(io);
  const reports = await openSessionReports(context, progress.stdout);
  try {
    const loaded = await joinedLoad({
      planned: events.length,
      summary: () => client.call("GET /joined"),
      forMs: values.for ?? null,
      signal,
      onProgress: (sent, { answers }) => progress.say(`${sent}/${events.length} events sent, ${answers} answers`),
    });
    progress.end();
    const report = reportOf(context, { manifest, thresholds, loaded, file });
    const items = report.groups.flatMap((group) => group.items);
    reports.begin({ command: "load", items: items.length });
    for (const item of items) reports.item(item, LOAD_GROUP);
    reports.end(report);
    return report.exit_code;
  } finally {
    progress.end();
    reports.close();
  }
}

function readManifest(path: string, file: string): Manifest {
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new SmartLeadMockError("usage", `--join ${file} cannot be read; it is the manifest.json of an export.`, {
      cause,
    });
  }
  if (isManifest(manifest)) return manifest;
  throw usage(`--join ${file} is not a manifest of smartlead-mock export.`);
}

/** The mock validates the content of each event. */
function isManifest(value: unknown): value is Manifest {
  if (typeof value !== "object" || value === null) return false;
  return "format" in value && value.format === 1 && "events" in value && Array.isArray(value.events);
}

interface Found {
  readonly manifest: Manifest;
  readonly thresholds: readonly Threshold[];
  readonly loaded: Loaded;
  readonly file: string;
}

function reportOf({ settings: { values } }: CommandContext, { manifest, thresholds, loaded, file }: Found): Report {
  const { seed, run, rate } = manifest;
  const measures = measuresOf(loaded, rate);
  const words = { seed, run, again: `smartlead-mock load --join ${file}${values.strict === true ? " --strict" : ""}` };
  const items = loadItems(loaded, { thresholds, measures, words });
  const isOpen = loaded.isStopped && loaded.sent < loaded.planned;
  return assembleReport({
    command: "load",
    version: VERSION,
    seed,
    run,
    policies: [],
    dialects: [],
    target: null,
    groups: [{ ...LOAD_GROUP, items }],
    table: tableOf(loaded, rate),
    measures,
    duration_ms: loaded.durationMs,
    strict: values.strict === true,
    ...(isOpen ? { stopped: { judged: 0, of: items.length } } : {}),
  });
}

function usage(sentence: string): SmartLeadMockError {
  return new SmartLeadMockError("usage", sentence);
}
