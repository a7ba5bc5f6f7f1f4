/** Real ms of an answer up to which one request at a time is soon enough. */
const SOON_MS = 15;
/** Requests at once, the most first: a receiver that takes long gets several requests, or a run would take minutes. */
const SEND_QUEUES = [8, 3] as const;
/** Variants at once for a receiver that answers soon: it works on some while others are written and read. */
const VARIANTS_AT_ONCE = 4;
/** Where several at once have to wait for one another, each takes longer than this many times its usual time. */
const TIMES_ALONE = 1.5;
/** Real ms of an answer from which waiting in a queue as well could take the whole timeout. */
const TOO_SLOW_TO_QUEUE_MS = 1_000;

/**
 * How many requests are sent to the receiver at once. `crowd` sends so many together and gives back the slowest answer in real
 * ms, or `null` where one was not accepted: then nobody is blamed for what only a crowd causes.
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

/** how many variants of events are sent to it at once, where each effect names its event and comes before the answer. `crowd` as above. */
export async function variantsFor(
  concurrency: number,
  crowd: (concurrency: number) => Promise<number | null>,
): Promise<number> {
  if (concurrency >= VARIANTS_AT_ONCE) return concurrency;
  return (await crowd(VARIANTS_AT_ONCE)) === null ? concurrency : VARIANTS_AT_ONCE;
}
