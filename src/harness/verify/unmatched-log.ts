import { type LineSource, partsOfLine } from "../../delivery/idempotency/log-lines.ts";
import type { ReportGroup, ReportItem } from "../../reports/report.ts";
import { logAdvice } from "./log-proposal.ts";
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
      ...(this.isEmpty ? { settle } : {}),
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
