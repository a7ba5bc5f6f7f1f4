import type { Attempt, Delivery } from "../../src/delivery/delivery.ts";
import type { Tone } from "../frame/line.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Notice } from "../store/console-snapshot.ts";

/** Real ms that the result of an action stays visible. */
const NOTICE_MS = 8_000;

/** The visible notice: it stays until the next one, or for some seconds. */
export class ShownNotice {
  readonly #scheduler: Scheduler;
  readonly #whenGone: () => void;
  #notice: Notice | null = null;
  #cancel: (() => void) | null = null;

  constructor(scheduler: Scheduler, whenGone: () => void) {
    this.#scheduler = scheduler;
    this.#whenGone = whenGone;
  }

  get current(): Notice | null {
    return this.#notice;
  }

  show(notice: Notice): void {
    this.#notice = notice;
    this.#cancel?.();
    this.#cancel = this.#scheduler.after(NOTICE_MS, () => {
      this.#notice = null;
      this.#whenGone();
    });
  }

  stop(): void {
    this.#cancel?.();
  }
}

export const NOTICE_TONES: Readonly<Record<Notice["kind"], Tone>> = {
  done: "good",
  busy: "info",
  warning: "warn",
  problem: "bad",
};

/** Statuses that suggest something is missing from the request: `401` its secret, `422` its fields. */
const TELLING_STATUSES: ReadonlySet<number> = new Set([401, 422]);

/** The hint that an answer gives about the receiver; a success removes the hint. */
export function hintOf(delivery: Delivery, attempt: Attempt, before: string | null): string | null {
  if (attempt.outcome === "success") return null;
  if (delivery.dialect !== "guide" || attempt.status === null || !TELLING_STATUSES.has(attempt.status)) return before;
  return `The receiver answers ${attempt.status}: it may want --dialect live --secret-key.`;
}
