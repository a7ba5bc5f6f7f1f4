import { PROBE_EFFECT, type Total } from "./work-measure.ts";

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
