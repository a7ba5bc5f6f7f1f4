/** A receiver that no longer answers: what can still be asked of it is asked in haste. */
import type { SmartLeadMock } from "../../mock/mock.ts";
import type { ReceiverProfile } from "../verify/receiver-profile.ts";

/** Real ms that an answer has while a receiver that hangs is tried again and again: so much, and so many times its usual time. */
const HASTE = { leastMs: 300, times: 20 } as const;
/** Attempts that are not answered, after which the rest of a history is not played any more. */
const MAX_SILENT = 3;

/** Waiting out the full time for each answer of a receiver that hangs would leave time for a few histories only. */
export function hasteMs({ answersAtBestInMs }: ReceiverProfile): number {
  return Math.ceil(Math.max(HASTE.leastMs, HASTE.times * answersAtBestInMs));
}

/** Acts once so many attempts of a history have not been answered. Gives back what ends the watch. */
export function onSilence(journal: Pick<SmartLeadMock["journal"], "subscribe">, act: () => void): () => void {
  let silent = 0;
  return journal.subscribe((entry) => {
    if (entry.type !== "attempt.finished" || entry.attempt.outcome !== "timeout") return;
    silent += 1;
    if (silent === MAX_SILENT) act();
  });
}
