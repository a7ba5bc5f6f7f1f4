/** A receiver that drops what follows another event of its lead closely seems to do nothing for it: every type is measured after a mail. */
import type { EventType } from "../../smartlead/events/event-types.ts";
import type { Account } from "./context/check-mock.ts";

/** Of all events that come after an email, the one that receivers work on most. */
const ASKED = "EMAIL_REPLY";

/** It works on emails, and on no reply to one. */
export function mayDrop(
  acceptedTypes: readonly EventType[],
  units: ReadonlyMap<EventType, ReadonlyMap<string, number>>,
): boolean {
  const shows = (type: EventType) => (units.get(type)?.size ?? 0) > 0;
  return acceptedTypes.includes(ASKED) && !shows(ASKED) && shows("EMAIL_SENT");
}

/** Whether a reply shows its work, this many real ms after its answer at most, where no email came before. */
export async function worksAlone(
  account: Pick<Account, "send" | "newLead" | "waitForEffects">,
  patienceMs: number,
): Promise<boolean> {
  const sent = await account.send({ type: ASKED, lead: account.newLead() }, { answersOnly: true });
  const [seen] = await account.waitForEffects([sent], patienceMs);
  return (seen?.counts.size ?? 0) > 0;
}
