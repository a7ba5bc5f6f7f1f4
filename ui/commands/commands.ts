import type { ConsoleCalls, EventPlace } from "../control/console-calls.ts";
import type { Host } from "../host/host.ts";
import { COMMANDS, type Command, commandOf, KEY_BINDINGS } from "../keys/key-bindings.ts";
import { AT_THE_TOP, THE_END } from "../pager/pager.ts";
import { PickerController } from "../picker/picker-controller.ts";
import { isText, LineHistory } from "../prompt/line-edit.ts";
import { PromptController } from "../prompt/prompt-controller.ts";
import type { LiveStore } from "../store/live-store.ts";
import type { Theme } from "../theme.ts";
import { type ActionContext, attemptingIn } from "./action-context.ts";
import { ClockCommands } from "./clock-commands.ts";
import { CompareCommands } from "./compare-commands.ts";
import { DeliveryCommands } from "./delivery-commands.ts";
import type { DetailLoader } from "./detail-loader.ts";
import { FaultCommands } from "./fault-commands.ts";
import { HoldCommands } from "./hold-commands.ts";
import { ListCommands } from "./list-commands.ts";
import { PagerCommands } from "./pager-commands.ts";
import { openPalette } from "./palette-commands.ts";
import { QueryCommands } from "./query-commands.ts";
import { SaveCommands } from "./save-commands.ts";
import { TriggerCommands } from "./trigger-commands.ts";
import { WorldCommands } from "./world-commands.ts";

/** The objects that commands work on. */
export interface CommandParts {
  readonly store: LiveStore;
  readonly control: ConsoleCalls;
  readonly details: DetailLoader;
  readonly theme: Theme;
  readonly host: Host;
  redraw(): void;
  suspend(): void;
  quit(): void;
}

/** Runs the commands of the pressed keys. Any error is shown as a notice. */
export class Commands {
  readonly #parts: CommandParts;
  readonly #context: ActionContext;
  readonly #query: QueryCommands;
  readonly #pager: PagerCommands;
  readonly #faults: FaultCommands;
  readonly #world: WorldCommands;
  readonly #clock: ClockCommands;
  /** The default action of each command, for screens that give it no other meaning. */
  readonly #actions: Readonly<Partial<Record<Command, () => void>>>;

  constructor(parts: CommandParts) {
    const { store, control, theme, host } = parts;
    const prompts = new PromptController((view) => store.ask(view));
    this.#parts = parts;
    const pickers = new PickerController(store);
    this.#context = { store, control, prompts, pickers, host, attempt: attemptingIn(store) };
    this.#query = new QueryCommands(store, prompts);
    this.#pager = new PagerCommands({ store, theme, prompts, history: new LineHistory() });
    this.#faults = new FaultCommands(this.#context);
    this.#world = new WorldCommands(this.#context);
    this.#clock = new ClockCommands(this.#context);
    this.#actions = { ...this.#moves(), ...this.#actionCommands() };
  }

  /** Handles keys that arrived together: text among them, such as a paste, is inserted into an open prompt as a whole. */
  pressAll(keys: readonly string[]): void {
    const { prompts } = this.#context;
    for (let at = 0; at < keys.length; ) {
      let end = at;
      while (prompts.isOpen && end < keys.length && isText(keys[end] ?? "")) end += 1;
      if (end > at + 1) prompts.insert(keys.slice(at, end).join(""));
      else this.press(keys[at] ?? "");
      at = Math.max(end, at + 1);
    }
  }

  press(key: string): void {
    const { prompts, pickers, store } = this.#context;
    const { screen } = store.snapshot();
    if (key === "ctrl+c") {
      this.#parts.quit();
    } else if (key === "ctrl+z") {
      this.#parts.suspend();
    } else if (prompts.isOpen) {
      prompts.press(key);
    } else if (screen.kind === "picker") {
      pickers.press(screen, key);
    } else if (screen.kind === "arm") {
      this.#faults.type(screen, key);
    } else {
      const command = commandOf(key, screen.kind);
      if (command !== undefined) this.#run(command);
    }
  }

  #run(command: Command): void {
    if (this.#leads(command) || this.#pager.run(command) || this.#faults.run(command)) return;
    this.#actions[command]?.();
  }

