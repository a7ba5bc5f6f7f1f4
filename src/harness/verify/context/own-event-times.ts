/** Ms between two events of a run: what receivers that know events by their second can tell apart. */
const APART_MS = 1_000;

/**
 * Gives each event of a run its own time, at least a second from the next, whichever account it happens in (PRODUCT §8, rule 7):
 * a receiver whose key holds the time takes no event of one check for one of another.
 */
export class EventTimes {
  readonly #taken = new Set<number>();
  #latest = 0;
  #started = 0;
  #accepted = 0;

  /** The earliest second from `now` on that no event has yet. Epoch ms. */
  next(now: number): number {
    let second = Math.ceil(now / APART_MS);
    while (this.#taken.has(second)) second += 1;
    this.#taken.add(second);
    this.#latest = Math.max(this.#latest, second);
    return second * APART_MS;
  }

  /** So many more events were answered 2xx. */
  accepted(events: number): void {
    this.#accepted += events;
  }

  /** Events of the run that were answered 2xx. */
  get acceptedEvents(): number {
    return this.#accepted;
  }

  /** Each account begins at its own instant, after all that has happened in others: no event is dated far ahead of its account's clock. */
  startOfAccount(now: number): number {
    this.#started = Math.max(this.#started + APART_MS, now + APART_MS, (this.#latest + 1) * APART_MS);
    return this.#started;
  }
}
