import { SmartLeadMockError } from "../../base/errors.ts";
import type { EffectRecord } from "./effects.ts";
import type { SavedPossible } from "./possible-effects.ts";

type SavedCounts = readonly (readonly [key: string, named: readonly (readonly [name: string, count: number])[]])[];

/** The recorded effects, as JSON data. */
export interface EffectState {
  /** The event types with a known effect. Older versions saved only whether there was any (`areCounted`). */
  readonly countedTypes?: readonly string[];
  readonly areCounted?: boolean;
  readonly counts: SavedCounts;
  readonly possible?: SavedCounts;
  readonly unsettled?: readonly SavedPossible[];
  readonly fingerprints?: readonly (readonly [key: string, fingerprints: readonly string[]])[];
  readonly records: readonly EffectRecord[];
}

/** Throws `data_unusable` for an invalid state. */
export function mustBeState(state: unknown): void {
  if (isState(state)) return;
  throw new SmartLeadMockError(
    "data_unusable",
    "The saved effects are missing or damaged; choose another --data, or use --ephemeral.",
  );
}

function isState(state: unknown): boolean {
  if (!isObject(state) || !areCounts(state.counts) || !areRecords(state.records)) return false;
  if (state.countedTypes === undefined) return typeof state.areCounted === "boolean";
  return (
    Array.isArray(state.countedTypes) &&
    state.countedTypes.every(isText) &&
    areCounts(state.possible) &&
    (state.unsettled === undefined || arePossible(state.unsettled)) &&
    areTexts(state.fingerprints)
  );
}

function areCounts(counts: unknown): boolean {
  return areNamed(counts, (named) => areNamed(named, Number.isInteger));
}

function areTexts(pairs: unknown): boolean {
  return areNamed(pairs, (texts) => Array.isArray(texts) && texts.every(isText));
}

/** A list of pairs of a text and a value that `fits`. */
function areNamed(pairs: unknown, fits: (value: unknown) => boolean): boolean {
  const isNamed = (pair: unknown) => Array.isArray(pair) && typeof pair[0] === "string" && fits(pair[1]);
  return Array.isArray(pairs) && pairs.every(isNamed);
}

function arePossible(effects: unknown): boolean {
  const isPossible = (effect: unknown) =>
    isObject(effect) &&
    Array.isArray(effect.keys) &&
    [...effect.keys, effect.name, effect.source].every(isText) &&
    typeof effect.canSettle === "boolean";
  return Array.isArray(effects) && effects.every(isPossible);
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
