/** A type that had an effect when it was first sent, and none when it was measured, was measured in a busy moment: it is measured once more. */
import type { EventType } from "../../smartlead/events/event-types.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import type { Account } from "./context/check-mock.ts";
import type { Sent } from "./context/sent.ts";
import type { Measured } from "./profile-conclusions.ts";

/** An account, and what was sent in it when the receiver was profiled. */
export interface FirstSent {
  readonly account: Pick<Account, "dialect"> & { readonly mock: Pick<Account["mock"], "effects"> };
  readonly events: readonly Pick<Sent, "type" | "delivery">[];
}

/** What was measured of each dialect, with what a second look shows of the types that were missed. */
export async function withMissed(
  measured: ReadonlyMap<DialectName, Measured>,
  first: readonly FirstSent[],
  measure: (dialect: DialectName, types: readonly EventType[]) => Promise<Measured>,
): Promise<ReadonlyMap<DialectName, Measured>> {
  const all = new Map(measured);
  for (const [dialect, one] of measured) {
    const missed = typesSeenIn(dialect, first).filter((type) => one.units.get(type)?.size === 0);
    if (missed.length === 0) continue;
    const again = await measure(dialect, missed);
    // Where no type had shown its work, nothing that came again could say anything either.
    const words = [...one.units.values()].some(({ size }) => size > 0) ? one : again;
    const unclear = new Set([...(one.unclear ?? []), ...(again.unclear ?? [])]);
    all.set(dialect, { ...one, ...words, unclear, units: new Map([...one.units, ...again.units]) });
  }
  return all;
}

/** Types that had their own effect then. */
function typesSeenIn(dialect: DialectName, first: readonly FirstSent[]): readonly EventType[] {
  const ofDialect = first.filter(({ account }) => account.dialect === dialect);
  return ofDialect.flatMap(({ account: { mock }, events }) =>
    events.filter(({ delivery }) => mock.effects.countsOf(delivery.request_id).size > 0).map(({ type }) => type),
  );
}
