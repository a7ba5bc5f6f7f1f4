import { pause } from "../../../base/time/real-waits.ts";
import { answerOf } from "../judging/final-answer.ts";
import type { Sent } from "./sent.ts";

/**
 * Real ms between one event and the next while a receiver that has just failed answers 5xx: a circuit breaker closes by its own clock
 * (PRODUCT §8, rule 9). Together a minute, SmartLead's first wait.
 */
const WAITS_MS = [2_000, 5_000, 8_000, 15_000, 30_000] as const;

export interface Recovery {
  readonly sent: Sent;
  /** Real ms until it was accepted, or that were waited in vain; 0 where the first one was not answered 5xx. */
  readonly waitedMs: number;
}

/** Sends one event after another until one is not answered 5xx, for a minute at most. */
export async function recoveredInTime(
  send: () => Promise<Sent>,
  sayWaiting: (sentence: string) => void,
): Promise<Recovery> {
  let sent = await send();
  let waitedMs = 0;
  for (const waitMs of WAITS_MS) {
    if (answerOf(sent) !== "failed") break;
    if (waitedMs === 0) sayWaiting("up to a minute of real time, in case a circuit breaker of the receiver is open");
    await pause(waitMs);
    waitedMs += waitMs;
    sent = await send();
  }
  return { sent, waitedMs };
}
