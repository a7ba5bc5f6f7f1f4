import { systemTime } from "../base/time/system-clock.ts";
import type { Entry } from "../journal/entry.ts";

/** When an attempt was in progress in real time, in ms since the first of the attempts that overlap it. */
export interface RealSpan {
  readonly startMs: number;
  readonly endMs: number | null;
}

interface Span {
  readonly start: number;
  end: number | null;
}

/** Attempts whose real times are kept: a check with a burst, with room to spare. */
const SPANS_LIMIT = 2_000;

/**
 * Records when attempts begin and end in real time: the mock's clock stands still meanwhile, so only real time shows which attempts
 * overlapped.
 * @example
 * const times = new RealTimes();
 * mock.journal.subscribe((entry) => times.see(entry));
 * deliveryTimeline({ …, realTimes: times.overlapping([delivery.id]).get(delivery.id) });
 */
export class RealTimes {
  readonly #now: () => number;
  readonly #spans = new Map<string, Map<number, Span>>();
  #count = 0;

  constructor(now: () => number = systemTime.monotonicMs) {
    this.#now = now;
  }

  see(entry: Entry): void {
    if (entry.type === "attempt.started" && this.#count < SPANS_LIMIT) {
      const spans = this.#spans.get(entry.delivery_id) ?? new Map<number, Span>();
      spans.set(entry.attempt.number, { start: this.#now(), end: null });
      this.#spans.set(entry.delivery_id, spans);
      this.#count += 1;
    } else if (entry.type === "attempt.finished") {
      const span = this.#spans.get(entry.delivery_id)?.get(entry.attempt.number);
      if (span !== undefined) span.end = this.#now();
    }
  }

  /** By delivery and number, the attempts of these deliveries that overlapped each other. */
  overlapping(deliveryIds: readonly string[]): ReadonlyMap<string, ReadonlyMap<number, RealSpan>> {
    const all = deliveryIds.flatMap((id) =>
      [...(this.#spans.get(id) ?? [])].map(([number, span]) => ({ id, number, span })),
    );
    const shared = all.filter((one) => all.some((other) => other !== one && overlap(one.span, other.span)));
    const first = Math.min(...shared.map(({ span }) => span.start));
    const found = new Map<string, Map<number, RealSpan>>();
    for (const { id, number, span } of shared) {
      const spans = found.get(id) ?? new Map<number, RealSpan>();
      spans.set(number, { startMs: span.start - first, endMs: span.end === null ? null : span.end - first });
      found.set(id, spans);
    }
    return found;
  }
}

function overlap(one: Span, other: Span): boolean {
  return one.start <= (other.end ?? Number.POSITIVE_INFINITY) && other.start <= (one.end ?? Number.POSITIVE_INFINITY);
}
