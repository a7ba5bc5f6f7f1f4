import type * as FastCheck from "fast-check";
import { systemTime } from "../../base/time/system-clock.ts";
import type { Coverage } from "./coverage.ts";
import { histories, simplestHistories } from "./generate.ts";
import type { History } from "./history.ts";
import type { HistorySpace } from "./history-space.ts";
import type { Played } from "./played.ts";
import type { Player, PlayRequest } from "./player.ts";
import { violationsIn } from "./properties.ts";
import { simpler } from "./shorten.ts";
import { hasteMs, type TimeLimit } from "./time-limit.ts";
import { Twins } from "./twins.ts";
import type { Flaky, Found, Searched, Violation } from "./violation.ts";

export interface SearchParts {
  readonly player: Player;
  readonly space: HistorySpace;
  readonly seed: number;
  /** Maximum number of histories. */
  readonly runs: number;
  /** The share of the total time after which no further history is tried. */
  readonly share: number;
  readonly limit: TimeLimit;
  readonly coverage: Coverage;
  /** Restarts the receiver; `null` if it was not started here. */
  readonly restartReceiver: (() => Promise<void>) | null;
  /** Real ms that SmartLead waits for an answer. */
  readonly fullTimeoutMs: number;
  readonly onProgress: (phase: "searching" | "shrinking", history: History) => void;
}

/** The share of the total time after which the search stops looking for more than a warning. */
const SHARE_BEFORE_WARNINGS = 0.75;
/** Time reserved while shrinking, as a multiple of the last patient look: for one more look, and for `run`. */
const RESERVE = { times: 1.6, plusMs: 500 } as const;
/** Limits of shrinking: real ms, or this share of the total time if that is more, and a number of histories. */
const SHRINK = { withinMs: 25_000, share: 0.5, plays: 250 } as const;
/** Attempts to confirm a failure: one that depends on which of two requests is faster does not occur each time. */
const CONFIRMATIONS = 3;
const PATIENT: PlayRequest = { isPatient: true };
/** Flaky observations of one cause, after which it is ignored. */
const FLAKY_LIMIT = 5;

/**
 * Plays random histories until one breaks a property, then shrinks that history. A failure is confirmed in fresh conditions before the
 * receiver is blamed; while shrinking its cause may not change, and an inconclusive play counts as a pass.
 */
export async function search(fc: typeof FastCheck, parts: SearchParts): Promise<Searched> {
  const hunt = new Hunt(fc, parts);
  const property = fc.asyncProperty(histories(fc, parts.space), (history) => hunt.try(history));
  const examples = simplestHistories(parts.space).map((history): [History] => [history]);
  await fc.check(property, { seed: parts.seed, numRuns: parts.runs, endOnFailure: true, examples });
  if (hunt.error !== null) throw hunt.error;
  const { warning } = hunt;
  if (hunt.found === null && warning !== null) await hunt.pursue(warning);
  await hunt.finish();
  const { found, flaky } = hunt;
  const isWarned = found?.violation.isWarning === true;
  const troubles = [...hunt.troubles];
  return {
    found: isWarned ? null : found,
    warned: isWarned ? found : null,
    unshortened: hunt.unshortened,
    flaky,
    troubles,
  };
}

class Hunt {
  found: Found | null = null;
  readonly flaky: Flaky[] = [];
  readonly troubles = new Set<string>();
  /** The first history that only causes a warning: it is examined if nothing worse is found. */
  warning: History | null = null;
  #isWarningSought = false;
  /** A bug in the mock, or a user error, that ends the search. */
  error: unknown = null;
  readonly #fc: typeof FastCheck;
  readonly #parts: SearchParts;
  #shrinkUntil = Number.POSITIVE_INFINITY;
  #shrinkPlays = 0;
  /** Real ms of the last patient look, including a restart of the receiver. */
  #confirmMs = 0;
  /** How often a shorter history is played before it counts as passing: as often as the first one needed. */
  #triesEach = 1;
  readonly #twins: Twins;
  /** The failure as it was first observed and confirmed. */
  #confirmedFirst: Found | null = null;

