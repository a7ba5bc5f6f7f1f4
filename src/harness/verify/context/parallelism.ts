/** Real ms of an answer up to which one request at a time is fast enough. */
const SOON_MS = 15;
/** Numbers of concurrent requests to try, highest first: a slow receiver gets several at once, or a run would take minutes. */
const SEND_QUEUES = [8, 3] as const;
/** Concurrent variants for a fast receiver: it processes some while others are written and read. */
const VARIANTS_AT_ONCE = 4;
/** If concurrent requests wait for each other, each takes longer than this multiple of its usual time. */
const TIMES_ALONE = 1.5;
/** Real ms of an answer from which additional queueing could use up the whole timeout. */
const TOO_SLOW_TO_QUEUE_MS = 1_000;

/**
 * The number of concurrent requests for the receiver. `crowd` sends this many together and returns the slowest answer in real ms, or `null`
 * if one was not accepted: a receiver is not blamed for problems that only concurrency causes.
 */
export async function queuesFor(
  answersInMs: number,
  timeoutMs: number,
  crowd: (concurrency: number) => Promise<number | null>,
): Promise<number> {
  if (answersInMs <= SOON_MS) return 1;
  for (const concurrency of SEND_QUEUES) {
    if (concurrency * answersInMs > timeoutMs) continue;
    const slowestMs = await crowd(concurrency);
    if (slowestMs === null) return 1;
    if (slowestMs <= TIMES_ALONE * answersInMs) return concurrency;
    if (answersInMs >= TOO_SLOW_TO_QUEUE_MS) return 1;
  }
  return SEND_QUEUES.at(-1) ?? 1;
}

/** The number of concurrent variants of events, if each effect names its event and comes before the answer. `crowd` as above. */
export async function variantsFor(
  concurrency: number,
  crowd: (concurrency: number) => Promise<number | null>,
): Promise<number> {
  if (concurrency >= VARIANTS_AT_ONCE) return concurrency;
  return (await crowd(VARIANTS_AT_ONCE)) === null ? concurrency : VARIANTS_AT_ONCE;
}
