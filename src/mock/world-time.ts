import type { Cancel, Clock } from "../base/time/clock.ts";
import { isoFromMs } from "../base/time/iso.ts";
import type { World } from "../smartlead/account/world.ts";
import type { AccountEvent } from "../smartlead/events/event.ts";
import type { EmittedEvent, MockState } from "./mock.ts";

/** Under a clock that jumps, a world that lives for ever would never let it rest (PRODUCT §4): it lives so long unless told otherwise. */
const DEFAULT_WORLD_TIME_MS = 30 * 86_400_000;
/** While more deliveries are open than the limit allows, the world waits so long on the mock's clock. */
const PAUSE_MS = 1_000;

export interface WorldTimeParts {
  readonly clock: Clock;
  readonly world: () => World;
  /** `false` = only answers that wait for their time; a number = for this many ms of the clock from now on. */
  readonly asked: boolean | number;
  readonly emit: (accountEvent: AccountEvent) => EmittedEvent;
  /** Makes what comes after an event that a campaign made by itself; nothing follows an answer that someone asked for. */
  readonly follow: (emitted: EmittedEvent) => void;
  /** Runs what nobody waits for; an error in it is reported, and ends nothing. */
  readonly guard: (run: () => void) => void;
  /** Whether the mock takes more events now. */
  readonly hasRoom: () => boolean;
}

/** Wakes the world whenever something becomes due in it, on the mock's clock. */
export class WorldTime {
  readonly #parts: WorldTimeParts;
  /** When campaigns stop to run by themselves, epoch ms on the mock's clock; `null` = never. */
  #endsAt: number | null;
  #cancel: Cancel | null = null;
  #isStopped = false;

  constructor(parts: WorldTimeParts) {
    this.#parts = parts;
    this.#endsAt = endOf(parts);
  }

  get endsAt(): number | null {
    return this.#endsAt;
  }

  /** The clock was put at another time, from which what was asked for runs again. */
  beginAnew(): void {
    this.#endsAt = endOf(this.#parts);
    this.arm();
  }

  get isOn(): boolean {
    return this.#parts.asked !== false;
  }

  view(): MockState["world_time"] {
    return this.isOn ? { until: this.endsAt === null ? null : isoFromMs(this.endsAt) } : null;
  }

  /** The world has changed: what becomes due next may be something else. */
  arm(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (!this.#isStopped) this.#parts.guard(() => this.#armNext());
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  #armNext(): void {
    const { world, clock } = this.#parts;
    const dueAt = world().nextDueAt(this.#scope());
    if (dueAt === null) return;
    if (this.isOn && this.endsAt !== null && dueAt > this.endsAt) return;
    this.#wakeAt(Math.max(dueAt, clock.now()));
  }

  #wakeAt(at: number): void {
    this.#cancel = this.#parts.clock.wakeAt(at, () => this.#live());
  }

  #live(): void {
    const { world, guard, hasRoom, clock } = this.#parts;
    if (this.#isStopped) return;
    if (!hasRoom()) {
      this.#wakeAt(clock.now() + PAUSE_MS);
      return;
    }
    guard(() => {
      for (const accountEvent of world().live(this.#scope())) guard(() => this.#emit(accountEvent));
    });
    this.arm();
  }

  #emit(accountEvent: AccountEvent): void {
    const emitted = this.#parts.emit(accountEvent);
    if (this.isOn) this.#parts.follow(emitted);
  }

  #scope(): "world" | "answers" {
    return this.isOn ? "world" : "answers";
  }
}

function endOf({ asked, clock }: WorldTimeParts): number | null {
  const isJumping = clock.state().mode === "virtual";
  const lasts = asked === true && isJumping ? DEFAULT_WORLD_TIME_MS : asked;
  return typeof lasts === "number" ? clock.now() + lasts : null;
}
