import type { Delivery } from "../../src/delivery/delivery.ts";
import type { AnyEventType } from "../../src/events/event-types.ts";
import type { ControlClient } from "../control/control-client.ts";
import { type Command, commandOf } from "../keys/key-bindings.ts";
import { LineHistory } from "../prompt/line-history.ts";
import { PromptDesk } from "../prompt/prompt-desk.ts";
import { AT_THE_TOP } from "../reading/reading.ts";
import type { LiveStore } from "../store/live-store.ts";
import type { Notice } from "../store/snapshot.ts";
import type { Theme } from "../theme.ts";
import { matchingTypes, type TriggerScreen } from "../trigger/trigger-picker.ts";
import type { DetailLoader } from "./detail-loader.ts";
import { FaultCommands } from "./fault-commands.ts";
import { QueryCommands } from "./query-commands.ts";
import { ReadingCommands } from "./reading-commands.ts";

/** What the commands work on. */
export interface CommandContext {
  readonly store: LiveStore;
  readonly control: ControlClient;
  readonly details: DetailLoader;
  readonly theme: Theme;
  redraw(): void;
  quit(): void;
}

/** Events per real second when traffic is switched on that was never on before. */
const USUAL_RATE = 1;

/** Does what the keys ask for. Whatever goes wrong ends as a notice. */
export class Commands {
  readonly #context: CommandContext;
  /** What each command does where it does not scroll a text. */
  readonly #actions: Readonly<Partial<Record<Command, () => void>>>;
  readonly #faults: FaultCommands;
  readonly #prompts: PromptDesk;
  readonly #reading: ReadingCommands;
  readonly #query: QueryCommands;
  #lastType: AnyEventType = "EMAIL_REPLY";
  #lastRate = USUAL_RATE;

  constructor(context: CommandContext) {
    this.#context = context;
    const { store, theme, control } = context;
    this.#faults = new FaultCommands({ store, control, attempt: (busy, action) => this.#attempt(busy, action) });
    this.#prompts = new PromptDesk((view) => store.ask(view));
    this.#query = new QueryCommands(store, this.#prompts);
    this.#reading = new ReadingCommands({ store, theme, prompts: this.#prompts, history: new LineHistory() });
    this.#actions = {
      up: () => store.move(-1),
      down: () => store.move(1),
      "page-up": () => store.move(-this.#reading.pageOf("list")),
      "page-down": () => store.move(this.#reading.pageOf("list")),
      first: () => store.toFirst(),
      last: () => store.follow(),
      open: () => this.#open(),
      back: () => this.#back(),
      query: () => this.#query.open(),
      trigger: () => this.#search("", Math.max(0, matchingTypes("").indexOf(this.#lastType))),
      resend: () => this.#resend("same"),
      "resend-new": () => this.#resend("new"),
      "next-due": () => this.#attempt("Moving the clock …", () => this.#nextDue()),
      traffic: () => this.#attempt(null, () => this.#toggleTraffic()),
      faults: () => this.#faults.open(),
      help: () => this.#help(),
      redraw: () => context.redraw(),
      quit: () => context.quit(),
    };
  }

  press(key: string): void {
    const { store } = this.#context;
    const { screen } = store.snapshot();
    if (key === "ctrl+c") {
      this.#context.quit();
    } else if (this.#prompts.isOpen) {
      this.#prompts.press(key);
    } else if (screen.kind === "trigger") {
      this.#pick(screen, key);
    } else if (screen.kind === "arm") {
      this.#faults.type(screen, key);
    } else {
      const command = commandOf(key, screen.kind);
      if (command === undefined || this.#reading.perform(command) || this.#faults.perform(command)) return;
      this.#actions[command]?.();
    }
  }

  #open(): void {
    const { store, details } = this.#context;
    const row = store.selectedRow;
    if (store.snapshot().screen.kind !== "list" || row === undefined) return;
    if (row.kind === "delivery") details.open({ eventId: row.delivery.event_id, delivery: row.delivery });
    else if (row.kind === "unheard") details.open({ eventId: row.eventId, delivery: null });
    else store.say({ kind: "warning", text: "There is nothing more to this row." });
  }

  #help(): void {
    const { store } = this.#context;
    const { screen } = store.snapshot();
    if (screen.kind === "help") this.#back();
    else store.show({ kind: "help", from: screen, ...AT_THE_TOP });
  }

  #back(): void {
    const { store, details } = this.#context;
    const { screen } = store.snapshot();
    if (screen.kind === "list") {
      if (!this.#query.drop()) store.follow();
    } else if (screen.kind === "help") {
      store.show(screen.from);
    } else {
      details.close();
      store.show({ kind: "list" });
    }
  }

  /** In the picker letters are what is searched for. */
  #pick(screen: TriggerScreen, key: string): void {
    const { filter, index } = screen;
    const types = matchingTypes(filter);
    if (key === "escape") this.#context.store.show({ kind: "list" });
    else if (key === "up") this.#search(filter, Math.max(0, index - 1));
    else if (key === "down") this.#search(filter, Math.max(0, Math.min(index + 1, types.length - 1)));
    else if (key === "backspace") this.#search(filter.slice(0, -1), 0);
    else if (key === "enter") this.#trigger(types[index]);
    else if (/^[\w ]$/.test(key)) this.#search(filter + key, 0);
  }

  #search(filter: string, index: number): void {
    this.#context.store.show({ kind: "trigger", filter, index });
  }

  #trigger(eventType: AnyEventType | undefined): void {
    if (eventType === undefined) return;
    const { store } = this.#context;
    this.#lastType = eventType;
    store.show({ kind: "list" });
    store.follow();
    this.#attempt(`Triggering ${eventType} …`, async () => store.say(await this.#triggered(eventType)));
  }

  async #triggered(eventType: AnyEventType): Promise<Notice> {
    const { control } = this.#context;
    const [event] = await control.trigger(eventType);
    const count = event?.deliveries.length ?? 0;
    const receivers = count === 1 ? "1 webhook" : `${count} webhooks`;
    if (event === undefined || count > 0) return { kind: "done", text: `${eventType} goes to ${receivers}.` };
    const { explanation } = await control.event(event.event_id);
    return { kind: "warning", text: `${eventType} reaches no webhook. ${explanation}` };
  }

  #resend(requestId: "same" | "new"): void {
    const delivery = this.#chosenDelivery();
    const { store, control } = this.#context;
    if (delivery === null) {
      store.say({ kind: "warning", text: "Select a delivery to send it again." });
      return;
    }
    const how = requestId === "same" ? "with the same request id" : "with a new request id";
    this.#attempt(`Sending ${delivery.event_type} again …`, async () => {
      await control.resend(delivery.id, requestId);
      store.say({ kind: "done", text: `${delivery.event_type} was sent again ${how}.` });
    });
  }

  #chosenDelivery(): Delivery | null {
    const { store } = this.#context;
    const { screen } = store.snapshot();
    if (screen.kind === "detail") return screen.delivery;
    const row = store.selectedRow;
    return row?.kind === "delivery" ? row.delivery : null;
  }

  async #nextDue(): Promise<void> {
    const { store, control } = this.#context;
    const now = await control.nextDue();
    store.stateArrived(await control.state());
    store.say({ kind: "done", text: `The clock is at ${now}.` });
  }

  async #toggleTraffic(): Promise<void> {
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

  #attempt(busy: string | null, action: () => Promise<void>): void {
    const { store } = this.#context;
    if (busy !== null) store.say({ kind: "busy", text: busy });
    action().catch((error: unknown) => {
      store.say({ kind: "problem", text: error instanceof Error ? error.message : String(error) });
    });
  }
}