  constructor(fc: typeof FastCheck, parts: SearchParts) {
    this.#fc = fc;
    this.#parts = parts;
    this.#twins = new Twins(parts.player, { restart: parts.restartReceiver, fullTimeoutMs: parts.fullTimeoutMs });
  }

  get unshortened(): Found | null {
    return this.found === this.#confirmedFirst ? null : this.#confirmedFirst;
  }

  /** Examines a history that only causes a warning, when the time for searching is over. */
  async pursue(history: History): Promise<void> {
    this.#isWarningSought = true;
    await this.#search(history);
  }

  /** Shrinks the finding, and confirms the result with patience: if that fails, the first finding is kept. */
  async finish(): Promise<void> {
    const { found } = this;
    if (found === null || found.isStuck === true) return;
    await this.#polish();
    const shortest = this.found;
    if (shortest === null || shortest === this.#confirmedFirst) return;
    await this.#refresh(shortest);
    const pace = { ...PATIENT, ...this.#hasteFor(shortest) };
    const again = await this.#play(shortest.history, pace);
    const violation = await this.#sameIn(again, found.violation, pace);
    if (violation !== null) this.found = { ...shortest, violation, played: again };
    else if (!this.#parts.limit.isOver && shortest.isRepeatable) this.found = this.#confirmedFirst;
  }

  /** Removes each part separately, until every remaining one is needed. */
  async #polish(): Promise<void> {
    for (let before = this.found; before !== null; ) {
      const { history } = before;
      for (const candidate of simpler(history)) {
        if (this.#isOver()) {
          this.#parts.limit.leaveOut("It may not be as short as possible.");
          return;
        }
        if (await this.#shrink(candidate, before)) break;
      }
      if (this.found === before) return;
      before = this.found;
    }
  }

  /** Throws if the history breaks a property, as fast-check expects. */
  async try(history: History): Promise<void> {
    if (this.#isOver() || this.error !== null) throw new this.#fc.PreconditionFailure(true);
    if (history.items.length === 0) return;
    const isBad = await this.#isBad(history).catch((error: unknown) => {
      this.error = error;
      throw new this.#fc.PreconditionFailure(true);
    });
    if (isBad) throw new Error("a property does not hold");
  }

  #isOver(): boolean {
    const { limit, share } = this.#parts;
    if (limit.isOver) return true;
    const now = systemTime.monotonicMs();
    if (this.found !== null)
      return this.found.isStuck === true || now >= this.#shrinkUntil || this.#shrinkPlays >= SHRINK.plays;
    return now >= limit.momentAt(this.warning === null ? share : Math.min(share, SHARE_BEFORE_WARNINGS));
  }

  #isBad(history: History): Promise<boolean> {
    return this.found === null ? this.#search(history) : this.#shrink(history, this.found);
  }

  async #search(history: History): Promise<boolean> {
    this.#parts.onProgress("searching", history);
    const played = await this.#play(history);
    if (this.#parts.limit.isOver) return false;
    this.#parts.coverage.add(played);
    this.#twins.note(played);
    for (const violation of await this.#allIn(played)) {
      if (this.#isIgnored(violation)) continue;
      if (violation.isWarning === true && !this.#isWarningSought) {
        this.warning ??= history;
        continue;
      }
      const foundAfterMs = Math.round(this.#parts.limit.passedMs);
      const confirmed = await this.#confirmed(played, violation);
      if (confirmed === null) continue;
      const seen = { ...confirmed, original: history, shrinkPlays: 0, foundAfterMs };
      this.found = seen;
      this.#confirmedFirst = seen;
      this.#shrinkUntil = this.#endOfShrinking();
      return true;
    }
    return false;
  }

  /** Violations within the history come first: only if there are none, its end state is compared with that of another order. */
  async #allIn(played: Played): Promise<readonly Violation[]> {
    const alone = await this.#twins.withoutIdleOwn(played, violationsIn(played));
    if (alone.some(({ isWarning = false }) => !isWarning)) return alone;
    const comparison = await this.#twins.compared(played);
    this.#parts.coverage.addComparison(comparison);
    return comparison.violation === null ? alone : [comparison.violation, ...alone];
  }

  #endOfShrinking(): number {
    const { budgetMs, endsAt } = this.#parts.limit;
    const withinMs = Number.isFinite(budgetMs) ? Math.max(SHRINK.withinMs, SHRINK.share * budgetMs) : SHRINK.withinMs;
    const reserveMs = RESERVE.times * this.#confirmMs + RESERVE.plusMs;
    return Math.min(systemTime.monotonicMs() + withinMs, endsAt - reserveMs);
  }

