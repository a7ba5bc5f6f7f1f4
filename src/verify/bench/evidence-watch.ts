import type { EventType } from "../../events/event-types.ts";
import type { Journal } from "../../journal/journal.ts";
import { afterReal, systemTime } from "../../time/system-clock.ts";

/** Which effects are waited for, and how long, in real milliseconds. */
export interface EvidencePlan {
  /** Whether an event of this type is known to have effects. */
  expectsEffect(type: EventType): boolean;
  /** At most, for an effect that is due and has not come. */
  readonly patienceMs: number;
  /** After that, for a second one that should not come; 0 for a receiver that reports before it answers. */
  readonly lingerMs: number;
}

/** Sees when attempts end and effects come in. */
export class EvidenceWatch {
  /** Some attempt was cut before it had its full time. */
  sawClipped = false;
  readonly #effectAt = new Map<string, number>();
  readonly #endedAt = new Map<string, number>();
  readonly #requestOf = new Map<string, string>();
  readonly #waiting = new Set<() => void>();
  readonly #release: () => void;

  constructor(journal: Pick<Journal, "subscribe">) {
    this.#release = journal.subscribe((entry) => {
      const now = systemTime.monotonicMs();
      if (entry.type === "delivery.created") this.#requestOf.set(entry.delivery.id, entry.delivery.request_id);
      if (entry.type === "attempt.finished" && entry.attempt.clipped) this.sawClipped = true;
      if (entry.type === "attempt.finished") this.#endedAt.set(this.#requestOf.get(entry.delivery_id) ?? "", now);
      if (entry.type !== "effect.seen") return;
      if (!this.#effectAt.has(entry.key)) this.#effectAt.set(entry.key, now);
      for (const check of this.#waiting) check();
    });
  }

  /** Resolves when each of these request ids has had an effect, or so much real time has passed. */
  async seen(requestIds: readonly string[], withinMs: number): Promise<void> {
    await this.#until(() => requestIds.every((id) => this.#effectAt.has(id)), withinMs);
  }

  /** Whether one of these request ids has had an effect, by the time that so much real time has passed. */
  anySeen(requestIds: readonly string[], withinMs: number): Promise<boolean> {
    return this.#until(() => requestIds.some((id) => this.#effectAt.has(id)), withinMs);
  }

  #until(holds: () => boolean, withinMs: number): Promise<boolean> {
    if (withinMs <= 0 || holds()) return Promise.resolve(holds());
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        this.#waiting.delete(check);
        resolve(holds());
      };
      const check = () => {
        if (holds()) end();
      };
      const cancel = afterReal(withinMs, end);
      this.#waiting.add(check);
    });
  }

  /** Real ms from the answer to the first effect, 0 where the effect was first; `null` where there is none. */
  lagOf(requestId: string): number | null {
    const effectAt = this.#effectAt.get(requestId);
    const endedAt = this.#endedAt.get(requestId);
    return effectAt === undefined || endedAt === undefined ? null : Math.max(0, effectAt - endedAt);
  }

  close(): void {
    this.#release();
  }
}

export function pause(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => void afterReal(ms, resolve));
}
