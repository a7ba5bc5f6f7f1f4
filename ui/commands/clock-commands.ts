import type { ActionContext } from "./action-context.ts";

/** Events per real second when traffic is switched on that was never on before. */
const USUAL_RATE = 1;

/** Time and traffic of the mock. */
export class ClockCommands {
  readonly #context: ActionContext;
  #lastRate = USUAL_RATE;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  nextDue(): void {
    const { store, control, attempt } = this.#context;
    attempt("Moving the clock …", async () => {
      const now = await control.nextDue();
      store.stateArrived(await control.state());
      store.say({ kind: "done", text: `The clock is at ${now}.` });
    });
  }

  toggleTraffic(): void {
    this.#context.attempt(null, () => this.#toggle());
  }

  async #toggle(): Promise<void> {
    const { store, control } = this.#context;
    const { rate } = await control.state();
    if (rate > 0) this.#lastRate = rate;
    await control.setRate(rate > 0 ? 0 : this.#lastRate);
    store.stateArrived(await control.state());
    store.say({
      kind: "done",
      text:
        rate > 0
          ? "Traffic is paused; p lets it go on."
          : `Traffic runs: ${this.#lastRate} events a second; p pauses it.`,
    });
  }
}
