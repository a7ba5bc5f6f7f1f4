/** Ms between two events of a run: receivers that identify events by their second can distinguish them. */
const APART_MS = 1_000;

/**
 * Gives each event of a run its own time, at least a second from the next, in whichever account it happens (PRODUCT §8, rule 7): a receiver
 * whose key contains the time cannot confuse events of different checks.
 */
export class EventTimes {
  readonly #taken = new Set<number>();
  #latest = 0;
  #started = 0;
  #accepted = 0;

  /** The earliest second from `now` on without an event. Epoch ms. */
  next(now: number): number {
    let second = Math.ceil(now / APART_MS);
    while (this.#taken.has(second)) second += 1;
    this.#taken.add(second);
    this.#latest = Math.max(this.#latest, second);
    return second * APART_MS;
  }

  /** Notes that this many more events were answered 2xx. */
  accepted(events: number): void {
    this.#accepted += events;
  }

  /** Number of events of the run that were answered 2xx. */
  get acceptedEvents(): number {
    return this.#accepted;
  }

  /** Each account starts at its own time, after all events in others, so that no event is dated far ahead of its account's clock. */
  startOfAccount(now: number): number {
    this.#started = Math.max(this.#started + APART_MS, now + APART_MS, (this.#latest + 1) * APART_MS);
    return this.#started;
  }
}
