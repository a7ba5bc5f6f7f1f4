import { BoundedMap } from "../../base/bounded-map.ts";

/** Request ids whose counts are kept, the one reported first dropped first: more than the deliveries held, 100,000 open and 10,000 settled ones, so that a forgotten one is never taken for one without an effect. */
export const EFFECT_KEYS_LIMIT = 120_000;

/** How an effect became known: reported by the receiver, seen in its writes to the sink and its calls of SmartLead's API, or printed by it (PRODUCT §8). */
const EFFECT_SOURCES = ["beacon", "sink", "api", "log"] as const;
export type EffectSource = (typeof EFFECT_SOURCES)[number];

/** Which effects are meant; all by default. */
export interface SharedFilter {
  readonly name?: string;
  readonly source?: EffectSource;
}

/** Ambiguous effects of several request ids together. */
export interface SharedEffects {
  /** Whichever of them it was: they are theirs. */
  readonly within: number;
  /** Theirs, or someone else's; no more than so many. */
  readonly perhaps: number;
}

/** Side effects that were reported, by request id. The engine asks it when it judges a duplicate; the control API feeds it. */
export interface Effects {
  /** Whether an effect was seen for certain for an event of this type in this run: only then does "none for this request id" mean anything. */
  isCounted(eventType: string): boolean;
  /** How often each named effect was seen for certain for a request id; an unnamed one counts under `""`. */
  countsOf(key: string): ReadonlyMap<string, number>;
  /** Effects that may belong to this request id, and to another as well; of one name or of any. */
  possibleOf(key: string, name?: string): number;
  /** Effects of several of these request ids together, that may belong to one or another of them. */
  sharedBy(keys: readonly string[], filter?: SharedFilter): SharedEffects;
  /** Records what a number shows that grows with the work. In memory only: anyone who reads it tells a mock that was restarted. */
  measure(key: string, reading: WorkReading): void;
  /** What it shows of a request id; `null` = nothing was read. */
  measuredOf(key: string): WorkReading | null;
  /** Records one effect; `value`: what the field of the lead that is its name is set to. */
  add(key: string, name: string | null, source?: EffectSource, details?: { readonly value?: string }): void;
  /** Everything known for certain, newest last, or only what is known of one key. */
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
  /** Only of what is idempotent by nature: a write with the same one for the same request id is no further effect. */
  readonly fingerprint?: string;
  /** Only of what sets a field of the lead: its name is the field, and this is what the receiver keeps in it now. */
  readonly value?: string;
}

/** How often the work of one request id was done, as a number shows it that grows with the work (`--probe`). */
export interface WorkReading {
  readonly atLeast: number;
  /** `null` = any number: it was not read since, or not for this request alone. */
  readonly atMost: number | null;
  /** The number rises for such an event: its type, with its lead in the same state, was sent alone and showed its work. Only then does 0 mean anything. */
  readonly isDue: boolean;
}

/** What was read, by request id. */
export class WorkReadings {
  readonly #readings = new BoundedMap<string, WorkReading>(EFFECT_KEYS_LIMIT);

  of(key: string): WorkReading | null {
    return this.#readings.get(key) ?? null;
  }

  /** Whether this is news. */
  note(key: string, reading: WorkReading): boolean {
    const before = this.of(key);
    this.#readings.set(key, reading);
    return before?.atLeast !== reading.atLeast || before.atMost !== reading.atMost || before.isDue !== reading.isDue;
  }

  clear(): void {
    this.#readings.clear();
  }
}
