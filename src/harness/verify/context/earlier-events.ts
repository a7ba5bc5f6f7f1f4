import { systemTime } from "../../../base/time/system-clock.ts";
import type { Account } from "./check-mock.ts";
import type { EventTimes } from "./own-event-times.ts";
import type { Sent } from "./sent.ts";

/** Events of the run between two that are kept, so that a repetition after so many others is never much later than it has to be. */
const EVERY_EVENTS = 50;

/** An event that was sent while the run did something else. */
export interface EarlierEvent {
  readonly account: Account;
  readonly sent: Sent;
  /** Events that were accepted since. */
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
  /** Sends one, and waits for its answer only. */
  readonly send: (account: Account) => Promise<Sent>;
  readonly openAccount: () => Account;
}

/**
 * Single events that are sent now and then, for checks which repeat a request after many others, or after a restart: what other checks
 * send lies between them anyway, and need not be sent for it once more. Only where effects name their events, so that those of these
 * disturb nobody.
 */
export class EarlierEvents {
  readonly #parts: EarlierEventsParts;
  #account: Account | null = null;
  #kept: Kept[] = [];
  /** One was not accepted: a receiver in trouble is asked no more. */
  #isOver = false;

  constructor(parts: EarlierEventsParts) {
    this.#parts = parts;
  }

  /** Sends one where enough has been sent since the latest. */
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
   * The newest after which so many others were accepted and this many real ms have passed, else the oldest; `null` where there is none. It is
   * given once.
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

  /** The receiver was restarted: what it remembered may be gone. */
  forget(): void {
    this.#kept = [];
  }

  async close(): Promise<void> {
    await this.#account?.close();
    this.#account = null;
    this.#kept = [];
  }
}
