/** A type that had an effect when it was first sent, and none when it was measured, was measured in a busy moment: it is measured once more. */
import type { EventType } from "../../smartlead/events/event-types.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import type { Account } from "./context/check-mock.ts";
import type { Sent } from "./context/sent.ts";
import type { Measured } from "./profile-conclusions.ts";

export const NOT_MEASURED: ReadonlyMap<DialectName, Measured> = new Map();

/** Which types had an effect of their own when each was first sent. */
export class FirstEffects {
  readonly #types = new Map<DialectName, Set<EventType>>();

  look(
    { dialect, mock: { effects } }: Pick<Account, "dialect"> & { readonly mock: Pick<Account["mock"], "effects"> },
    events: readonly Pick<Sent, "type" | "delivery">[],
  ): void {
    const types = this.#types.get(dialect) ?? new Set();
    for (const { type, delivery } of events) if (effects.countsOf(delivery.request_id).size > 0) types.add(type);
    this.#types.set(dialect, types);
  }

  /** Of those that were measured, the ones whose effect was seen at first and not then. */
  missedIn(dialect: DialectName, { units }: Measured): readonly EventType[] {
    const seen = this.#types.get(dialect);
    return [...units].flatMap(([type, some]) => (some.size === 0 && seen?.has(type) === true ? [type] : []));
  }
}

/** The same, with what a second look shows of the types that were missed. */
export async function withMissed(
  measured: ReadonlyMap<DialectName, Measured>,
  first: FirstEffects,
  measure: (dialect: DialectName, types: readonly EventType[]) => Promise<Measured>,
): Promise<ReadonlyMap<DialectName, Measured>> {
  const all = new Map(measured);
  for (const [dialect, one] of measured) {
    const missed = first.missedIn(dialect, one);
    if (missed.length === 0) continue;
    const again = await measure(dialect, missed);
    // Where no type had shown its work, nothing that came again could say anything either.
    const words = [...one.units.values()].some(({ size }) => size > 0) ? one : again;
    all.set(dialect, { ...one, ...words, units: new Map([...one.units, ...again.units]) });
  }
  return all;
}
