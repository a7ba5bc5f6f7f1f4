import { definedOnly } from "../../../base/defined-only.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { DialectName } from "../../../smartlead/payloads/dialect.ts";
import { typeProfile } from "../receiver-profile.ts";
import { fullTimeoutOf } from "../verify-settings.ts";
import type { CheckContextParts } from "./check-context.ts";
import { Account } from "./check-mock.ts";

export type PlainAccountParts = Pick<
  CheckContextParts,
  "settings" | "front" | "lags" | "meter" | "backlog" | "eventTimes" | "known"
>;

/**
 * An account for plain events that no check is about. Their work is noted as owed all the same: where it comes late, it would be taken
 * for that of the next event (PRODUCT §8, rule 4).
 */
export function plainAccount(
  { settings, front, lags, meter, backlog, eventTimes, known }: PlainAccountParts,
  { salt, tries }: { readonly salt: string; readonly tries: number },
): Account {
  return new Account({
    settings,
    front,
    lags,
    meter,
    ...definedOnly({ backlog: known.areEffectsNamed ? undefined : backlog }),
    salt: `${settings.run}/${salt}`,
    dialect: known.dialect,
    minTimeoutMs: fullTimeoutOf(settings),
    tries,
    startsAt: eventTimes.startOfAccount(settings.now),
    eventTimes,
    profileOf: (type: EventType, dialect: DialectName) => typeProfile(known, type, dialect),
  });
}
