import { BoundedMap } from "../bounded-map.ts";
import { SmartLeadMockError } from "../errors.ts";
import { isoFromMs } from "../time/iso.ts";
import type { EffectRecord, Effects } from "./effects.ts";

/** Request ids whose counts are kept, the one reported first dropped first: more than the deliveries held, 100,000 open and 10,000 settled ones, so that a forgotten one is never taken for one without an effect. */
export const EFFECT_KEYS_LIMIT = 120_000;
/** Single reports that `list` can still show, oldest dropped first; counts outlive them. */
export const EFFECT_RECORDS_LIMIT = 10_000;
/** Names counted under one request id: no receiver writes to more places for one event. */
export const EFFECT_NAMES_LIMIT = 50;
/** Characters of a key or a name: a UUID has 36, and a beacon is no place to store things. */
export const EFFECT_TEXT_LIMIT = 200;

export interface EffectStoreOptions {
  /** Epoch ms on the mock's clock. */
  now(): number;
  /** The delivery that carries this request id, or `null` when the mock knows none. */
  deliveryOf(key: string): string | null;
  /** Called once for each effect, after it has been counted. */
  onEffect(record: EffectRecord): void;
}

/** What is known of effects, as JSON data. */
export interface EffectState {
  readonly areCounted: boolean;
  readonly counts: readonly (readonly [key: string, named: readonly (readonly [name: string, count: number])[]])[];
  readonly records: readonly EffectRecord[];
}

/** Effects that can be saved, and made again from what was saved and what came after. */
export interface EffectStore extends Effects {
  save(): EffectState;
  /** Puts what was saved in the place of all that is known; tells nobody. Throws `data_unusable` for a state that is none, and changes nothing then. */
  restore(state: EffectState): void;
  /** Takes note of an effect that was reported to an earlier process; tells nobody. */
  count(record: EffectRecord): void;
}

/**
 * Counts what the receiver reports to have done (PRODUCT §8), in bounded memory. Keys are request ids, so letter case and
 * surrounding space do not matter. `areCounted` turns true with the first effect of a request id that the mock itself has
 * sent: reports under other keys say nothing about the request ids that are missing. `add` throws `bad_request` for an
 * empty or overlong key or name.
 */
export function createEffectStore(options: EffectStoreOptions): EffectStore {
  const counts = new BoundedMap<string, Map<string, number>>(EFFECT_KEYS_LIMIT);
  const records: EffectRecord[] = [];
  let areCounted = false;

  const count = ({ key, name, source, at, delivery_id }: EffectRecord): void => {
    areCounted ||= delivery_id !== null;
    countOne(counts, key, name ?? "");
    records.push({ key, name, source, at, delivery_id });
    if (records.length > EFFECT_RECORDS_LIMIT) records.shift();
  };
  const clear = (): void => {
    counts.clear();
    records.length = 0;
    areCounted = false;
  };

  return {
    areCounted: () => areCounted,
    countsOf: (key) => counts.get(normalKey(key)) ?? NO_COUNTS,
    add: (rawKey, rawName, source = "beacon") => {
      const key = checkedText("key", normalKey(rawKey));
      const name = rawName === null || rawName.trim() === "" ? null : checkedText("name", rawName.trim());
      const at = isoFromMs(options.now());
      const record: EffectRecord = { key, name, source, at, delivery_id: options.deliveryOf(key) };
      count(record);
      options.onEffect(record);
    },
    list: (key) => (key === undefined ? [...records] : records.filter((record) => record.key === normalKey(key))),
    clear,
    count,
    save: () => ({
      areCounted,
      counts: [...counts.entries()].map(([key, named]) => [key, [...named]]),
      records: [...records],
    }),
    restore: (state) => {
      mustBeState(state);
      clear();
      areCounted = state.areCounted;
      for (const [key, named] of state.counts) counts.set(key, new Map(named));
      records.push(...state.records.slice(-EFFECT_RECORDS_LIMIT));
    },
  };
}

const NO_COUNTS: ReadonlyMap<string, number> = new Map();

function countOne(counts: BoundedMap<string, Map<string, number>>, key: string, name: string): void {
  const ofKey = counts.get(key) ?? new Map<string, number>();
  if (ofKey.has(name) || ofKey.size < EFFECT_NAMES_LIMIT) ofKey.set(name, (ofKey.get(name) ?? 0) + 1);
  counts.set(key, ofKey);
}

function mustBeState(state: unknown): void {
  if (isObject(state) && typeof state.areCounted === "boolean" && areCounts(state.counts) && areRecords(state.records))
    return;
  throw new SmartLeadMockError(
    "data_unusable",
    "The saved effects are missing or damaged; give another --data, or --ephemeral.",
  );
}

function areCounts(counts: unknown): boolean {
  return areNamed(counts, (named) => areNamed(named, Number.isInteger));
}

/** A list of pairs, each a text and something that fits. */
function areNamed(pairs: unknown, fits: (value: unknown) => boolean): boolean {
  const isNamed = (pair: unknown) => Array.isArray(pair) && typeof pair[0] === "string" && fits(pair[1]);
  return Array.isArray(pairs) && pairs.every(isNamed);
}

function areRecords(records: unknown): boolean {
  const isRecord = (record: unknown) =>
    isObject(record) &&
    [record.key, record.source, record.at].every(isText) &&
    [record.name, record.delivery_id].every((text) => text === null || isText(text));
  return Array.isArray(records) && records.every(isRecord);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
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
