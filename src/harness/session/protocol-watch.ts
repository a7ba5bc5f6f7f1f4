import { SmartLeadMockError } from "../../base/errors.ts";
import { type Attempt, foundNobody } from "../../delivery/delivery.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import { protocolTrouble, type TroubleOptions } from "./target-trouble.ts";

/**
 * Checks whether a receiver can be reached at all: the first attempt that fails to connect without a fault, before any answer, is examined.
 * Problems with TLS, HTTP/2 and certificates are not graded.
 */
export class ProtocolWatch {
  readonly #options: TroubleOptions;
  readonly #onTrouble: (error: SmartLeadMockError) => void;
  #inquiry: Promise<void> | null = null;
  #isOver = false;

  constructor(options: TroubleOptions, onTrouble: (error: SmartLeadMockError) => void) {
    this.#options = options;
    this.#onTrouble = onTrouble;
  }

  /** Watches this mock's attempts at this URL. */
  follow({ journal }: Pick<SmartLeadMock, "journal">, url: string): void {
    const end = journal.subscribe((entry) => {
      if (entry.type === "attempt.finished") this.#see(entry.attempt, url);
      if (this.#isOver) end();
    });
  }

  /** Resolves when the examination is complete. */
  async settled(): Promise<void> {
    await this.#inquiry;
  }

  #see(attempt: Attempt, url: string): void {
    const { outcome, status, faults, error } = attempt;
    if (this.#isOver || faults.length > 0) return;
    // The receiver has answered by HTTP/1.1: later connection errors are its own.
    if (status !== null) this.#isOver = true;
    if (outcome !== "network_error" || status !== null || foundNobody(attempt)) return;
    this.#isOver = true;
    this.#inquiry = protocolTrouble(url, { ...this.#options, error }).then((sentence) => {
      if (sentence !== null) this.#onTrouble(new SmartLeadMockError("unreachable", sentence));
    });
  }
}
