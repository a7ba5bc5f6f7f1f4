import fc from "fast-check";

/** What was done to a state: at this path, a value was taken out or replaced. */
export interface Damage {
  readonly path: readonly (string | number)[];
  readonly instead: unknown;
}

/** Taken out, not replaced. */
const NOTHING = Symbol("nothing");

/** Saved states that are not as they were saved: one part, anywhere, is missing or something else. `make` gives a copy of its own. */
export function damagedStates<State extends object>(state: State): fc.Arbitrary<{ damage: Damage; make: () => State }> {
  const paths = pathsOf(state);
  const instead = fc.constantFrom(NOTHING, null, -1.5, "?", true, [], {}, [null], [[null, null]]);
  return fc
    .record({ at: fc.nat(paths.length - 1), instead })
    .map(({ at, instead }) => ({ path: paths[at] ?? [], instead }))
    .map((damage) => ({ damage, make: () => damaged(state, damage) }));
}

/** A key is missing, as opposed to an item of a list. */
export function isLackOfKey({ path, instead }: Damage): boolean {
  return instead === NOTHING && typeof path.at(-1) === "string";
}

function pathsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    return [here, ...pathsOf(part, here)];
  });
}

function damaged<State extends object>(state: State, { path, instead }: Damage): State {
  const copy = structuredClone(state);
  let place: object = copy;
  for (const key of path.slice(0, -1)) place = Reflect.get(place, key);
  const last = path.at(-1) ?? "";
  if (instead !== NOTHING) Reflect.set(place, last, structuredClone(instead));
  else if (Array.isArray(place)) place.splice(Number(last), 1);
  else Reflect.deleteProperty(place, last);
  return copy;
}
