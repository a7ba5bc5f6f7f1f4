import type { Scheduler } from "../scheduler.ts";
import type { Notice } from "./console-snapshot.ts";

/** Real ms that the answer to an action stays in sight. */
const NOTICE_MS = 8_000;

/** The notice that is in sight: until the next one, or for some seconds. */
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
