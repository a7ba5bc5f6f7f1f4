import type { Cancel, Clock } from "../../../base/time/clock.ts";
import type { DeliveryHold } from "./plan.ts";

/** A delivery that the engine has accepted and holds. */
export interface HeldDelivery {
  readonly id: string;
  readonly webhookId: number;
  /** The engine's number of the delivery. */
  readonly order: number;
}

export interface DelayQueueOptions {
  readonly clock: Pick<Clock, "wakeAt">;
  /** All holds of a delivery are over: it is due now. */
  readonly release: (deliveryId: string) => void;
}

interface Held extends HeldDelivery {
  /** Number of holds that have not ended. */
  pending: number;
  /** The latest end of all holds, epoch ms on the mock's clock. */
  readonly until: number;
  readonly cancels: Cancel[];
}

interface Waiting {
  readonly held: Held;
  /** Number of later deliveries that must still be sent before it. */
  rest: number;
  readonly end: () => void;
}

interface Gathering {
  readonly size: number;
  readonly ends: (() => void)[];
  cancel: Cancel;
}

/** Deliveries that schedule faults delay, and when each is released. Every hold has a time limit, so nothing is lost. */
export class DelayQueue {
  readonly #options: DelayQueueOptions;
  readonly #held = new Map<string, Held>();
  readonly #waiting = new Map<number, Set<Waiting>>();
  readonly #gatherings = new Map<string, Gathering>();

  constructor(options: DelayQueueOptions) {
    this.#options = options;
  }

  hold(delivery: HeldDelivery, holds: readonly DeliveryHold[]): void {
    const held: Held = { ...delivery, pending: holds.length, until: endOf(holds), cancels: [] };
    this.#held.set(held.id, held);
    for (const hold of holds) {
      const end = once(() => this.#endHold(held));
      if (hold.kind === "until") held.cancels.push(this.#options.clock.wakeAt(hold.at, end));
      else if (hold.kind === "behind") this.#waitBehind(held, hold, end);
      else this.#gather(hold, end);
    }
  }

  /** Whether a delivery to this webhook waits for later ones: those are not delayed themselves. */
  isReordering(webhookId: number): boolean {
    return this.#waiting.has(webhookId);
  }

  /** A delivery was sent for the first time: those that wait for it may be released. */
  wasSent({ webhookId, order }: Omit<HeldDelivery, "id">): void {
    for (const waiting of this.#waiting.get(webhookId) ?? []) {
      if (waiting.held.order >= order) continue;
      waiting.rest -= 1;
      if (waiting.rest === 0) waiting.end();
    }
  }

  /** Removes a delivery that is no longer needed. */
  forget(deliveryId: string): void {
    const held = this.#held.get(deliveryId);
    if (held === undefined) return;
    this.#held.delete(deliveryId);
    for (const cancel of held.cancels) cancel();
    for (const waiting of this.#waiting.get(held.webhookId) ?? []) if (waiting.held === held) this.#leave(waiting);
  }

  /** The held deliveries with their latest release time; the other conditions are not saved. */
  save(): readonly (readonly [deliveryId: string, until: number])[] {
    return [...this.#held.values()].map(({ id, until }) => [id, until]);
  }

  clear(): void {
    for (const id of [...this.#held.keys()]) this.forget(id);
    for (const { cancel } of this.#gatherings.values()) cancel();
    this.#gatherings.clear();
  }

  #waitBehind(held: Held, { count, until }: Extract<DeliveryHold, { kind: "behind" }>, end: () => void): void {
    const waiting: Waiting = {
      held,
      rest: count,
      end: () => {
        this.#leave(waiting);
        end();
      },
    };
    const ofWebhook = this.#waiting.get(held.webhookId) ?? new Set();
    this.#waiting.set(held.webhookId, ofWebhook.add(waiting));
    held.cancels.push(this.#options.clock.wakeAt(until, waiting.end));
  }

  #leave(waiting: Waiting): void {
    const { webhookId } = waiting.held;
    const ofWebhook = this.#waiting.get(webhookId);
    ofWebhook?.delete(waiting);
    if (ofWebhook?.size === 0) this.#waiting.delete(webhookId);
  }

  #gather({ ruleId, size, until }: Extract<DeliveryHold, { kind: "gathering" }>, end: () => void): void {
    const gathering = this.#gatherings.get(ruleId) ?? this.#beginGathering(ruleId, size, until);
    gathering.ends.push(end);
    if (gathering.ends.length >= gathering.size) this.#endGathering(ruleId);
  }

  #beginGathering(ruleId: string, size: number, until: number): Gathering {
    const cancel = this.#options.clock.wakeAt(until, () => this.#endGathering(ruleId));
    const gathering: Gathering = { size, ends: [], cancel };
    this.#gatherings.set(ruleId, gathering);
    return gathering;
  }

  #endGathering(ruleId: string): void {
    const gathering = this.#gatherings.get(ruleId);
    this.#gatherings.delete(ruleId);
    gathering?.cancel();
    for (const end of gathering?.ends ?? []) end();
  }

  #endHold(held: Held): void {
    held.pending -= 1;
    if (held.pending > 0 || this.#held.get(held.id) !== held) return;
    this.#held.delete(held.id);
    for (const cancel of held.cancels) cancel();
    this.#options.release(held.id);
  }
}

function endOf(holds: readonly DeliveryHold[]): number {
  return Math.max(...holds.map((hold) => (hold.kind === "until" ? hold.at : hold.until)));
}

function once(callback: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    callback();
  };
}
