import { didYouMean } from "../../../../base/did-you-mean.ts";
import { wordOf } from "../diagnostic.ts";
import type { Binding } from "./bindings.ts";
import { type Possible, SETUP_NAMES, STEP_NAMES } from "./known.ts";

/** The names bound at some point of a scenario, and everything that each may refer to. */
export type Scope = ReadonlyMap<string, readonly Possible[]>;

/** The names bound so far; it grows from step to step. */
export interface Growing {
  readonly scope: Map<string, readonly Possible[]>;
  /** Names that are bound anywhere in the scenario. */
  readonly later: ReadonlySet<string>;
}

/** Before the first step. */
export const SETUP_SCOPE: Scope = scopeOf(SETUP_NAMES);
/** The names that a scenario cannot bind itself. */
export const OWN_NAMES: ReadonlySet<string> = new Set([...Object.keys({ ...SETUP_NAMES, ...STEP_NAMES }), "all"]);

export function withStepNames(scope: Scope): Growing["scope"] {
  return new Map([...scopeOf(STEP_NAMES), ...scope]);
}

/** Each binding replaces an earlier one of the same name. */
export function bind(scope: Growing["scope"], bindings: readonly Pick<Binding, "name" | "possible">[]): void {
  for (const { name, possible } of bindings) scope.set(name, possible);
}

/** After one of several alternatives: a name that any of them bound is possibly bound. */
export function possiblyBound(scopes: readonly Scope[]): readonly Pick<Binding, "name" | "possible">[] {
  const names = new Set(scopes.flatMap((scope) => [...scope.keys()]));
  return [...names].map((name) => ({ name, possible: unique(scopes.flatMap((scope) => scope.get(name) ?? [])) }));
}

/** At the beginning of a round: the state before, or the state after an earlier round. */
export function inAnyRound(before: Scope, bindings: readonly Binding[]): Scope {
  const rebound = bindings.filter(({ name }) => before.has(name));
  const scope = new Map(before);
  for (const { name, possible } of rebound) scope.set(name, unique([...(scope.get(name) ?? []), ...possible]));
  return scope;
}

/** Why a name is not known, as the end of a sentence. */
export function whyUnknown(
  name: string,
  {
    scope,
    later,
    fits,
  }: { readonly scope: Scope; readonly later: ReadonlySet<string>; readonly fits?: (possible: Possible) => boolean },
): string {
  if (later.has(name)) return "it is bound only later";
  if (Object.hasOwn(STEP_NAMES, name)) return "it is available only from the first step on";
  const known = [...scope].filter(([, possible]) => fits === undefined || possible.some(fits)).map(([other]) => other);
  const meant = didYouMean(wordOf(name), known);
  return meant === null ? "bind it by `as` in an earlier step, or in vars" : `did you mean ${meant}?`;
}

function scopeOf(names: Readonly<Record<string, Possible>>): Scope {
  return new Map(Object.entries(names).map(([name, possible]) => [name, [possible]] as const));
}

function unique(possible: readonly Possible[]): readonly Possible[] {
  return [...new Set(possible)];
}
