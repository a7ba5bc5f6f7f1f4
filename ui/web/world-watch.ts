import type { ConsoleCalls } from "../control/console-calls.ts";
import type { LiveStore } from "../store/live-store.ts";

/** Keeps the account up to date for as long as it is looked at: whenever something has changed in it. */
export class WorldWatch {
  readonly #store: LiveStore;
  readonly #control: ConsoleCalls;
  readonly #unsubscribe: () => void;
  #seenChanges = -1;
  #isLoading = false;

  constructor(store: LiveStore, control: ConsoleCalls) {
    this.#store = store;
    this.#control = control;
    this.#unsubscribe = store.subscribe(() => this.#refresh());
  }

  stop(): void {
    this.#unsubscribe();
  }

  #refresh(): void {
    const { screen, worldChanges } = this.#store.snapshot();
    if (screen.kind !== "world" || this.#isLoading || this.#seenChanges === worldChanges) return;
    this.#seenChanges = worldChanges;
    this.#isLoading = true;
    this.#control
      .world()
      .then((world) => this.#store.worldArrived(world))
      // It is asked for again at the next change; that the mock is gone is told elsewhere.
      .catch(() => {})
      .finally(() => {
        this.#isLoading = false;
      });
  }
}
