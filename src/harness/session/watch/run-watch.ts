import type { SmartLeadMock } from "../../../mock/mock.ts";
import { MockSequence } from "./mock-sequence.ts";
import { RunRecord } from "./run-record.ts";
import { RunView } from "./run-view.ts";

/**
 * Successive mocks on the same port as one console sees them: one run with continuous numbers. Events during a lost connection are sent
 * when the console reconnects.
 */
export class RunWatch {
  readonly #run: string;
  #watched: { readonly accounts: MockSequence; readonly record: RunRecord; readonly side: SmartLeadMock } | null = null;

  /** `run` is the id of the whole run. */
  constructor(run: string) {
    this.#run = run;
  }

  /** Makes this mock the current one. Returns the mock for its server's control API and stream. */
  enter(mock: SmartLeadMock): SmartLeadMock {
    const watched = this.#watched;
    if (watched === null) return this.#begin(mock);
    watched.accounts.enter(mock);
    watched.record.carry(mock);
    return watched.side;
  }

  #begin(mock: SmartLeadMock): SmartLeadMock {
    const accounts = new MockSequence(mock);
    const record = new RunRecord(mock);
    const side = new RunView({ accounts, record, run: this.#run });
    this.#watched = { accounts, record, side };
    return side;
  }
}
