/** The effects of one event of a type alone: how often each occurs, by name. */
import type { TypeProfile } from "../receiver-profile.ts";
import { PROBE_EFFECT, type Total } from "./work-measure.ts";

export type Units = ReadonlyMap<string, number>;

export function unitsOf(profile: TypeProfile): Units {
  return profile.kind === "works" ? profile.units : new Map();
}

/** Effects that can be waited for by name. */
export function namedUnitsOf(profile: TypeProfile): Units {
  return new Map([...unitsOf(profile)].filter(([name]) => name !== PROBE_EFFECT));
}

/**
 * Whether effects of the type would be seen by name; `isNamed`: every effect of the run names its event. A measurement in the other dialect
 * applies to this one too.
 */
export function areSeenByName(profile: TypeProfile, isNamed = false): boolean {
  return namedUnitsOf(profile).size > 0 || (isNamed && profile.kind === "unmeasured");
}

/** Measurements while several events were sent together. */
export interface Measured {
  /** The increase of the probe; `null` = no increase. */
  readonly rise: number | null;
  /** Number of writes that name no event. */
  readonly stray: number;
}

/**
 * The sum, which proves something about each event only if it is exactly right; `null` if effects name their events. `units`: the effects
 * of each event alone.
 */
export function totalOf(
  units: readonly ReadonlyMap<string, number>[],
  named: readonly number[],
  { rise, stray }: Measured,
): Total | null {
  const expectedOf = (isWanted: (name: string) => boolean) => {
    const each = units.map((some) => sum([...some].map(([name, unit]) => (isWanted(name) ? unit : 0))));
    return each.some((one) => one === 0) ? null : sum(each);
  };
  if (stray > 0) {
    return { source: "writes", seen: stray + sum(named), expected: expectedOf((name) => name !== PROBE_EFFECT) };
  }
  const isProbeAlone = units.every((some) => [...some.keys()].every((name) => name === PROBE_EFFECT));
  if (rise === null || !isProbeAlone) return null;
  return { source: "probe", seen: rise, expected: expectedOf((name) => name === PROBE_EFFECT) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
