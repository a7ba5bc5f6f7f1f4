import { definedOnly } from "../../base/defined-only.ts";
import { type LineSource, partsOfLine } from "../../delivery/idempotency/log-lines.ts";
import type { ReportGroup, ReportItem } from "../../reports/report.ts";
import type { ReceiverProfile } from "./receiver-profile.ts";
import type { VerifySettings } from "./verify-settings.ts";

/** The request of `--effect-log`. */
export interface EffectLog {
  readonly pattern: RegExp;
  readonly lines: LineSource;
}

const COMPARE_IT =
  "Compare it with what your receiver prints, and flush each line at once: buffered output comes too late (Ruby: $stdout.sync = true).";

/** The report's group for evidence. It is not a check: it has no number, and `--only` and `--skip` cannot name it. */
export const EVIDENCE_GROUP: Pick<ReportGroup, "id" | "title"> = { id: "evidence", title: "Requested evidence" };

/**
 * Counts the lines that `--effect-log` matches. A pattern without a match is probably mistyped: the user asked for evidence and got none,
 * which a run with checks decided by answers alone would hide (PRODUCT §8, rule 1).
 */
export class MatchedLines {
  readonly pattern: RegExp;
  #matches = 0;
  readonly #release: () => void;

  private constructor({ pattern, lines }: EffectLog) {
    this.pattern = pattern;
    this.#release = lines.subscribe((line) => {
      if (partsOfLine(line, pattern).length > 0) this.#matches += 1;
    });
  }

  /** `null` without a pattern. */
  static of(log: EffectLog | null): MatchedLines | null {
    return log === null ? null : new MatchedLines(log);
  }

  get isEmpty(): boolean {
    return this.#matches === 0;
  }

  close(): void {
    this.#release();
  }

  /** Before the checks: the advice for all checks without visible work. `proposal`: a pattern that would match. */
  advice(proposal: string | null): string {
    const instead = proposal === null ? COMPARE_IT : logAdvice(proposal);
    return `--effect-log matched no line while events were sent. ${instead}`;
  }

  /** After the checks: whether the pattern has matched anything. */
  item({ advice }: ReceiverProfile, { seed, run }: VerifySettings): ReportItem {
    const settle = advice ?? this.advice(null);
    return {
      id: "effect-log",
      title: "--effect-log matches what the receiver prints",
      grade: this.isEmpty ? "inconclusive" : "ok",
      reason: this.isEmpty
        ? `--effect-log ${this.pattern.source} matched no line in the whole run, so no check could see the work. ${settle}`
        : null,
      findings: [],
      evidence: this.isEmpty ? [] : ["It matched no line while the receiver was profiled, but some lines since."],
      ...definedOnly({ settle: this.isEmpty ? settle : undefined }),
      hint: null,
      source: null,
      place: null,
      reproduce: null,
      seed,
      run,
      duration_ms: 0,
      mock_ms: 0,
    };
  }
}

/** Maximum lines examined during profiling; the newest are dropped, because some lines for each event are enough. */
const MAX_LINES = 600;
/** Minimum number of different events that a kind of line must name, so that it is no coincidence. */
const NAMED_NEEDED = 3;
/** Minimum characters of a meaningful pattern. */
const LEAST_PATTERN = 4;
const REQUEST_ID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/;
/** Names of an event in a line: its lead, its request id or its message id, as `--effect-log` reads them. */
const NAMES = new RegExp(`[\\w.+-]+@[\\w.-]+\\.example|${REQUEST_ID.source}|<[^<>\\s]+@[^<>\\s]+>`, "i");
/** Any SmartLead event type. */
const EVENT_TYPE = /[A-Z]+(?:_[A-Z]+)+/;
/** The variable parts of lines: addresses, ids, numbers, quotes; and event types, in capitals as SmartLead writes them. */
const VARIABLE = new RegExp(`[\\w.+-]+@[\\w.-]+|${REQUEST_ID.source}|<[^>]*>|\\d+|["'{}[\\]\\\\]`, "gi");

/** Words that programs print when an event has arrived and its work is still to be done, or not to be done at all. */
const NOT_YET_DONE =
  /\b(receiv(e|ed|ing)|incoming|got|arrived|start(ed|ing)|begin|processing|handling|queue[ds]?|enqueued?|accepted|duplicate|already|skip\w*|ignor\w*)\b/i;

/** Collects the receiver's output during profiling. */
export class PrintedLines {
  readonly #lines: string[] = [];
  readonly #release: () => void;

  constructor(lines: LineSource | null) {
    this.#release =
      lines?.subscribe((line) => {
        if (this.#lines.length < MAX_LINES) this.#lines.push(line);
      }) ?? (() => {});
  }

  /** Stops collecting, and proposes a pattern; `null` if nothing fits. */
  proposal(): string | null {
    this.#release();
    return proposedPattern(this.#lines);
  }
}

/**
 * The common part of lines that name the sent events, as a regular expression: their words, or else the type of the event. Of several kinds
 * of lines, the one printed for the fewest events is used, since a line for every request says that it arrived and not that it was
 * processed; of equals, the one printed last. A line that reports an arrival is proposed only if there is nothing else.
 */
export function proposedPattern(lines: readonly string[]): string | null {
  const kinds = new Map<string, { readonly named: Set<string>; count: number }>();
  for (const line of lines) {
    const name = NAMES.exec(line)?.[0];
    const pattern = name === undefined ? null : patternOf(line);
    if (name === undefined || pattern === null) continue;
    const kind = kinds.get(pattern) ?? { named: new Set<string>(), count: 0 };
    kind.named.add(name);
    kinds.set(pattern, { named: kind.named, count: kind.count + 1 });
  }
  const fitting = [...kinds].filter(([, { named }]) => named.size >= NAMED_NEEDED);
  const isEarly = ([pattern]: (typeof fitting)[number]) => Number(NOT_YET_DONE.test(pattern));
  const [best] = fitting
    .toReversed()
    .sort((one, other) => isEarly(one) - isEarly(other) || one[1].count - other[1].count);
  return best === undefined ? null : best[0];
}

function patternOf(line: string): string | null {
  const words = longestConstant(line);
  if (words.length >= LEAST_PATTERN) return words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return EVENT_TYPE.test(line) ? EVENT_TYPE.source : null;
}

/** The longest part of a line that is the same for every event. */
function longestConstant(line: string): string {
  const texts = line.split(EVENT_TYPE).flatMap((text) => text.split(VARIABLE));
  const parts = texts.map((part) => part.trim().replace(/^[:,.;=\-\s]+|[:,;=\-\s]+$/g, ""));
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), "");
}

/** For the report: the flag to copy. */
export function logAdvice(pattern: string): string {
  const escaped = pattern.replaceAll("'", "'\\''");
  return `Your receiver prints a line for each event: if that line means that the work is done, run again with --effect-log '${escaped}'.`;
}
