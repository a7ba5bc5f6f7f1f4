/** How late evidence comes, learned from events that are sent for nothing else. */
import type { EventType } from "../../smartlead/events/event-types.ts";
import type { Lags } from "../probe/evidence-lags.ts";
import { eventsOfEach } from "./checks/event-sequences.ts";
import type { Account } from "./context/check-mock.ts";

/** Real ms that the very first effect is waited for: queues and batch writers take seconds (PRODUCT §8, rule 4). */
export const FIRST_EFFECT_MS = 4_500;
/** Events by which it is learned; what is sent just after a batch was written shows the longest lag. */
const SAMPLES = 3;

/** How late the probe's number rises. The first rise may have been an earlier event's, so that there are two samples at least. */
export async function sampleProbe(account: Account, type: EventType, lags: Lags): Promise<void> {
  for (let sample = 0; sample < SAMPLES && (sample < 2 || lags.areLate); sample += 1) {
    await eventsOfEach(account, [type], { answersOnly: true });
    await account.probeRise(FIRST_EFFECT_MS);
  }
}
