/** What one event of a type does by itself: how often each effect occurs, by name. */
import type { TypeProfile } from "../receiver-profile.ts";
import { PROBE_EFFECT, type Total } from "./work-measure.ts";

export type Units = ReadonlyMap<string, number>;

export function unitsOf(profile: TypeProfile): Units {
  return profile.kind === "works" ? profile.units : new Map();
}

/** Those that can be waited for by name. */
export function namedUnitsOf(profile: TypeProfile): Units {
  return new Map([...unitsOf(profile)].filter(([name]) => name !== PROBE_EFFECT));
}

/** Whether effects of the type would be seen by name; `isNamed`: every effect of the run names its event. What was measured in another dialect alone holds for this one. */
export function areSeenByName(profile: TypeProfile, isNamed = false): boolean {
  return namedUnitsOf(profile).size > 0 || (isNamed && profile.kind === "unmeasured");
}

/** What was measured while several events were sent together. */
export interface Measured {
  /** By how much the probe rose; `null` = there is none. */
  readonly rise: number | null;
  /** Writes that name no event. */
  readonly stray: number;
}

/** The sum that tells of each only if it is exactly right; `null` where effects name their events. `units`: what each event does by itself. */
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
