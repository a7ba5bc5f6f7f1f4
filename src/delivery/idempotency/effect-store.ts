import { BoundedMap } from "../../base/bounded-map.ts";
import { definedOnly } from "../../base/defined-only.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import { type EffectState, mustBeState } from "./effect-state.ts";
import {
  EFFECT_KEYS_LIMIT,
  type EffectRecord,
  type EffectSource,
  type Effects,
  type SharedEffects,
  type SharedFilter,
  type WorkReading,
  WorkReadings,
} from "./effects.ts";
import { type PossibleChange, type PossibleEffect, PossibleEffects, type SavedPossible } from "./possible-effects.ts";

/** Effects that `list` keeps, oldest dropped first; counts are kept longer. */
export const EFFECT_RECORDS_LIMIT = 10_000;
/** Names counted under one request id: no receiver writes to more places per event. */
export const EFFECT_NAMES_LIMIT = 50;
/** Characters of a key or a name: a UUID has 36, and beacons must not be used as storage. */
export const EFFECT_TEXT_LIMIT = 200;

/**
 * Deliveries of an earlier process's effects, whose event types are looked up on demand: the newest of them cover every type that matters.
 */
const MAX_UNRESOLVED_DELIVERIES = 1_000;

export interface EffectStoreOptions {
  /** Epoch ms on the mock's clock. */
  now(): number;
  /** The delivery with this request id, or `null`. */
  deliveryOf(key: string): string | null;
  /** The event type of a delivery, or `null` if it is no longer known. */
  eventTypeOf(deliveryId: string): string | null;
  /** Called once for each effect, after it has been counted. */
  onEffect(record: EffectRecord): void;
  /** Called when effects of this event type begin to be counted: earlier verdicts on such events without an effect may change. */
  onFirstOfType?(eventType: string): void;
  /** Called when the reading of a request id has changed. */
  onMeasured?(key: string): void;
  /** Called with an effect that may belong to several request ids, after it was recorded, and again once its owner is known. */
  onPossible?(change: PossibleChange): void;
}

/** Optional details of an effect. */
export interface EffectDetails extends Pick<EffectRecord, "fingerprint" | "value"> {}

/** Effects that can be saved, and restored from a saved state and later records. */
export interface EffectStore extends Effects {
  /** Records one effect, unless it is idempotent by nature and was seen for this request id before. */
  add(key: string, name: string | null, source?: EffectSource, details?: EffectDetails): void;
  /** Whether such a write was counted for this request id. */
  hasSeen(key: string, fingerprint: string): boolean;
  /** Records an effect that belongs to one of these request ids; its owner may become known later. */
  addPossible(keys: readonly string[], effect: PossibleDetails): void;
  save(): EffectState;
  /** Replaces all effects by a saved state; notifies no one. Throws `data_unusable` for an invalid state, and changes nothing then. */
  restore(state: EffectState): void;
  /** Records an effect that was reported to an earlier process; notifies no one. */
  count(record: EffectRecord): void;
  /** The same for an effect that may belong to several request ids, or whose owner became known, as recorded. */
  countPossible(change: PossibleChange): void;
}

export interface PossibleDetails {
  readonly name: string;
  readonly source: EffectSource;
  readonly fingerprint?: string;
  /** Called with the owner when it becomes known; without a listener it stays unknown. */
  readonly onSettled?: (key: string) => void;
}

/**
 * Counts the effects that the receiver reports (PRODUCT §8), in bounded memory. Keys are request ids, so letter case and surrounding space
 * do not matter. An event type counts from its first effect under a request id that the mock sent: reports under other keys say nothing
 * about missing request ids. `add` throws `bad_request` for an empty or overlong key or name.
 */
export function createEffectStore(options: EffectStoreOptions): EffectStore {
  return new MemoryEffectStore(options);
}

class MemoryEffectStore implements EffectStore {
  readonly #options: EffectStoreOptions;
  readonly #counts = new BoundedMap<string, Map<string, number>>(EFFECT_KEYS_LIMIT);
  readonly #possible = new PossibleEffects(EFFECT_KEYS_LIMIT);
  readonly #fingerprints = new BoundedMap<string, Set<string>>(EFFECT_KEYS_LIMIT);
  readonly #readings = new WorkReadings();
  readonly #records: EffectRecord[] = [];
  readonly #countedTypes = new Set<string>();
  /** Deliveries whose event types count, but were not looked up yet. */
  #unresolved: string[] = [];

