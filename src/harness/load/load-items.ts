/** The result of a load as reports show it: a table, the measures by name, and an item for each threshold. */
import type { Grade, ReportItem, ReportTable } from "../../reports/report.ts";
import { HOW_TO_GIVE_EVIDENCE } from "../verify/measuring/work-measure.ts";
import type { Loaded } from "./load-receiver.ts";
import type { Percentiles } from "./load-tally.ts";
import { limitText, type MeasureName, type Threshold, timeText } from "./thresholds.ts";
import type { ProbedWork, TypeWork } from "./work.ts";

export const LOAD_GROUP = { id: "load", title: "Thresholds" } as const;

const TITLES: Readonly<Record<MeasureName, string>> = {
  p50: "half of the answers arrive in time",
  p95: "95% of the answers arrive in time",
  p99: "99% of the answers arrive in time",
  max: "every answer arrives in time",
  errors: "few attempts fail",
  rate: "events arrive at the requested rate",
  lost: "no acknowledged event is lost",
  doubled: "no event is processed twice",
};

export type Measures = Readonly<Record<string, number | null>>;

/** Times are real ms, shares are between 0 and 1. */
export function measuresOf(loaded: Loaded, rate: number): Measures {
  const { response, work } = loaded;
  const failed = failuresOf(loaded);
  const tried = loaded.attempts - loaded.disturbed;
  return {
    planned: loaded.planned,
    sent: loaded.sent,
    attempts: loaded.attempts,
    answered: loaded.answered,
    acknowledged: loaded.acknowledged,
    open: loaded.open,
    failed_attempts: failed,
    errors: tried === 0 ? null : failed / tried,
    p50: response?.p50 ?? null,
    p95: response?.p95 ?? null,
    p99: response?.p99 ?? null,
    max: response?.max ?? null,
    service_p95: loaded.service?.p95 ?? null,
    late_p95: loaded.late?.p95 ?? null,
    asked_rate: rate,
    achieved_rate: loaded.achievedRate,
    rate: loaded.achievedRate === null ? null : Math.min(1, loaded.achievedRate / rate),
    done: sumOf(work, "done"),
    lost: sumOf(work, "lost"),
    doubled: sumOf(work, "doubled"),
    unproven: work.reduce((sum, { unproven }) => sum + unproven, 0),
    probed: loaded.probed?.risen ?? null,
  };
}

function failuresOf({ errors }: Loaded): number {
  return [...errors.values()].reduce((sum, count) => sum + count, 0);
}

/** The sum of the types that were measured; `null` = none was. */
function sumOf(work: readonly TypeWork[], key: "done" | "lost" | "doubled"): number | null {
  const known = work.flatMap((row) => row[key] ?? []);
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
}

export function tableOf(loaded: Loaded, rate: number): ReportTable {
  const { attempts, copies, disturbed, open } = loaded;
  const kinds = [...loaded.errors].sort(([, one], [, other]) => other - one);
  const failed = failuresOf(loaded);
  const notes = [
    ...(copies > 0 ? [`${copies} sent twice on purpose`] : []),
    ...(disturbed > 0 ? [`${disturbed} attempts under a fault, not timed`] : []),
  ];
  const rows = [
    ["sent", `${loaded.sent} of ${loaded.planned} events, ${attempts} attempts`],
    ...(notes.length === 0 ? [] : [["on purpose", notes.join("; ")]]),
    ...(loaded.refused === 0 ? [] : [["not sent", `${loaded.refused}: too many deliveries were open`]]),
    ["answered", `${loaded.answered} events, ${loaded.acknowledged} of them with 2xx`],
    ...(open === 0 ? [] : [["still open", `${open} deliveries`]]),
    ["errors", failed === 0 ? "none" : kinds.map(([kind, count]) => `${count} ${kind}`).join(", ")],
    // With external generators, they measure the times.
    ...(loaded.isJoined ? [] : timeRows(loaded, rate)),
    ...workRows(loaded),
  ];
  return { columns: ["measure", "value"], rows };
}

function timeRows(loaded: Loaded, rate: number): string[][] {
  return [
    ["rate", rateText(loaded.achievedRate, rate)],
    ["response time", timesText(loaded.response)],
    ["from sending", timesText(loaded.service)],
    ["sent late by", timesText(loaded.late)],
  ];
}

function rateText(achieved: number | null, asked: number): string {
  return `${achieved === null ? "unknown" : Math.round(achieved * 10) / 10} events per second (requested: ${asked})`;
}

function timesText(times: Percentiles | null): string {
  if (times === null) return "not measured";
  const { p50, p95, p99, max } = times;
  return `p50 ${timeText(p50)}  p95 ${timeText(p95)}  p99 ${timeText(p99)}  max ${timeText(max)}`;
}

function workRows({ work, probed }: Loaded): string[][] {
  const done = sumOf(work, "done");
  const shown = (key: "done" | "lost" | "doubled") => {
    const sum = sumOf(work, key);
    return sum === null ? "unknown" : String(sum);
  };
  const unseen = work.filter((row) => row.done === null).map(({ type }) => type);
  const rest = done === null || unseen.length === 0 ? "" : ` (no work is seen for ${unseen.join(", ")})`;
  return [
    ["done", `${shown("done")}${rest}`],
    ["lost", shown("lost")],
    ["doubled", shown("doubled")],
    ...(probed === null
      ? []
      : [["probe", `rose by ${probed.risen}${probed.expected === null ? "" : ` (${probed.expected} expected)`}`]]),
  ];
}

