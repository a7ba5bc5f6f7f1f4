import { systemTime } from "../../../base/time/system-clock.ts";
import type { Account } from "./check-mock.ts";
import type { EventTimes } from "./own-event-times.ts";
import type { Sent } from "./sent.ts";

/** Number of events between two that are kept, so that a repetition after a given number of others is not much later than needed. */
const EVERY_EVENTS = 50;

/** An event that was sent in between, while the run did something else. */
export interface EarlierEvent {
  readonly account: Account;
  readonly sent: Sent;
  /** Number of events accepted since. */
  readonly others: number;
  /** Real ms since it was answered. */
  readonly ageMs: number;
}

interface Kept {
  readonly sent: Sent;
  readonly count: number;
  readonly answeredAt: number;
}

export interface EarlierEventsParts {
  readonly eventTimes: EventTimes;
  /** Sends one, and waits only for its answer. */
  readonly send: (account: Account) => Promise<Sent>;
  readonly openAccount: () => Account;
}

/**
 * Single events sent from time to time, for checks that repeat a request after many others, or after a restart: the events of other checks
 * lie between them anyway, and need not be sent again for it. Only used if effects name their events, so that these do not disturb others.
 */
export class EarlierEvents {
  readonly #parts: EarlierEventsParts;
  #account: Account | null = null;
  #kept: Kept[] = [];
  /** Whether one was not accepted: a receiver in trouble gets no more. */
  #isOver = false;

  constructor(parts: EarlierEventsParts) {
    this.#parts = parts;
  }

  /** Sends one if enough events were sent since the latest. */
  async keep(): Promise<void> {
    const latest = this.#kept.at(-1);
    const { acceptedEvents } = this.#parts.eventTimes;
    if (this.#isOver) return;
    if (latest !== undefined && acceptedEvents - latest.count < EVERY_EVENTS) return;
    this.#account ??= this.#parts.openAccount();
    const sent = await this.#parts.send(this.#account);
    this.#isOver = sent.delivery.state !== "delivered";
    if (this.#isOver) return;
    this.#kept.push({
      sent,
      count: this.#parts.eventTimes.acceptedEvents,
      answeredAt: systemTime.monotonicMs(),
    });
  }

  /**
   * Returns the newest after which this many others were accepted and this many real ms have passed, else the oldest; `null` if there is
   * none. Each is returned only once.
   */
  take(leastOthers: number, leastAgeMs = 0): EarlierEvent | null {
    const { acceptedEvents } = this.#parts.eventTimes;
    const now = systemTime.monotonicMs();
    const isOld = ({ count, answeredAt }: Kept) =>
      acceptedEvents - count >= leastOthers && now - answeredAt >= leastAgeMs;
    const found = this.#kept.findLast(isOld) ?? this.#kept[0];
    if (found === undefined || this.#account === null) return null;
    this.#kept = this.#kept.filter((one) => one !== found);
    return {
      account: this.#account,
      sent: found.sent,
      others: acceptedEvents - found.count,
      ageMs: now - found.answeredAt,
    };
  }

  /** Drops them, because the receiver was restarted and may have lost its memory. */
  forget(): void {
    this.#kept = [];
  }

  async close(): Promise<void> {
    await this.#account?.close();
    this.#account = null;
    this.#kept = [];
  }
}
