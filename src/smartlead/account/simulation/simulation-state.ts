import type { AccountStore } from "../account-store.ts";
import { isNumber, isObject } from "../saved-checks.ts";
import { isQuotaState, Quota, type QuotaState } from "./quota.ts";
import { isScheduledOutcomesState, OutcomeQueue, type ScheduledOutcomesState } from "./scheduled-outcomes.ts";
import { SendQueues } from "./send-queues.ts";

export interface SimulationState {
  readonly expected: ScheduledOutcomesState;
  readonly book: QuotaState;
  /** When the account's next day begins; `null` = it never ran by the clock. */
  readonly dayAt: number | null;
}

/** The state of a world that runs by the clock. */
export class Simulation {
  readonly expected = new OutcomeQueue();
  readonly book = new Quota();
  readonly sendQueues: SendQueues;
  dayAt: number | null = null;

  constructor(store: AccountStore) {
    this.sendQueues = new SendQueues(store, this.book);
  }

  save(): SimulationState {
    return { expected: this.expected.save(), book: this.book.save(), dayAt: this.dayAt };
  }

  restore({ expected, book, dayAt }: SimulationState): void {
    this.expected.restore(expected);
    this.book.restore(book);
    this.dayAt = dayAt;
    this.sendQueues.forget();
  }
}

export function isSimulationState(state: unknown): state is SimulationState {
  return (
    isObject(state) &&
    isScheduledOutcomesState(state.expected) &&
    isQuotaState(state.book) &&
    (state.dayAt === null || isNumber(state.dayAt))
  );
}
