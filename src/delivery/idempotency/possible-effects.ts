import { BoundedMap } from "../../base/bounded-map.ts";
import type { EffectSource, SharedEffects } from "./effects.ts";

/** Ambiguous effects that can still be settled, the oldest dropped first: enough for a burst. A dropped one stays ambiguous. */
export const MAX_UNSETTLED_EFFECTS = 2_000;

/** An effect of one of several request ids, as JSON data. */
export interface SavedPossible {
  /** The request ids that it may belong to, as the store writes them. */
  readonly keys: readonly string[];
  readonly name: string;
  readonly source: EffectSource;
  /** Set for idempotent writes. */
  readonly fingerprint?: string;
  /** Whether its owner can become known. */
  readonly canSettle: boolean;
}

/** The argument of the `EffectStore` callbacks about a possible effect. */
export interface PossibleChange extends SavedPossible {
  /** It belongs to one of them and is no longer ambiguous. */
  readonly isSettled: boolean;
}

/** The same, with its callback. */
export interface PossibleEffect extends Omit<SavedPossible, "canSettle"> {
  /** Called when its owner becomes known; `null` = never. */
  readonly onSettled: ((key: string) => void) | null;
}

/** How many effects may belong to each request id, by name. */
export class PossibleEffects {
  readonly #counts: BoundedMap<string, Map<string, number>>;
  readonly #unsettled = new Set<PossibleEffect>();

  constructor(keysLimit: number) {
    this.#counts = new BoundedMap(keysLimit);
  }

  /** Returns `false` for a repeated write that may belong to the same request ids, which is not a further effect. */
  add(effect: PossibleEffect): boolean {
    if (this.#isRepeated(effect)) return false;
    for (const key of effect.keys) this.#change(key, effect.name, 1);
    this.#unsettled.add(effect);
    const [oldest] = this.#unsettled;
    if (this.#unsettled.size > MAX_UNSETTLED_EFFECTS && oldest !== undefined) this.#unsettled.delete(oldest);
    return true;
  }

  #isRepeated({ fingerprint, keys }: PossibleEffect): boolean {
    if (fingerprint === undefined) return false;
    return [...this.#unsettled].some((one) => one.fingerprint === fingerprint && isSubset(keys, one.keys));
  }

  countOf(key: string, name?: string): number {
    const counts = this.#counts.get(key);
    if (name !== undefined) return counts?.get(name) ?? 0;
    return [...(counts?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  }

  /** Counts the effects that may belong to these request ids: those that can belong to no other, and the others. */
  among(keys: ReadonlySet<string>, isMeant: (effect: PossibleEffect) => boolean): SharedEffects {
    const touching = [...this.#unsettled].filter((one) => one.keys.some((key) => keys.has(key)));
    // An effect that names no event may be about none at all.
    const isTheirs = ({ keys: able, onSettled }: PossibleEffect) =>
      onSettled !== null && able.every((key) => keys.has(key));
    const within = touching.filter((one) => isMeant(one) && isTheirs(one)).length;
    const counted = touching.reduce((sum, one) => sum + one.keys.filter((key) => keys.has(key)).length, 0);
    const all = [...keys].reduce((sum, key) => sum + this.countOf(key), 0);
    // Dropped effects are known only by their counts.
    return { within, perhaps: touching.filter(isMeant).length - within + Math.max(0, all - counted) };
  }

  /** After a request id got a certain effect of this name: removes and returns the oldest effect with only one possible owner left. */
  takeSettled(
    key: string,
    name: string,
    lacks: (key: string) => boolean,
  ): { effect: PossibleEffect; key: string } | null {
    for (const effect of this.#unsettled) {
      if (effect.onSettled === null || effect.name !== name || !effect.keys.includes(key)) continue;
      const [left, other] = effect.keys.filter(lacks);
      if (left === undefined || other !== undefined) continue;
      this.#remove(effect);
      return { effect, key: left };
    }
    return null;
  }

  /** Removes an effect that is no longer ambiguous. */
  drop({ keys, name, fingerprint }: SavedPossible): void {
    const isSame = (one: PossibleEffect) =>
      one.name === name && one.fingerprint === fingerprint && one.keys.join() === keys.join();
    const known = [...this.#unsettled].find((one) => one.onSettled !== null && isSame(one));
    if (known !== undefined) this.#remove(known);
  }

  #remove(effect: PossibleEffect): void {
    this.#unsettled.delete(effect);
    for (const key of effect.keys) this.#change(key, effect.name, -1);
  }

  clear(): void {
    this.#counts.clear();
    this.#unsettled.clear();
  }

  save(): readonly (readonly [key: string, named: readonly (readonly [name: string, count: number])[]])[] {
    return [...this.#counts.entries()]
      .map(([key, named]) => [key, [...named].filter(([, count]) => count > 0)] as const)
      .filter(([, named]) => named.length > 0);
  }

  /** The effects that can still be settled, without repeats; they are part of the counts. */
  unsettled(): readonly SavedPossible[] {
    return [...this.#unsettled].map(({ onSettled, ...effect }) => ({ ...effect, canSettle: onSettled !== null }));
  }

  restore(saved: ReturnType<PossibleEffects["save"]>, unsettled: readonly PossibleEffect[]): void {
    this.clear();
    for (const [key, named] of saved) this.#counts.set(key, new Map(named));
    for (const effect of unsettled) this.#unsettled.add(effect);
  }

  #change(key: string, name: string, by: number): void {
    const named = this.#counts.get(key) ?? new Map<string, number>();
    named.set(name, Math.max(0, (named.get(name) ?? 0) + by));
    this.#counts.set(key, named);
  }
}

function isSubset(keys: readonly string[], of: readonly string[]): boolean {
  return keys.every((key) => of.includes(key));
}