  constructor(options: EffectStoreOptions) {
    this.#options = options;
  }

  isCounted(eventType: string): boolean {
    if (!this.#countedTypes.has(eventType)) this.#resolveTypes();
    return this.#countedTypes.has(eventType);
  }

  countsOf(key: string): ReadonlyMap<string, number> {
    return this.#counts.get(normalKey(key)) ?? NO_COUNTS;
  }

  possibleOf(key: string, name?: string): number {
    return this.#possible.countOf(normalKey(key), name);
  }

  sharedBy(keys: readonly string[], { name, source }: SharedFilter = {}): SharedEffects {
    const isMeant = (effect: PossibleEffect) =>
      (name === undefined || effect.name === name) && (source === undefined || effect.source === source);
    return this.#possible.among(new Set(keys.map(normalKey)), isMeant);
  }

  measure(key: string, reading: WorkReading): void {
    if (this.#readings.note(normalKey(key), reading)) this.#options.onMeasured?.(normalKey(key));
  }

  measuredOf(key: string): WorkReading | null {
    return this.#readings.of(normalKey(key));
  }

  hasSeen(key: string, fingerprint: string): boolean {
    return this.#fingerprints.get(normalKey(key))?.has(fingerprint) ?? false;
  }

  add(rawKey: string, rawName: string | null, source: EffectSource = "beacon", details: EffectDetails = {}): void {
    const key = checkedText("key", normalKey(rawKey));
    const name = rawName === null || rawName.trim() === "" ? null : checkedText("name", rawName.trim());
    const { value } = details;
    // Setting a field to the same value again is not further work.
    const fingerprint = details.fingerprint ?? (value === undefined ? undefined : `${name} = ${value}`);
    if (fingerprint !== undefined && this.hasSeen(key, fingerprint)) return;
    const record: EffectRecord = definedOnly({
      key,
      name,
      source,
      at: isoFromMs(this.#options.now()),
      delivery_id: this.#options.deliveryOf(key),
      fingerprint,
      value: value?.slice(0, EFFECT_TEXT_LIMIT),
    });
    const firstOfType = this.#noteType(record);
    this.#count(record);
    this.#options.onEffect(record);
    if (firstOfType !== null) this.#options.onFirstOfType?.(firstOfType);
    this.#settle(key, name ?? "");
  }

  addPossible(keys: readonly string[], { name, source, fingerprint, onSettled }: PossibleDetails): void {
    const isFurther = (key: string) => fingerprint === undefined || !this.hasSeen(key, fingerprint);
    const normal = keys.map(normalKey).filter(isFurther);
    const effect = definedOnly({ keys: normal, name, source, fingerprint, canSettle: onSettled !== undefined });
    if (normal.length === 0 || !this.#possible.add(this.#living(effect, onSettled))) return;
    this.#options.onPossible?.({ ...effect, isSettled: false });
  }

  countPossible({ isSettled, ...effect }: PossibleChange): void {
    if (isSettled) this.#possible.drop(effect);
    else this.#possible.add(this.#living(effect));
  }

  #living({ canSettle, ...effect }: SavedPossible, onSettled?: (key: string) => void): PossibleEffect {
    const settled = (key: string) => {
      const { fingerprint } = effect;
      this.add(key, effect.name, effect.source, definedOnly({ fingerprint }));
      onSettled?.(key);
    };
    return { ...effect, onSettled: canSettle ? settled : null };
  }

  list(key?: string): readonly EffectRecord[] {
    return key === undefined ? [...this.#records] : this.#records.filter((record) => record.key === normalKey(key));
  }

  clear(): void {
    this.#counts.clear();
    this.#possible.clear();
    this.#fingerprints.clear();
    this.#readings.clear();
    this.#records.length = 0;
    this.#countedTypes.clear();
    this.#unresolved = [];
  }

  count(record: EffectRecord): void {
    if (record.delivery_id !== null) this.#unresolved.push(record.delivery_id);
    if (this.#unresolved.length > MAX_UNRESOLVED_DELIVERIES) this.#unresolved.shift();
    this.#count(record);
  }

  save(): EffectState {
    this.#resolveTypes();
    return {
      countedTypes: [...this.#countedTypes],
      counts: [...this.#counts.entries()].map(([key, named]) => [key, [...named]]),
      possible: this.#possible.save(),
      unsettled: this.#possible.unsettled(),
      fingerprints: [...this.#fingerprints.entries()].map(([key, seen]) => [key, [...seen]]),
      records: [...this.#records],
    };
  }

  restore(state: EffectState): void {
    mustBeState(state);
    this.clear();
    for (const type of state.countedTypes ?? []) this.#countedTypes.add(type);
    for (const [key, named] of state.counts) this.#counts.set(key, new Map(named));
    const unsettled = (state.unsettled ?? []).map((effect) => this.#living(effect));
    this.#possible.restore(state.possible ?? [], unsettled);
    for (const [key, seen] of state.fingerprints ?? []) this.#fingerprints.set(key, new Set(seen));
    this.#records.push(...state.records.slice(-EFFECT_RECORDS_LIMIT));
    if (state.countedTypes !== undefined) return;
    const known = this.#records.flatMap(({ delivery_id }) => delivery_id ?? []);
    this.#unresolved = known.slice(-MAX_UNRESOLVED_DELIVERIES);
  }

  #count(record: EffectRecord): void {
    countOne(this.#counts, record.key, record.name ?? "");
    if (record.fingerprint !== undefined) this.#noteFingerprint(record.key, record.fingerprint);
    this.#records.push(record);
    if (this.#records.length > EFFECT_RECORDS_LIMIT) this.#records.shift();
  }

  #noteFingerprint(key: string, fingerprint: string): void {
    const seen = this.#fingerprints.get(key) ?? new Set<string>();
    if (seen.size < EFFECT_NAMES_LIMIT) seen.add(fingerprint);
    this.#fingerprints.set(key, seen);
  }

  /** Returns the event type if this is its first effect. */
  #noteType({ delivery_id: id }: EffectRecord): string | null {
    const type = id === null ? null : this.#options.eventTypeOf(id);
    if (type === null || this.isCounted(type)) return null;
    this.#countedTypes.add(type);
    return type;
  }

  #resolveTypes(): void {
    for (const id of this.#unresolved.splice(0)) {
      const type = this.#options.eventTypeOf(id);
      if (type !== null) this.#countedTypes.add(type);
    }
  }

  /** Once a request id has its own effect, an ambiguous one may have only one possible owner left. */
  #settle(key: string, name: string): void {
    for (let settled = this.#takeSettled(key, name); settled !== null; settled = this.#takeSettled(key, name)) {
      const { onSettled, ...effect } = settled.effect;
      this.#options.onPossible?.({ ...effect, canSettle: onSettled !== null, isSettled: true });
      onSettled?.(settled.key);
    }
  }

  #takeSettled(key: string, name: string) {
    return this.#possible.takeSettled(key, name, (one) => !this.countsOf(one).has(name));
  }
}

const NO_COUNTS: ReadonlyMap<string, number> = new Map();

function countOne(counts: BoundedMap<string, Map<string, number>>, key: string, name: string): void {
  const ofKey = counts.get(key) ?? new Map<string, number>();
  if (ofKey.has(name) || ofKey.size < EFFECT_NAMES_LIMIT) ofKey.set(name, (ofKey.get(name) ?? 0) + 1);
  counts.set(key, ofKey);
}

function normalKey(key: string): string {
  return key.trim().toLowerCase();
}

function checkedText(what: "key" | "name", text: string): string {
  if (text === "") {
    throw new SmartLeadMockError("bad_request", "The effect's key is empty; send the X-Request-Id of the delivery.");
  }
  if (text.length <= EFFECT_TEXT_LIMIT) return text;
  throw new SmartLeadMockError(
    "bad_request",
    `The effect's ${what} is ${text.length} characters long; send at most ${EFFECT_TEXT_LIMIT}.`,
  );
}
