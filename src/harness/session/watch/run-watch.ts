import type { SmartLeadMock } from "../../../mock/mock.ts";
import { MockSequence } from "./mock-sequence.ts";
import { RunRecord } from "./run-record.ts";
import { RunView } from "./run-view.ts";

/**
 * Mocks that come one after the other behind the same port, as one console sees them: one run, whose numbers rise. What happens while
 * the console has no connection, it is told at the next one.
 */
export class RunWatch {
  readonly #run: string;
  #watched: { readonly accounts: MockSequence; readonly record: RunRecord; readonly side: SmartLeadMock } | null = null;

  /** Of the whole run. */
  constructor(run: string) {
    this.#run = run;
  }

  /** From now on this mock is the present one. Gives what control API and stream of its server are to work on. */
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
