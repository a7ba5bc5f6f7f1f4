import type { Scheduler } from "../scheduler.ts";
import type { LiveStore } from "../store/live-store.ts";
import type { ConsoleCalls } from "./console-calls.ts";

/** Real ms between two looks at the mock's state: counters are never older than that, and a hundred consoles cost nothing. */
const STATE_INTERVAL_MS = 500;

/** Keeps counters, clock, rate, webhooks and faults up to date; what the stream cannot tell, such as a rate set by another console, comes from here. */
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
    // Whether the mock is there is the stream's to say: a call that fails is only tried again.
    const [state, faults] = await Promise.all([control.state().catch(() => null), control.faults().catch(() => null)]);
    if (this.#isStopped) return;
    if (state !== null) store.stateArrived(state);
    if (faults !== null) store.faultsArrived(faults);
    this.start();
  }
}
