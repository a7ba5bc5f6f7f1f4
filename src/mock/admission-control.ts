import { SmartLeadMockError } from "../base/errors.ts";
import type { DeliveryEngine } from "../delivery/engine.ts";
import type { Journal } from "../journal/journal.ts";
import { MAX_OPEN_DELIVERIES } from "./mock-settings.ts";

export interface AdmissionControlParts {
  readonly journal: Pick<Journal, "failure" | "commit">;
  readonly engine: Pick<DeliveryEngine, "openCount">;
}

/** Says whether the mock accepts new work: not when it is closing, cannot write, or has too many open deliveries. */
export class AdmissionControl {
  readonly #parts: AdmissionControlParts;
  #isClosed = false;

  constructor(parts: AdmissionControlParts) {
    this.#parts = parts;
  }

  /** For good. */
  close(): void {
    this.#isClosed = true;
  }

  /** For anyone who can wait, as traffic and the world can. */
  get isOpen(): boolean {
    const { journal, engine } = this.#parts;
    return !this.#isClosed && journal.failure === null && engine.openCount < MAX_OPEN_DELIVERIES;
  }

  /** For anyone who asks for so many deliveries at least. Throws `closed`, `too_many_open`, `journal_unwritable`. */
  mustTake(count: number): void {
    const { journal, engine } = this.#parts;
    if (journal.failure !== null) journal.commit();
    if (this.#isClosed) throw new SmartLeadMockError("closed", "The mock is closing; nothing new is accepted.");
    if (engine.openCount + count <= MAX_OPEN_DELIVERIES) return;
    throw new SmartLeadMockError(
      "too_many_open",
      `${engine.openCount} deliveries are open and ${MAX_OPEN_DELIVERIES} is the limit; wait until some have settled, or reset the mock.`,
    );
  }
}