  async #shrink(history: History, before: Found): Promise<boolean> {
    this.#parts.onProgress("shrinking", history);
    this.#shrinkPlays += 1;
    const pace = this.#hasteFor(before);
    for (let tries = 0; tries < this.#triesEach && !(tries > 0 && this.#isOver()); tries += 1) {
      await this.#refresh(before);
      const played = await this.#play(history, pace);
      const violation = await this.#sameIn(played, before.violation, pace);
      if (violation === null) continue;
      this.found = { ...before, history, played, violation, shrinkPlays: this.#shrinkPlays };
      return true;
    }
    return false;
  }

  /** Whether it fails for the same cause, and its twin does not. */
  async #sameIn(played: Played, { cause }: Violation, pace: PlayRequest): Promise<Violation | null> {
    if (cause.startsWith("order")) {
      const { violation } = await this.#twins.compared(played, pace);
      return violation?.cause === cause ? violation : null;
    }
    const same = violationsIn(played).find((one) => one.cause === cause);
    return same === undefined ? null : this.#twins.proved(played, same, pace);
  }

  /** A receiver that does not recover must be restarted before the next try. */
  async #refresh({ violation }: Found): Promise<void> {
    if (violation.property === "recovers") await this.#parts.restartReceiver?.();
  }

  #hasteFor({ violation, played }: Pick<Found, "violation" | "played">): PlayRequest {
    return violation.isCut === true ? { minTimeoutMs: hasteMs(played.profile) } : {};
  }

  /** Confirms a finding in fresh conditions, with patience; a second effect is proof without it. */
  async #confirmed(
    played: Played,
    violation: Violation,
  ): Promise<Pick<Found, "history" | "violation" | "played" | "isRepeatable" | "isStuck"> | null> {
    const { history } = played;
    const pace = { ...PATIENT, ...this.#hasteFor({ violation, played }) };
    for (let tries = 1; tries <= CONFIRMATIONS && !this.#parts.limit.isOver; tries += 1) {
      const from = systemTime.monotonicMs();
      await this.#parts.restartReceiver?.();
      const again = await this.#play(history, pace);
      const proved = await this.#sameIn(again, violation, pace);
      const { isStuck } = this.#twins;
      this.#triesEach = tries;
      this.#confirmMs = systemTime.monotonicMs() - from;
      if (proved !== null) return { history, violation: proved, played: again, isRepeatable: !isStuck, isStuck };
    }
    if (violation.property === "once" && violation.proof !== null)
      return { history, violation, played, isRepeatable: false };
    this.flaky.push({ violation, history, isCutShort: this.#parts.limit.isUsedUp });
    return null;
  }

  #isIgnored({ cause }: Violation): boolean {
    return this.flaky.filter(({ violation }) => violation.cause === cause).length >= FLAKY_LIMIT;
  }

  async #play(history: History, requested: PlayRequest = {}): Promise<Played> {
    const { player, limit } = this.#parts;
    const played = await player.play(history, requested);
    if (played.trouble !== null && !limit.isOver) this.troubles.add(played.trouble);
    return played;
  }
}
