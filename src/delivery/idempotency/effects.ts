import { BoundedMap } from "../../base/bounded-map.ts";

/**
 * Request ids whose counts are kept, the oldest dropped first: more than the 100,000 open and 10,000 settled deliveries in memory, so that
 * a dropped one is never mistaken for one without an effect.
 */
export const EFFECT_KEYS_LIMIT = 120_000;

/** How an effect became known: reported by the receiver, seen in its writes to the sink and its calls of SmartLead's API, or printed by it (PRODUCT §8). */
const EFFECT_SOURCES = ["beacon", "sink", "api", "log"] as const;
export type EffectSource = (typeof EFFECT_SOURCES)[number];

/** Selects effects; all by default. */
export interface SharedFilter {
  readonly name?: string;
  readonly source?: EffectSource;
}

/** Ambiguous effects of several request ids together. */
export interface SharedEffects {
  /** Effects that belong to one of these request ids for certain. */
  readonly within: number;
  /** Maximum number of effects that may belong to these or to other request ids. */
  readonly perhaps: number;
}

/** Reported side effects, by request id. The engine uses it to judge duplicates; the control API adds to it. */
export interface Effects {
  /** Whether an effect was seen for certain for an event of this type in this run: only then is "none for this request id" evidence. */
  isCounted(eventType: string): boolean;
  /** How often each named effect was seen for certain for a request id; an unnamed one counts under `""`. */
  countsOf(key: string): ReadonlyMap<string, number>;
  /** Effects that may belong to this request id or to another; of one name or of any. */
  possibleOf(key: string, name?: string): number;
  /** Effects of these request ids together, including those that may belong to one of several. */
  sharedBy(keys: readonly string[], filter?: SharedFilter): SharedEffects;
  /** Records a reading of a number that grows with the work. Kept in memory only: its reader reports it again after a restart. */
  measure(key: string, reading: WorkReading): void;
  /** The reading for a request id; `null` = not read. */
  measuredOf(key: string): WorkReading | null;
  /** Records one effect; `value`: the new value, if the name is a field of the lead. */
  add(key: string, name: string | null, source?: EffectSource, details?: { readonly value?: string }): void;
  /** All certain effects, newest last, or only those of one key. */
  list(key?: string): readonly EffectRecord[];
  clear(): void;
}

export interface EffectRecord {
  readonly key: string;
  readonly name: string | null;
  readonly source: EffectSource;
  /** ISO 8601 on the mock's clock. */
  readonly at: string;
  readonly delivery_id: string | null;
  /** Only for idempotent writes: a write with the same fingerprint and request id is not a further effect. */
  readonly fingerprint?: string;
  /** Only for writes to a field of the lead: the name is the field, and this is its present value at the receiver. */
  readonly value?: string;
}

/** How often the work of one request id was done, according to a number that grows with it (`--probe`). */
export interface WorkReading {
  readonly atLeast: number;
  /** `null` = unbounded: it was not read since, or not for this request alone. */
  readonly atMost: number | null;
  /**
   * Such an event is known to raise the number: its type was sent alone with the lead in the same state, and the number rose. Only then is
   * 0 evidence.
   */
  readonly isDue: boolean;
}

/** Readings, by request id. */
export class WorkReadings {
  readonly #readings = new BoundedMap<string, WorkReading>(EFFECT_KEYS_LIMIT);

  of(key: string): WorkReading | null {
    return this.#readings.get(key) ?? null;
  }

  /** Records a reading; returns whether it is new. */
  note(key: string, reading: WorkReading): boolean {
    const before = this.of(key);
    this.#readings.set(key, reading);
    return before?.atLeast !== reading.atLeast || before.atMost !== reading.atMost || before.isDue !== reading.isDue;
  }

  clear(): void {
    this.#readings.clear();
  }
}
