import { definedOnly } from "../../base/defined-only.ts";
import { type LineSource, partsOfLine } from "../../delivery/idempotency/log-lines.ts";
import type { ReportGroup, ReportItem } from "../../reports/report.ts";
import type { ReceiverProfile } from "./receiver-profile.ts";
import type { VerifySettings } from "./verify-settings.ts";

/** What `--effect-log` asks for. */
export interface EffectLog {
  readonly pattern: RegExp;
  readonly lines: LineSource;
}

const COMPARE_IT =
  "Compare it with what your receiver prints, and flush each line at once: buffered output comes too late (Ruby: $stdout.sync = true).";

/** Where the report tells of it. It is no check: it has no number, and `--only` and `--skip` do not name it. */
export const EVIDENCE_GROUP: Pick<ReportGroup, "id" | "title"> = { id: "evidence", title: "Requested evidence" };

/**
 * Counts the lines that `--effect-log` matches. A pattern that matches none is most likely mistyped: the user asked for evidence and
 * got none, which a run whose checks are decided by answers alone would hide (PRODUCT §8, rule 1).
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

  /** `null` where no pattern was given. */
  static of(log: EffectLog | null): MatchedLines | null {
    return log === null ? null : new MatchedLines(log);
  }

  get isEmpty(): boolean {
    return this.#matches === 0;
  }

  close(): void {
    this.#release();
  }

  /** Before the checks: what is said wherever work is not shown. `proposal`: a pattern that would match. */
  advice(proposal: string | null): string {
    const instead = proposal === null ? COMPARE_IT : logAdvice(proposal);
    return `--effect-log matched no line while events were sent. ${instead}`;
  }

  /** After them: whether the pattern has shown anything by then. */
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

/** Lines of the profile that are looked at, the newest dropped: some for each event are enough. */
const MAX_LINES = 600;
/** Different events that a kind of line has to name, so that it is one for each event and not a chance. */
const NAMED_NEEDED = 3;
/** Characters of a pattern that still says something. */
const LEAST_PATTERN = 4;
const REQUEST_ID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/;
/** What names an event in a line: its lead, its request id or its message id, as `--effect-log` reads them. */
const NAMES = new RegExp(`[\\w.+-]+@[\\w.-]+\\.example|${REQUEST_ID.source}|<[^<>\\s]+@[^<>\\s]+>`, "i");
/** What SmartLead calls its events, whichever it is. */
const EVENT_TYPE = /[A-Z]+(?:_[A-Z]+)+/;
/** What differs from line to line: addresses, ids, numbers, quotes; and event types, in capitals as SmartLead writes them. */
const VARIABLE = new RegExp(`[\\w.+-]+@[\\w.-]+|${REQUEST_ID.source}|<[^>]*>|\\d+|["'{}[\\]\\\\]`, "gi");

/** What programs print when an event has come and its work is still to be done, or is not to be done at all. */
const NOT_YET_DONE =
  /\b(receiv(e|ed|ing)|incoming|got|arrived|start(ed|ing)|begin|processing|handling|queue[ds]?|enqueued?|accepted|duplicate|already|skip\w*|ignor\w*)\b/i;

/** Sees what the receiver prints while it is profiled. */
export class PrintedLines {
  readonly #lines: string[] = [];
  readonly #release: () => void;

  constructor(lines: LineSource | null) {
    this.#release =
      lines?.subscribe((line) => {
        if (this.#lines.length < MAX_LINES) this.#lines.push(line);
      }) ?? (() => {});
  }

  /** Looks no more, and proposes a pattern; `null` where nothing fits. */
  proposal(): string | null {
    this.#release();
    return proposedPattern(this.#lines);
  }
}

/**
 * What lines that name the events which were sent have in common, as a regular expression: their words, or else the type of the event.
 * Of several kinds of lines the one that is printed for the fewest events wins, since a line for every request says that it came and
 * not that it was done; then the one that is printed last. What says that an event has come is proposed only where nothing else is.
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

/** For the report: the flag that a user can copy. */
export function logAdvice(pattern: string): string {
  const escaped = pattern.replaceAll("'", "'\\''");
  return `Your receiver prints a line for each event: if that line means that the work is done, run again with --effect-log '${escaped}'.`;
}
