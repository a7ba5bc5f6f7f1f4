import type { Delivery } from "../../delivery/delivery.ts";
import { deliveryIdOf, reduceDelivery } from "../../journal/delivery-reducer.ts";
import type { Entry, Frame } from "../../journal/entry.ts";

/** `settled`, or `first-attempt`, which means that one attempt has ended. */
export type WaitFor = "first-attempt" | "settled";

/** Follows deliveries until all reach the requested state. Frames are kept until it is known which deliveries to follow. */
export class DeliveryWatch {
  readonly #waitFor: WaitFor;
  readonly #onFrames: (frames: readonly Frame[]) => void;
  readonly #deliveries = new Map<string, Delivery>();
  readonly #open = new Set<string>();
  #early: Frame[] | null = [];
  #wanted = new Set<string>();
  #finish: () => void = () => {};

  /** `onFrames` gets the frames of the followed deliveries. */
  constructor(waitFor: WaitFor, onFrames: (frames: readonly Frame[]) => void) {
    this.#waitFor = waitFor;
    this.#onFrames = onFrames;
  }

  take(frames: readonly Frame[]): void {
    if (this.#early !== null) this.#early.push(...frames);
    else this.#see(frames);
  }

  /** Resolves when each of these has reached the state; `delivery()` then returns it. */
  follow(ids: readonly string[]): Promise<void> {
    this.#wanted = new Set(ids);
    for (const id of this.#wanted) this.#open.add(id);
    const early = this.#early ?? [];
    this.#early = null;
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#see(early);
    });
  }

  delivery(id: string): Delivery | undefined {
    return this.#deliveries.get(id);
  }

  /** Deliveries that have not reached the state. */
  open(): readonly string[] {
    return [...this.#open];
  }

  /** Replaces a delivery with its current state after frames were missed. */
  replace(delivery: Delivery): void {
    this.#onFrames(missedFrames(this.#deliveries.get(delivery.id), delivery));
    this.#deliveries.set(delivery.id, delivery);
    if (isFarEnough(delivery, this.#waitFor)) this.#open.delete(delivery.id);
    if (this.#open.size === 0) this.#finish();
  }

  #see(frames: readonly Frame[]): void {
    const ours = frames.filter((frame) => this.#concerns(frame));
    if (ours.length > 0) this.#onFrames(ours);
    for (const frame of ours) if (isEntry(frame)) this.#fold(frame);
    if (this.#open.size === 0) this.#finish();
  }

  #concerns(frame: Frame): boolean {
    if (!isEntry(frame)) return false;
    const id = deliveryIdOf(frame);
    return id !== null && this.#wanted.has(id);
  }

  #fold(entry: Entry): void {
    const id = deliveryIdOf(entry);
    if (id === null) return;
    const delivery = reduceDelivery(this.#deliveries.get(id), entry);
    if (delivery === undefined) return;
    this.#deliveries.set(id, delivery);
    if (isFarEnough(delivery, this.#waitFor)) this.#open.delete(id);
  }
}

/** Reconstructs the missed frames as far as possible: the attempts that ended meanwhile. */
function missedFrames(known: Delivery | undefined, delivery: Delivery): Frame[] {
  const isKnown = (number: number) => known?.attempts.some((one) => one.number === number && one.outcome !== null);
  const base = { seq: 0, at: delivery.created_at } as const;
  const created: Frame[] = known === undefined ? [{ ...base, type: "delivery.created", delivery }] : [];
  const ended = delivery.attempts.filter(({ number, outcome }) => outcome !== null && isKnown(number) !== true);
  return [
    ...created,
    ...ended.map((attempt) => ({ ...base, type: "attempt.finished" as const, delivery_id: delivery.id, attempt })),
  ];
}

function isEntry(frame: Frame): frame is Entry {
  return frame.type !== "hello" && frame.type !== "gap";
}

function isFarEnough(delivery: Delivery, waitFor: WaitFor): boolean {
  if (delivery.settled_at !== null) return true;
  // An attempt that the mock itself broke off does not count.
  const hasEnded = delivery.attempts.some(({ outcome }) => outcome !== null && outcome !== "interrupted");
  return waitFor === "first-attempt" && hasEnded;
}
