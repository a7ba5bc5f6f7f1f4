import type { EffectSource } from "./effects.ts";
import { REACTION_TIME_MS } from "./recent-deliveries.ts";

/** Real ms that are added to a lag above 0: the same work takes now a little more, now a little less. */
export const LAG_SLACK_MS = 50;

/** How long after an answer effects come, by the kind of evidence: learned from those whose delivery is certain. */
export class Lags {
  readonly #seen = new Map<EffectSource, number>();
  #expected: number | null = null;

  /** Effects may come so many real ms after the answer, whatever was seen. */
  expect(ms: number): void {
    this.#expected = Math.min(Math.max(ms, 0), REACTION_TIME_MS);
  }

  /** An effect came so many real ms after the answer; 0 = before it. */
  learn(source: EffectSource, ms: number): void {
    this.#seen.set(source, Math.min(Math.max(ms, this.#seen.get(source) ?? 0), REACTION_TIME_MS));
  }

  /** Real ms after an answer in which an effect known in this way may still come; `null` = none was seen yet, so nobody knows. */
  windowOf(source: EffectSource): number | null {
    return withSlack(this.#seen.get(source) ?? null, this.#expected);
  }

  /** The same for effects of any kind. */
  window(): number | null {
    return withSlack(this.#seen.size === 0 ? null : Math.max(...this.#seen.values()), this.#expected);
  }

  clear(): void {
    this.#seen.clear();
  }
}

function withSlack(seen: number | null, expected: number | null): number | null {
  if (seen === null && expected === null) return null;
  const lag = Math.max(seen ?? 0, expected ?? 0);
  return lag === 0 ? 0 : Math.min(lag + LAG_SLACK_MS, REACTION_TIME_MS);
}
