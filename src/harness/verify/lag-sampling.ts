/** Measures how late evidence arrives, with events that are sent only for this. */
import { pause } from "../../base/time/real-waits.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { EventType } from "../../smartlead/events/event-types.ts";
import type { Lags } from "../probe/evidence-lags.ts";
import { eventsOfEach } from "./checks/event-sequences.ts";
import type { Backlog } from "./context/backlog.ts";
import type { Account } from "./context/check-mock.ts";
import { isAccepted } from "./judging/final-answer.ts";

/** Real ms to wait for the very first effect: queues and batch writers take seconds (PRODUCT §8, rule 4). */
export const FIRST_EFFECT_MS = 4_500;
/** Number of sample events; one sent just after a batch was written shows the longest lag. */
const SAMPLES = 3;

/** How late the probe's number rises. The first increase may belong to an earlier event, so there are at least two samples. */
export async function sampleProbe(account: Account, type: EventType, lags: Lags): Promise<void> {
  for (let sample = 0; sample < SAMPLES && (sample < 2 || lags.areLate); sample += 1) {
    await eventsOfEach(account, [type], { answersOnly: true });
    await account.probeRise(FIRST_EFFECT_MS);
  }
}

/** Real ms without a write after which the sample is over; also before the first, if a batch of earlier events may still be due. */
const SAMPLE_REST_MS = 500;
const FIRST_REST_MS = 2_200;
const LOOK_EVERY_MS = 10;

/**
 * How late writes arrive that name no event: each sample is sent once the receiver has finished earlier work. A write during a sample may
 * still be an earlier event's, so there are at least two. `null` = no type is suitable.
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

/** Waits for a write since then, up to the time limit, and then until none comes for a while. */
async function untilRest(
  backlog: Backlog,
  { since, restMs }: { readonly since: number; readonly restMs: number },
): Promise<void> {
  const from = systemTime.monotonicMs();
  const isDue = () => backlog.latestWriteAt < since && systemTime.monotonicMs() - from < FIRST_EFFECT_MS;
  const hasRest = () => systemTime.monotonicMs() - Math.max(from, backlog.latestWriteAt) >= restMs;
  while (isDue() || !hasRest()) await pause(LOOK_EVERY_MS);
}