export interface LoadWords {
  readonly seed: number;
  readonly run: string;
  /** The command line that sends the same load again. */
  readonly again: string;
}

type Judged = Pick<ReportItem, "grade" | "reason" | "evidence" | "hint"> & { readonly settle?: string };

/** An item for each threshold. It is never `ok` for a measure that was not measured. */
export function loadItems(
  loaded: Loaded,
  { thresholds, measures, words }: { thresholds: readonly Threshold[]; measures: Measures; words: LoadWords },
): readonly ReportItem[] {
  const items = thresholds.map((threshold) => {
    const judged = judgedOf(threshold, { loaded, measures });
    const title = `${TITLES[threshold.measure]}: ${boundText(threshold)}`;
    return itemOf({ id: threshold.measure, title, ...judged }, { loaded, words });
  });
  return loaded.acknowledged > 0 || thresholds.some(({ measure }) => measure === "errors")
    ? items
    : [nothingAccepted(loaded, words), ...items];
}

function boundText({ measure, limit }: Threshold): string {
  return `${measure === "rate" ? "at least" : "at most"} ${limitText({ measure, limit })}`;
}

function nothingAccepted(loaded: Loaded, words: LoadWords): ReportItem {
  const kinds = [...loaded.errors].map(([kind, count]) => `${count} ${kind}`).join(", ");
  const reason = `None of ${loaded.sent} events was answered 2xx${kinds === "" ? "" : `: ${kinds}`}.`;
  const grade: Grade = loaded.isStopped ? "inconclusive" : "fail";
  const hint = "Let `smartlead-mock verify --only SL-1` pass first.";
  return itemOf({ id: "accepted", title: "events are accepted", grade, reason, evidence: [], hint }, { loaded, words });
}

function itemOf(
  judged: Judged & Pick<ReportItem, "id" | "title">,
  { loaded, words }: { readonly loaded: Loaded; readonly words: LoadWords },
): ReportItem {
  return {
    ...judged,
    findings: [],
    source: null,
    place: null,
    reproduce: words.again,
    seed: words.seed,
    run: words.run,
    duration_ms: loaded.durationMs,
    mock_ms: 0,
  };
}

interface About {
  readonly loaded: Loaded;
  readonly measures: Measures;
}

function judgedOf(threshold: Threshold, { loaded, measures }: About): Judged {
  const { measure, limit } = threshold;
  const value = measures[measure] ?? null;
  const evidence = evidenceOf(measure, loaded);
  if (value === null) {
    const settle = isWork(measure) ? HOW_TO_GIVE_EVIDENCE : "Send more events: a higher --rate, or a longer --for.";
    return { grade: "inconclusive", reason: "It was not measured.", evidence, hint: null, settle };
  }
  const isCrossed = measure === "rate" ? value < limit : value > limit;
  const seen = `${measure} is ${limitText({ measure, limit: value })}`;
  if (isCrossed)
    return { grade: "fail", reason: `${seen}; ${boundText(threshold)} is the limit.`, evidence, hint: HINTS[measure] };
  if (isWork(measure) && isDoubtful(measure, loaded)) {
    const unproven = measures.unproven ?? 0;
    const reason = `${seen}, and nothing shows that ${unproven} acknowledged events were processed.`;
    const settle =
      "A type whose work is never seen needs evidence; a receiver that ignores some events on purpose needs nothing.";
    return { grade: "inconclusive", reason, evidence, hint: null, settle };
  }
  return { grade: "ok", reason: null, evidence: [`${seen}.`, ...evidence], hint: null };
}

/** Types that show their work decide the verdict; a type without evidence leaves it open. */
function isDoubtful(measure: MeasureName, { work }: Loaded): boolean {
  return measure === "lost" && work.some(({ done, unproven }) => done !== null && unproven > 0);
}

function isWork(measure: MeasureName): boolean {
  return measure === "lost" || measure === "doubled";
}

function evidenceOf(measure: MeasureName, { work, errors, probed }: Loaded): readonly string[] {
  if (measure === "errors") return [...errors].map(([kind, count]) => `${count} attempts: ${kind}.`);
  if (!isWork(measure)) return [];
  const rows = work.map(
    ({ type, sent, acknowledged, done, doubled, lost, unproven }) =>
      `${type}: ${sent} sent, ${acknowledged} acknowledged, ${done === null ? "work unknown" : `${done} done, ${doubled} doubled, ${lost} lost for certain, ${unproven} without a sign`}.`,
  );
  return probed === null ? rows : [...rows, probeText(probed)];
}

function probeText({ risen, expected }: ProbedWork): string {
  if (expected === null) return `The probe rose by ${risen}; it counts work, but not for which event.`;
  const alone = `one event of each type, sent alone afterwards, makes ${expected} of all that were acknowledged`;
  return risen === expected
    ? `The probe rose by ${risen}, and ${alone}: each was done once.`
    : `The probe rose by ${risen}, and ${alone}; it does not show which event's work is missing or doubled.`;
}

const HINTS: Readonly<Record<MeasureName, string | null>> = {
  p50: "Answer first and work afterwards, from a queue that survives a restart.",
  p95: "Answer first and work afterwards, from a queue that survives a restart.",
  p99: "Answer first and work afterwards, from a queue that survives a restart.",
  max: "Answer first and work afterwards, from a queue that survives a restart.",
  errors: null,
  rate: "This process could not send fast enough; use export, and k6 or Artillery on several machines.",
  lost: "Store the event before you answer 2xx.",
  doubled: "Record X-Request-Id and the work in one transaction.",
};
