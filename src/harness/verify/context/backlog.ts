import { pause } from "../../../base/time/real-waits.ts";
import { systemTime } from "../../../base/time/system-clock.ts";
import type { Lags } from "../../probe/evidence-lags.ts";
import type { SharedEndpoint } from "./shared-endpoint.ts";

/** Real ms without a write after which a receiver counts as done: one and a half times the longest lag, with a minimum. */
const REST_MS = { least: 300, timesLag: 1.5, plus: 150 } as const;
/** Maximum real ms to wait for it: a receiver that never stops writing is measured anyway. */
const MOST_MS = 30_000;

/**
 * Earlier events that the receiver still has to process, if its writes name no event and come after its answers: before an event is
 * measured they must be done, or their writes would be attributed to it (PRODUCT §8, rule 5).
 */
export class Backlog {
  readonly #lags: Lags;
  #latestAt = 0;
  #leftAt = 0;
  #isOpen = false;

  constructor(lags: Lags) {
    this.#lags = lags;
  }

  /** Notes a write. */
  written(): void {
    this.#latestAt = systemTime.monotonicMs();
  }

  /** Real, monotonic ms of the latest write; 0 = none. */
  get latestWriteAt(): number {
    return this.#latestAt;
  }

  /** Notes that events were sent whose writes have not all been seen. */
  leave(): void {
    this.#isOpen = true;
    this.#leftAt = systemTime.monotonicMs();
  }

  /** Resolves once no write has arrived for a while; at once if work is done before the answer, or nothing is pending. */
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

/** A backlog that is notified of the receiver's writes. */
export function backlogOf(front: Pick<SharedEndpoint, "onWrite">, lags: Lags): Backlog {
  const backlog = new Backlog(lags);
  front.onWrite(() => backlog.written());
  return backlog;
}
