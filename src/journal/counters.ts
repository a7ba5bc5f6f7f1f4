import { SmartLeadMockError } from "../base/errors.ts";
import type { Delivery, DeliveryStateName, DuplicateVerdict } from "../delivery/delivery.ts";
import { DUPLICATE_VERDICTS } from "../delivery/delivery.ts";
import type { Entry } from "./entry.ts";

/** The counters of `GET /_mock/state`; they count everything since the start, including entries that have left memory. */
export interface Counters {
  readonly events: number;
  readonly deliveries: number;
  readonly in_flight: number;
  readonly waiting: number;
  readonly delivered: number;
  readonly failed: number;
  readonly attempts: number;
  /** Attempts by their present verdict. */
  readonly duplicates: Readonly<Record<DuplicateVerdict, number>>;
}

/** The counts as JSON data. */
export interface CounterState {
  readonly events: number;
  readonly deliveries: number;
  readonly attempts: number;
  readonly states: readonly (readonly [DeliveryStateName, number])[];
  readonly verdicts: readonly (readonly [DuplicateVerdict, number])[];
}

/** Counts entries as they are appended. */
export class CounterStore {
  #events = 0;
  #deliveries = 0;
  #attempts = 0;
  readonly #states = new Map<DeliveryStateName, number>();
  readonly #verdicts = new Map<DuplicateVerdict, number>();

  /** Takes an entry, with its delivery before and after the entry. */
  take(entry: Entry, before: Delivery | undefined, after: Delivery | undefined): void {
    if (entry.type === "event.emitted") this.#events += 1;
    if (entry.type === "delivery.created") this.#deliveries += 1;
    if (entry.type === "attempt.started") this.#attempts += 1;
    if (after === undefined) return;
    if (before?.state !== after.state) {
      if (before !== undefined) add(this.#states, before.state, -1);
      add(this.#states, after.state, 1);
    }
    if (entry.type !== "attempt.finished" && entry.type !== "delivery.duplicate") return;
    const number = entry.type === "attempt.finished" ? entry.attempt.number : entry.attempt_number;
    const [old, now] = [verdictOf(before, number), verdictOf(after, number)];
    if (old !== null) add(this.#verdicts, old, -1);
    if (now !== null) add(this.#verdicts, now, 1);
  }

  save(): CounterState {
    return {
      events: this.#events,
      deliveries: this.#deliveries,
      attempts: this.#attempts,
      states: [...this.#states],
      verdicts: [...this.#verdicts],
    };
  }

  /** Throws `data_unusable` for an invalid state, and changes nothing then. */
  restore(state: CounterState): void {
    if (!isCounterState(state)) {
      throw new SmartLeadMockError(
        "data_unusable",
        "The saved counters are missing or damaged; choose another --data, or use --ephemeral.",
      );
    }
    const { events, deliveries, attempts, states, verdicts } = state;
    this.clear();
    [this.#events, this.#deliveries, this.#attempts] = [events, deliveries, attempts];
    for (const [state, count] of states) this.#states.set(state, count);
    for (const [verdict, count] of verdicts) this.#verdicts.set(verdict, count);
  }

  counters(): Counters {
    const state = (name: DeliveryStateName) => this.#states.get(name) ?? 0;
    return {
      events: this.#events,
      deliveries: this.#deliveries,
      in_flight: state("in_flight"),
      waiting: state("waiting"),
      delivered: state("delivered"),
      failed: state("failed"),
      attempts: this.#attempts,
      duplicates: Object.fromEntries(
        DUPLICATE_VERDICTS.map((verdict) => [verdict, this.#verdicts.get(verdict) ?? 0]),
      ) as Record<DuplicateVerdict, number>,
    };
  }

  clear(): void {
    this.#events = 0;
    this.#deliveries = 0;
    this.#attempts = 0;
    this.#states.clear();
    this.#verdicts.clear();
  }
}

function verdictOf(delivery: Delivery | undefined, number: number): DuplicateVerdict | null {
  return delivery?.attempts.find((attempt) => attempt.number === number)?.duplicate?.verdict ?? null;
}

function add<Key>(counts: Map<Key, number>, key: Key, amount: number): void {
  counts.set(key, (counts.get(key) ?? 0) + amount);
}

function isCounterState(state: unknown): state is CounterState {
  return (
    isObject(state) &&
    [state.events, state.deliveries, state.attempts].every(Number.isInteger) &&
    [state.states, state.verdicts].every((tally) => Array.isArray(tally) && tally.every(isNamedCount))
  );
}

function isNamedCount(named: unknown): boolean {
  return Array.isArray(named) && typeof named[0] === "string" && Number.isInteger(named[1]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
