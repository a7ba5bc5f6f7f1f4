/** How late evidence comes, learned from events that are sent for nothing else. */
import { pause } from "../../base/time/real-waits.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { EventType } from "../../smartlead/events/event-types.ts";
import type { Lags } from "../probe/evidence-lags.ts";
import { eventsOfEach } from "./checks/event-sequences.ts";
import type { Backlog } from "./context/backlog.ts";
import type { Account } from "./context/check-mock.ts";
import { isAccepted } from "./judging/final-answer.ts";

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

/** Real ms without a write after which the sample is over; and before the first, where a batch of earlier events may still be due. */
const SAMPLE_REST_MS = 500;
const FIRST_REST_MS = 2_200;
const LOOK_EVERY_MS = 10;

/**
 * How late writes come that name no event: each sample is sent once the receiver has done with what came before. A write that comes
 * during a sample may be an earlier event's all the same, so that there are two at least. `null` = no type will do.
 */
export async function sampleWrites(
  account: Account,
  { lags, backlog }: Sampled,
  type: EventType | null,
): Promise<void> {
  for (let sample = 0; type !== null && sample < SAMPLES && (sample < 2 || lags.areLate); sample += 1) {
    await untilRest(backlog, { since: 0, restMs: sample === 0 ? FIRST_REST_MS : SAMPLE_REST_MS });
    const sentAt = systemTime.monotonicMs();
    const { events } = await eventsOfEach(account, [type], { answersOnly: true });
    if (!events.some(isAccepted)) return;
    const answeredAt = systemTime.monotonicMs();
    await untilRest(backlog, { since: sentAt, restMs: SAMPLE_REST_MS });
    lags.note("effects", Math.max(0, backlog.latestWriteAt - answeredAt));
  }
}

interface Sampled {
  readonly lags: Lags;
  readonly backlog: Backlog;
}

/** A write since then, if it comes in time, and then none for a while. */
async function untilRest(
  backlog: Backlog,
  { since, restMs }: { readonly since: number; readonly restMs: number },
): Promise<void> {
  const from = systemTime.monotonicMs();
  const isDue = () => backlog.latestWriteAt < since && systemTime.monotonicMs() - from < FIRST_EFFECT_MS;
  const hasRest = () => systemTime.monotonicMs() - Math.max(from, backlog.latestWriteAt) >= restMs;
  while (isDue() || !hasRest()) await pause(LOOK_EVERY_MS);
}
