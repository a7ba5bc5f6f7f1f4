import type { Scheduler } from "../scheduler.ts";
import type { LiveStore } from "../store/live-store.ts";
import type { ConsoleCalls } from "./console-calls.ts";

/** Real ms between two reads of the mock's state: counters are never older than that, and a hundred consoles cost nothing. */
const STATE_INTERVAL_MS = 500;

/** Keeps counters, clock, rate, webhooks and faults up to date, including changes that are not in the stream, such as a rate set by another console. */
export class StateWatch {
  readonly #context: { readonly store: LiveStore; readonly control: ConsoleCalls; readonly scheduler: Scheduler };
  #cancel: () => void = () => {};
  #isStopped = false;

  constructor(context: { store: LiveStore; control: ConsoleCalls; scheduler: Scheduler }) {
    this.#context = context;
  }

  start(): void {
    this.#cancel = this.#context.scheduler.after(STATE_INTERVAL_MS, () => this.#look());
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  async #look(): Promise<void> {
    const { store, control } = this.#context;
    // The stream reports whether the mock is reachable: a failed call here is only repeated.
    const [state, faults] = await Promise.all([control.state().catch(() => null), control.faults().catch(() => null)]);
    if (this.#isStopped) return;
    if (state !== null) store.stateArrived(state);
    if (faults !== null) store.faultsArrived(faults);
    this.start();
  }
}