  #moves(): Partial<Record<Command, () => void>> {
    const { store } = this.#context;
    return {
      up: () => store.move(-1),
      down: () => store.move(1),
      "page-up": () => store.move(-this.#pager.pageOf("list")),
      "page-down": () => store.move(this.#pager.pageOf("list")),
      first: () => store.toFirst(),
      last: () => store.follow(),
      open: () => this.#open(),
      back: () => this.#back(),
      query: () => this.#query.open(),
      deliveries: () => this.#showList(),
      world: () => this.#world.open(),
      thread: () => this.#world.openThreadOfDelivery(),
      faults: () => this.#faults.open(),
      numbers: () => store.show({ kind: "numbers" }),
      log: () => store.show({ kind: "log", ...AT_THE_TOP, cursor: THE_END }),
      scenario: () => store.show({ kind: "scenario", ...AT_THE_TOP }),
      help: () => this.#help(),
      redraw: () => this.#parts.redraw(),
      suspend: () => this.#parts.suspend(),
      quit: () => this.#parts.quit(),
    };
  }

  #actionCommands(): Partial<Record<Command, () => void>> {
    const triggers = new TriggerCommands(this.#context);
    const compare = new CompareCommands(this.#context);
    const deliveries = new DeliveryCommands(this.#context);
    const saving = new SaveCommands(this.#context);
    const clock = this.#clock;
    const list = new ListCommands(this.#context);
    const holds = new HoldCommands(this.#context);
    return {
      trigger: () => triggers.open(this.#placeOfThread()),
      compare: () => compare.open(),
      resend: () => deliveries.resend("same"),
      "resend-new": () => deliveries.resend("new"),
      "send-twice": () => deliveries.sendTwice(),
      edit: () => {
        if (!holds.edit()) deliveries.sendEdited();
      },
      "hold-next": () => holds.holdNext(),
      "let-go": () => holds.letGo(),
      "answer-held": () => holds.askForAnswer(),
      "drop-held": () => holds.drop(),
      curl: () => deliveries.copyCurl(),
      save: () => saving.open(),
      "save-curl": () => saving.openCurl(),
      "lose-answer": () => this.#faults.loseNextAnswer(),
      retrigger: () => deliveries.retrigger(),
      "previous-failure": () => list.toFailure(-1),
      "next-failure": () => list.toFailure(1),
      "filter-by-row": () => list.filterByRow(),
      mark: () => list.toggleMark(),
      "to-mark": () => list.toMark(),
      sort: () => list.toggleOrder(),
      palette: () =>
        openPalette(this.#context, (command) => this.#run(command), {
          commands: COMMANDS,
          told: (command) => KEY_BINDINGS[command],
        }),
      web: () => deliveries.openWeb(),
      "next-due": () => clock.nextDue(),
      jump: () => clock.jump(),
      clock: () => clock.askForClock(),
      "clock-pause": () => clock.togglePause(),
      traffic: () => clock.toggleTraffic(),
      rate: () => clock.askForRate(),
      reset: () => clock.askForReset(),
    };
  }

  /** A row with a link is opened, not folded. */
  #leads(command: Command): boolean {
    const target = command === "fold" ? this.#pager.target() : null;
    if (target === null) return false;
    this.#world.openCampaign(Number(target));
    return true;
  }

  /** In a conversation, an event is triggered for its lead. */
  #placeOfThread(): EventPlace {
    const { screen } = this.#context.store.snapshot();
    return screen.kind === "thread"
      ? { campaignId: screen.thread.campaign_id, leadEmail: screen.thread.lead.email }
      : {};
  }

  #open(): void {
    const { store } = this.#context;
    const { details } = this.#parts;
    const row = store.selectedRow;
    if (store.snapshot().screen.kind !== "list" || row === undefined) return;
    if (row.kind === "delivery") details.open({ eventId: row.delivery.event_id, delivery: row.delivery });
    else if (row.kind === "unheard") details.open({ eventId: row.eventId, delivery: null });
    else store.say({ kind: "warning", text: "This row has no details." });
  }

  #help(): void {
    const { store } = this.#context;
    const { screen } = store.snapshot();
    if (screen.kind === "help") this.#back();
    else store.show({ kind: "help", from: screen, ...AT_THE_TOP });
  }

  #back(): void {
    if (this.#clock.stopJump()) return;
    const { store } = this.#context;
    const { screen } = store.snapshot();
    if (screen.kind === "list") {
      if (store.snapshot().order === "duration") store.inList((list) => list.toggleOrder());
      else if (!this.#query.drop()) store.follow();
    } else if ("from" in screen) {
      store.show(screen.from);
    } else {
      this.#showList();
    }
  }

  #showList(): void {
    this.#parts.details.close();
    this.#context.store.show({ kind: "list" });
  }
}
