import type { Clock } from "../../../base/time/clock.ts";
import type { Fact } from "../../../delivery/facts.ts";
import type { Entry } from "../../../journal/entry.ts";
import type { Journal } from "../../../journal/journal.ts";
import { EventLog, eventViewOf } from "../../../mock/event-log.ts";
import { JournalProjections } from "../../../mock/journal-projections.ts";
import type { EventView, SmartLeadMock } from "../../../mock/mock.ts";

/** The start or end of a check, as in the stream. */
export type CheckFact = Extract<Fact, { readonly type: "check.started" | "check.finished" }>;

/**
 * The record of a run in which each check or scenario has its own mock: one journal with continuous numbers, and the deliveries of all of
 * them. The limits are those of a mock (`MAX_JOURNAL_ENTRIES`, `MAX_SETTLED_DELIVERIES`, `MAX_EVENTS_HELD`).
 */
export class RunRecord {
  readonly #projections: JournalProjections;
  readonly #events = new EventLog();
  readonly #firstClock: Clock;
  /** The clock for entries: each mock starts again at the run's start time. */
  #clock: Clock;
  /** The clock of the current check. */
  #checkClock: Clock;

  constructor(first: SmartLeadMock) {
    this.#firstClock = first.clock;
    this.#clock = first.clock;
    this.#checkClock = first.clock;
    this.#projections = new JournalProjections({ now: () => this.#clock.now() });
    this.carry(first);
  }

  get journal(): Journal {
    return this.#projections.journal;
  }

  get deliveries(): JournalProjections["deliveries"] {
    return this.#projections.deliveries;
  }

  counters(): ReturnType<JournalProjections["counters"]> {
    return this.#projections.counters();
  }

  event(id: string): EventView | null {
    const event = this.#events.get(id);
    return event === null ? null : { ...event, deliveries: this.deliveries.idsOfEvent(id) };
  }

  /**
   * Copies every further entry of this mock at once. Its earlier entries are its setup: each mock has the receiver's webhook again, and a
   * console would list that among the deliveries for each of them.
   */
  carry({ journal, clock }: SmartLeadMock): void {
    this.#checkClock = clock;
    journal.subscribe((entry) => this.#take(entry, clock));
  }

  tell(fact: CheckFact): void {
    // A check that is about to begin has no mock yet, and may never get one.
    if (fact.type === "check.started") this.#checkClock = this.#firstClock;
    this.#clock = this.#checkClock;
    this.#projections.record(fact);
  }

  #take(entry: Entry, clock: Clock): void {
    const { seq: _seq, at: _at, ...fact } = entry;
    if (entry.type === "event.emitted") this.#events.add(eventViewOf(entry));
    this.#clock = clock;
    this.#projections.record(fact);
  }
}
