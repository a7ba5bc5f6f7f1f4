import { type OpenDelivery, openDelivery, type SendableDelivery } from "./engine-parts.ts";
import type { Phase } from "./lifecycle.ts";

/** The open deliveries, those with an attempt in flight, and listeners for when there are none. */
export class OpenDeliveries {
  readonly #open = new Map<string, OpenDelivery>();
  readonly #inFlight = new Set<OpenDelivery>();
  #taken = 0;
  #onIdle: (() => void)[] = [];
  #onLanded: (() => void)[] = [];

  get count(): number {
    return this.#open.size;
  }

  /** How many were accepted since the start or the last time that all were dropped. */
  get taken(): number {
    return this.#taken;
  }

  /** Continues counting from there. */
  countFrom(taken: number): void {
    this.#taken = Math.max(this.#taken, taken);
  }

  take(delivery: SendableDelivery, phase: Phase, order = this.#taken + 1): OpenDelivery {
    this.countFrom(order);
    const open = openDelivery(delivery, phase, order);
    this.#open.set(open.id, open);
    return open;
  }

  get(id: string): OpenDelivery | undefined {
    return this.#open.get(id);
  }

  all(): readonly OpenDelivery[] {
    return [...this.#open.values()];
  }

  /** Compares the object: after a drop another delivery may be open under the same id. */
  has(open: OpenDelivery): boolean {
    return this.#open.get(open.id) === open;
  }

  remove({ id }: OpenDelivery): void {
    this.#open.delete(id);
  }

  /** Drops all, and restarts the count. Attempts in flight still end normally. */
  clear(): readonly OpenDelivery[] {
    const dropped = this.all();
    this.#open.clear();
    this.#taken = 0;
    return dropped;
  }

  inFlight(): readonly OpenDelivery[] {
    return [...this.#inFlight];
  }

  took(open: OpenDelivery): void {
    this.#inFlight.add(open);
  }

  landed(open: OpenDelivery): void {
    this.#inFlight.delete(open);
  }

  /** Calls back when no attempt is in flight (`noteLanded`). */
  whenLanded(listener: () => void): void {
    if (this.#inFlight.size === 0) listener();
    else this.#onLanded.push(listener);
  }

  noteLanded(): void {
    if (this.#inFlight.size === 0) for (const listener of this.#onLanded.splice(0)) listener();
  }

  /** Calls back when all are settled, or nothing more will be sent (`endWaiting`). */
  whenIdle(listener: () => void): void {
    if (this.#open.size === 0) listener();
    else this.#onIdle.push(listener);
  }

  noteIdle(): void {
    if (this.#open.size === 0) this.endWaiting();
  }

  endWaiting(): void {
    for (const listener of this.#onIdle.splice(0)) listener();
  }
}
