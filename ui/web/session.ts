import { createContext, useContext, useSyncExternalStore } from "react";
import { SmartLeadMockError } from "../../src/base/errors.ts";
import { type ActionContext, attemptingIn } from "../commands/action-context.ts";
import { ClockCommands } from "../commands/clock-commands.ts";
import { CompareCommands } from "../commands/compare-commands.ts";
import { DeliveryCommands } from "../commands/delivery-commands.ts";
import { DetailLoader } from "../commands/detail-loader.ts";
import { HoldCommands } from "../commands/hold-commands.ts";
import { ListCommands } from "../commands/list-commands.ts";
import { type ConsoleCalls, consoleCalls } from "../control/console-calls.ts";
import { StateWatch } from "../control/state-watch.ts";
import { PickerController } from "../picker/picker-controller.ts";
import { PromptController } from "../prompt/prompt-controller.ts";
import { systemScheduler } from "../scheduler.ts";
import type { Snapshot } from "../store/console-snapshot.ts";
import { LiveStore } from "../store/live-store.ts";
import { MockStream } from "../stream/mock-stream.ts";
import { browserHost, openBrowserSocket } from "./browser-host.ts";
import { Navigation } from "./navigation.ts";
import { PageActions } from "./page-actions.ts";

/** The state of the page for one mock: the same store and commands as in the terminal. */
export interface Session {
  readonly store: LiveStore;
  readonly control: ConsoleCalls;
  readonly actions: PageActions;
  readonly navigation: Navigation;
  readonly deliveries: DeliveryCommands;
  readonly holds: HoldCommands;
  readonly clock: ClockCommands;
  readonly lists: ListCommands;
  readonly compare: CompareCommands;
  readonly pickers: PickerController;
  readonly token: string | null;
  stop(): void;
}

interface SessionOptions {
  readonly token: string | null;
  /** Called if the mock requires another token, now or after a restart. */
  readonly onForbidden: () => void;
}

/** Only values counted in terminal lines need a size: a page of the list. */
const LIST_SIZE = { columns: 120, rows: 30 };
/** Real ms between two updates of the clock and the countdowns. */
const TICK_MS = 1_000;

export function openSession({ token, onForbidden }: SessionOptions): Session {
  const url = location.origin;
  const connection = { url, token };
  const control = consoleCalls(connection);
  const store = new LiveStore({ url, size: LIST_SIZE, scheduler: systemScheduler });
  const context: ActionContext = {
    store,
    control,
    prompts: new PromptController((view) => store.ask(view)),
    pickers: new PickerController(store),
    host: browserHost,
    attempt: attemptingIn(store),
  };
  const navigation = new Navigation({ store, control, details: new DetailLoader({ store, control }) });
  const watch = new StateWatch({ store, control, scheduler: systemScheduler });
  const world = new WorldWatch(store, control);
  const look = () => control.state().then((state) => store.stateArrived(state), noticing(onForbidden));
  const stream = new MockStream(
    { connection, scheduler: systemScheduler, open: openBrowserSocket },
    {
      frames: (frames) => store.frames(frames),
      connection: (state) => {
        store.connection(state);
        if (state.kind === "lost") void look();
      },
    },
  );
  void look();
  stream.start();
  watch.start();
  navigation.start();
  const stopTicking = tick(store);
  return {
    store,
    control,
    navigation,
    token,
    actions: new PageActions(context),
    deliveries: new DeliveryCommands(context),
    holds: new HoldCommands(context),
    clock: new ClockCommands(context),
    lists: new ListCommands(context),
    compare: new CompareCommands(context),
    pickers: context.pickers,
    stop: () => {
      stopTicking();
      navigation.stop();
      world.stop();
      watch.stop();
      stream.stop();
      store.stop();
    },
  };
}

function noticing(onForbidden: () => void): (error: unknown) => void {
  return (error) => {
    // The stream reports other errors: it tries again.
    if (error instanceof SmartLeadMockError && error.code === "forbidden") onForbidden();
  };
}

function tick(store: LiveStore): () => void {
  let cancel = () => {};
  const next = () => {
    cancel = systemScheduler.after(TICK_MS, () => {
      store.touch();
      next();
    });
  };
  next();
  return () => cancel();
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("There is a session wherever the console is shown.");
  return session;
}

/** The current snapshot, updated at most ten times a second. */
export function useSnapshot(): Snapshot {
  const { store } = useSession();
  return useSyncExternalStore(store.subscribe, store.snapshot);
}

/** Keeps the account up to date while it is shown: it is reloaded after each change. */
class WorldWatch {
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
      // It is fetched again at the next change; a lost connection is reported elsewhere.
      .catch(() => {})
      .finally(() => {
        this.#isLoading = false;
      });
  }
}
