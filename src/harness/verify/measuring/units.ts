/** What one event of a type does by itself: how often each effect occurs, by name. */
import type { TypeProfile } from "../receiver-profile.ts";
import { PROBE_EFFECT } from "./work-measure.ts";

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
