import { pause } from "../../../base/time/real-waits.ts";
import { systemTime } from "../../../base/time/system-clock.ts";
import type { Lags } from "../../probe/evidence-lags.ts";
import type { SharedEndpoint } from "./shared-endpoint.ts";

/** Real ms without a write after which a receiver counts as done with what it was sent: the longest lag and a half, and at least so many. */
const REST_MS = { least: 300, timesLag: 1.5, plus: 150 } as const;
/** Real ms that are waited for it at most: one that writes for ever is asked all the same. */
const MOST_MS = 30_000;

/**
 * What a receiver still has to process, whose writes name no event and come after its answers: before an event is measured it has to be
 * done with earlier ones, or their writes would be taken for the event's own (PRODUCT §8, rule 5).
 */
export class Backlog {
  readonly #lags: Lags;
  #latestAt = 0;
  #leftAt = 0;
  #isOpen = false;

  constructor(lags: Lags) {
    this.#lags = lags;
  }

  /** A write has come in. */
  written(): void {
    this.#latestAt = systemTime.monotonicMs();
  }

  /** Real ms, monotonic, of the latest write; 0 = none. */
  get latestWriteAt(): number {
    return this.#latestAt;
  }

  /** Events were sent whose writes have not all been seen. */
  leave(): void {
    this.#isOpen = true;
    this.#leftAt = systemTime.monotonicMs();
  }

  /** Resolves once no write has come for a while; at once where work is done before the answer, or nothing was left. */
  async workedOff(): Promise<void> {
    const from = systemTime.monotonicMs();
    while (this.#isOpen && this.#lags.areLate) {
      const { least, timesLag, plus } = REST_MS;
      const restMs = Math.max(least, timesLag * this.#lags.longestMs() + plus);
      const now = systemTime.monotonicMs();
      const sinceMs = now - Math.max(this.#latestAt, this.#leftAt);
      if (sinceMs >= restMs || now - from >= MOST_MS) this.#isOpen = false;
      else await pause(restMs - sinceMs);
    }
  }
}

/** One that hears of what the receiver writes. */
export function backlogOf(front: Pick<SharedEndpoint, "onWrite">, lags: Lags): Backlog {
  const backlog = new Backlog(lags);
  front.onWrite(() => backlog.written());
  return backlog;
}
