import type { Check } from "./check.ts";
import { leadReadyFor } from "./checks/event-sequences.ts";
import { CheckContext, type CheckContextParts } from "./context/check-context.ts";
import { EarlierEvents } from "./context/earlier-events.ts";
import { alone } from "./context/rest.ts";

/** Checks that repeat an event which was sent long before them. */
const REPEATING: ReadonlySet<string> = new Set(["SL-4.6", "SL-4.10"]);

/** Whether any of these would repeat a kept event. */
export function repeatEarlierEvents(checks: readonly Check[]): boolean {
  return checks.some(({ id }) => REPEATING.has(id));
}

/** Keeps events for those checks, if their effects name them; `null` if their effects could be attributed to others. */
export function earlierEventsFor(parts: CheckContextParts): EarlierEvents | null {
  const { known, eventTimes, meter, lags } = parts;
  const type = known.workType;
  const isNamed = [type, "EMAIL_SENT" as const].every((one) => !known.namelessTypes.has(one));
  // Work that comes before the answer belongs to the event, whatever it names.
  const areTheirs = isNamed || !lags.areLate;
  if (!areTheirs || meter !== null || known.obstacle !== null) return null;
  const pace = { hasFullTime: false, isPatient: false };
  const context = new CheckContext({
    ...parts,
    checkId: "kept",
    trouble: null,
    pace,
    ...(isNamed ? { rest: alone } : {}),
  });
  return new EarlierEvents({
    eventTimes,
    openAccount: () => context.account(),
    send: async (account) => account.send({ type, lead: await leadReadyFor(account, type) }, { answersOnly: true }),
  });
}
