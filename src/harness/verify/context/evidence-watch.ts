import { pause } from "../../../base/time/real-waits.ts";
import { afterReal, systemTime } from "../../../base/time/system-clock.ts";
import type { Delivery } from "../../../delivery/delivery.ts";
import type { Journal } from "../../../journal/journal.ts";
import { type RealSpan, RealTimes } from "../../../reports/real-times.ts";
import type { Lags } from "../../probe/evidence-lags.ts";

/** Real ms without any effect after which a group of effects counts as complete; less if work is done before the answer. */
const REST_MS = { late: 250, atOnce: 60 } as const;
/** Effects of a burst may be as far apart as this multiple of the latest one's lag. */
const REST_TIMES_LAG = 1.5;

/** Maximum number of extended waits for due effects, because others arrived meanwhile. */
const MAX_LOOKS = 20;

/** Due effects of a request, by name. */
export type DueEffects = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Observes when attempts end and effects arrive. */
export class EvidenceWatch {
  /** Whether an attempt was cut before its full timeout. */
  sawClipped = false;
  readonly #lags: Lags;
  readonly #lagWindow: () => number | null;
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #firstAt = new Map<string, number>();
  readonly #endedAt = new Map<string, number>();
  readonly #starts = new Map<string, number>();
  readonly #ends = new Map<string, number>();
  readonly #requestOf = new Map<string, string>();
  readonly #waiting = new Set<() => void>();
  readonly #release: () => void;
  readonly #realTimes = new RealTimes();
  #latestAt = 0;
  #seen = 0;
  /** Deliveries that were delayed on purpose: their effects say nothing about the usual lag. */
  readonly #heldUp = new Set<string>();
  #isLearning = true;

  /** `lagWindow`: real ms after an answer in which effects arrived, as far as the mock is certain; `null` = unknown. */
  constructor(journal: Pick<Journal, "subscribe">, lags: Lags, lagWindow: () => number | null) {
    this.#lags = lags;
    this.#lagWindow = lagWindow;
    this.#release = journal.subscribe((entry) => {
      const now = systemTime.monotonicMs();
      this.#realTimes.see(entry);
      if (entry.type === "delivery.created") this.#created(entry.delivery);
      if (entry.type === "attempt.started") this.#started(entry.delivery_id);
      if (entry.type === "attempt.finished") this.#ended(entry.delivery_id, { now, clipped: entry.attempt.clipped });
      if (entry.type === "effect.seen") this.#effect(entry.key, entry.name ?? "", now);
    });
  }

  /**
   * Resolves when each of these requests has its due effects, or when none has arrived for this much real time: a queue that is still being
   * processed gets more time.
   */
  async seen(due: DueEffects, withinMs: number): Promise<void> {
    const has = (id: string, units: ReadonlyMap<string, number>) =>
      [...units].every(([name, unit]) => (this.#counts.get(id)?.get(name) ?? 0) >= unit);
    const areAll = () => [...due].every(([id, units]) => has(id, units));
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
      const seenBefore = this.#seen;
      if ((await this.#until(areAll, withinMs)) || this.#seen === seenBefore) return;
    }
  }

  /** Resolves once effects of these requests have arrived, and then no more for a while; or after this much real time without any. */
  async atRest(requestIds: readonly string[], withinMs: number): Promise<void> {
    const isSeen = () => requestIds.some((id) => this.#firstAt.has(id));
    if (await this.#until(isSeen, withinMs)) await this.untilQuiet();
  }

  get hasAny(): boolean {
    return this.#firstAt.size > 0;
  }

  /** Resolves once no effect has arrived for a while. */
  async untilQuiet(): Promise<void> {
    for (;;) {
      const lagMs = this.#lags.longestMs();
      const restMs = lagMs === 0 ? REST_MS.atOnce : Math.max(REST_MS.late, REST_TIMES_LAG * lagMs);
      const sinceMs = systemTime.monotonicMs() - this.#latestAt;
      if (sinceMs >= restMs) return;
      await pause(restMs - sinceMs);
    }
  }

  /** Until the returned function is called, deliveries are delayed on purpose. */
  pauseLearning(): () => void {
    this.#isLearning = false;
    return () => {
      this.#isLearning = true;
    };
  }

  /** The real start and end times of those attempts that overlapped others of their deliveries. */
  realTimes(deliveries: readonly Pick<Delivery, "id">[]): ReadonlyMap<string, ReadonlyMap<number, RealSpan>> {
    return this.#realTimes.overlapping(deliveries.map(({ id }) => id));
  }

  close(): void {
    this.#release();
  }

  #created({ id, request_id }: Pick<Delivery, "id" | "request_id">): void {
    this.#requestOf.set(id, request_id);
    if (!this.#isLearning) this.#heldUp.add(request_id);
  }

  #started(deliveryId: string): void {
    const id = this.#requestOf.get(deliveryId) ?? "";
    this.#starts.set(id, (this.#starts.get(id) ?? 0) + 1);
  }

  #ended(deliveryId: string, { now, clipped }: { readonly now: number; readonly clipped: boolean }): void {
    const id = this.#requestOf.get(deliveryId) ?? "";
    if (clipped) this.sawClipped = true;
    this.#endedAt.set(id, now);
    this.#ends.set(id, (this.#ends.get(id) ?? 0) + 1);
  }

  #effect(id: string, name: string, now: number): void {
    const counts = this.#counts.get(id) ?? new Map<string, number>();
    counts.set(name, (counts.get(name) ?? 0) + 1);
    this.#counts.set(id, counts);
    this.#latestAt = now;
    this.#seen += 1;
    if (!this.#firstAt.has(id)) this.#firstAt.set(id, now);
    this.#learn(id, now);
    for (const check of this.#waiting) check();
  }

  /** Only for requests delivered once: after several attempts it is unknown to which one an effect belongs. */
  #learn(id: string, now: number): void {
    const ends = this.#ends.get(id) ?? 0;
    if (this.#heldUp.has(id) || (this.#starts.get(id) ?? 0) > 1) return;
    // An effect that was attributed later, or may be another's, is recorded late: the mock knows the lag of the certain ones.
    const certainMs = this.#lagWindow();
    if (certainMs === null) return;
    this.#lags.note("effects", Math.min(certainMs, ends === 0 ? 0 : now - (this.#endedAt.get(id) ?? now)));
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
}
