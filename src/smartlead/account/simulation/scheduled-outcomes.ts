import { isNumber, isObject } from "../saved-checks.ts";
import { DueHeap } from "./due-heap.ts";

/** Kinds of outcomes of a sent email, or of a day. */
const EXPECTED_KINDS = [
  "bounce",
  "open",
  "click",
  "reply",
  "unsubscribe",
  "category",
  "manual step done",
  "untracked reply",
  "disconnect",
  "reconnect",
] as const;
export type OutcomeKind = (typeof EXPECTED_KINDS)[number];

/** An outcome that will be applied if it is still possible by then. JSON data. */
export interface ScheduledOutcome {
  /** Epoch ms on the mock's clock. */
  readonly at: number;
  readonly order: number;
  readonly kind: OutcomeKind;
  /** The map id of the lead, or the id of the mailbox. */
  readonly id: number;
  /** The email that it is about; `null` = the thread, or no email. */
  readonly statsId: string | null;
  /** The kind of reply; `null` = any suitable one. */
  readonly sort: string | null;
}

export interface ScheduledOutcomesState {
  readonly items: readonly ScheduledOutcome[];
  readonly nextOrder: number;
}

/** Scheduled outcomes, in order of time. */
export class OutcomeQueue {
  #heap = new DueHeap<ScheduledOutcome>();
  #nextOrder = 0;

  add(expected: Pick<ScheduledOutcome, "at" | "kind" | "id"> & Partial<ScheduledOutcome>): void {
    this.#heap.add({ statsId: null, sort: null, ...expected, order: this.#nextOrder });
    this.#nextOrder += 1;
  }

  nextAt(): number | null {
    return this.#heap.first()?.at ?? null;
  }

  take(): ScheduledOutcome | undefined {
    return this.#heap.take();
  }

  save(): ScheduledOutcomesState {
    return { items: this.#heap.list(), nextOrder: this.#nextOrder };
  }

  restore({ items, nextOrder }: ScheduledOutcomesState): void {
    this.#heap = new DueHeap(items);
    this.#nextOrder = nextOrder;
  }
}

export function isScheduledOutcomesState(state: unknown): state is ScheduledOutcomesState {
  return isObject(state) && isNumber(state.nextOrder) && Array.isArray(state.items) && state.items.every(isExpected);
}

function isExpected(item: unknown): boolean {
  return (
    isObject(item) &&
    [item.at, item.order, item.id].every(isNumber) &&
    EXPECTED_KINDS.some((kind) => kind === item.kind) &&
    [item.statsId, item.sort].every((text) => text === null || typeof text === "string")
  );
}
