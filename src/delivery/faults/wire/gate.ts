import { afterReal, systemTime } from "../../../base/time/system-clock.ts";
import type { Gate } from "../wire-fault.ts";

/**
 * Real ms after the first arrival; then those that arrived continue without the rest. Half the shortest real time of an attempt by default.
 */
const GATE_MAX_WAIT_MS = 1_000;
/**
 * Real ms between the last arrival and the opening, so that the receiver has accepted every connection and read its headers: otherwise a
 * request may still be in the receiver's queue when the body of another arrives.
 */
const GATE_BREATH_MS = 5;

/** Requests that met at the gate. */
export interface Met {
  readonly requests: number;
  /** Real ms between the first and the last body that was sent. */
  readonly spreadMs: number;
}

/**
 * Creates a gate for this many requests. Each calls `arrive` or `leave`, once. `onMet` is called once, when all requests that met were
 * sent.
 */
export function createGate(
  expected: number,
  maxWaitMs: number = GATE_MAX_WAIT_MS,
  onMet?: ((met: Met) => void) | undefined,
): Gate {
  return new MeetingGate(expected, maxWaitMs, onMet);
}

class MeetingGate implements Gate {
  #missing: number;
  readonly #maxWaitMs: number;
  #waiting: (() => void)[] = [];
  #isOpen = false;
  #cancelWait: (() => void) | null = null;
  readonly #onMet: ((met: Met) => void) | undefined;
  #met = 0;
  readonly #sentAt: number[] = [];

  constructor(expected: number, maxWaitMs: number, onMet: ((met: Met) => void) | undefined) {
    this.#missing = expected;
    this.#maxWaitMs = maxWaitMs;
    this.#onMet = onMet;
  }

  arrive(): Promise<void> {
    if (this.#isOpen) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#cancelWait ??= afterReal(this.#maxWaitMs, () => this.#open());
      this.leave();
    });
  }

  leave(): void {
    this.#missing -= 1;
    if (this.#missing > 0 || this.#isOpen || this.#waiting.length === 0) return;
    this.#cancelWait?.();
    this.#cancelWait = afterReal(GATE_BREATH_MS, () => this.#open());
  }

  sent(): void {
    this.#sentAt.push(systemTime.monotonicMs());
    const [first = 0] = this.#sentAt;
    if (this.#sentAt.length !== this.#met) return;
    this.#onMet?.({ requests: this.#met, spreadMs: (this.#sentAt.at(-1) ?? first) - first });
  }

  #open(): void {
    this.#isOpen = true;
    this.#cancelWait?.();
    this.#cancelWait = null;
    this.#met = this.#waiting.length;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
