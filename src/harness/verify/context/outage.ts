import { pause } from "../../../base/time/real-waits.ts";
import type { ReceiverCall } from "../../../delivery/delivery.ts";
import { answerOf } from "../judging/final-answer.ts";
import type { Account } from "./check-mock.ts";
import type { Sent } from "./sent.ts";
import type { SharedEndpoint } from "./shared-endpoint.ts";

/** An outage of everything that the receiver calls: SmartLead's API and the sink answer with an error. */
export class Outage {
  readonly status: number;
  readonly #account: Account;
  readonly #front: SharedEndpoint;
  readonly #callsBefore: number;
  readonly #resumeLearning: () => void;
  #isOver = false;
  #callsDuring = 0;

  constructor(account: Account, front: SharedEndpoint, status: number) {
    this.status = status;
    this.#account = account;
    this.#front = front;
    this.#callsBefore = account.mock.reactions.calls().length;
    this.#resumeLearning = account.pauseLearning();
    account.mock.faults.arm({ kind: "api-status", status });
    front.setSink(status);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Ends the outage. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#front.setSink(200);
    this.#account.mock.faults.clear();
    this.#callsDuring = this.#account.mock.reactions.calls().length;
    this.#resumeLearning();
  }

  /** Calls of the receiver that were answered with the error. */
  get felt(): readonly ReceiverCall[] {
    return this.#account.mock.reactions
      .calls()
      .slice(this.#callsBefore)
      .filter(({ status }) => status === this.status);
  }

  /** Whether the failed call was repeated after the outage, and succeeded. */
  get hasCallSucceeded(): boolean {
    if (!this.#isOver) return false;
    const failed = new Set(this.felt.map(nameOf));
    const later = this.#account.mock.reactions.calls().slice(this.#callsDuring);
    return later.some((call) => call.status > 0 && call.status < 400 && failed.has(nameOf(call)));
  }
}

function nameOf({ source, operation, method, path }: ReceiverCall): string {
  return operation ?? `${source} ${method} ${path.split("?")[0]}`;
}

/**
 * Real ms between events while a receiver that has just failed answers 5xx: a circuit breaker closes by its own clock (PRODUCT §8, rule 9).
 * Together they are a minute, SmartLead's first retry delay.
 */
const WAITS_MS = [2_000, 5_000, 8_000, 15_000, 30_000] as const;

export interface Recovery {
  readonly sent: Sent;
  /** Real ms until it was accepted, or that were waited in vain; 0 if the first one was not answered 5xx. */
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
