import type { Delivery } from "../../src/delivery/delivery.ts";
import type { DetailedDelivery } from "../../src/server/client/control-calls.ts";
import type { ConsoleCalls } from "../control/console-calls.ts";
import { splitOf } from "../frame/split-layout.ts";
import { AT_THE_TOP } from "../pager/pager.ts";
import type { Scheduler } from "../scheduler.ts";
import type { DetailScreen } from "../store/console-snapshot.ts";
import type { LiveStore } from "../store/live-store.ts";
import type { ListRow } from "../store/row-store.ts";
import { messageOf } from "./action-context.ts";

/** Shows the loaded details at the reader's place in the text. */
type KeepPlace = (before: DetailScreen, after: DetailScreen) => DetailScreen;

interface DetailLoaderParts {
  readonly store: LiveStore;
  readonly control: ConsoleCalls;
  /** For a text with a cursor; without it the loaded details simply replace the old ones. */
  readonly keepPlace?: KeepPlace;
}

/** Opens the details of a row and keeps them up to date while they are open: bodies come from the mock, not from the stream. */
export class DetailLoader {
  readonly #store: LiveStore;
  readonly #control: ConsoleCalls;
  readonly #keepPlace: KeepPlace;
  /** The list's delivery object at the last load: a different object means that it has changed. */
  #loadedFrom: Delivery | null = null;
  #isLoading = false;

  constructor({ store, control, keepPlace }: DetailLoaderParts) {
    this.#store = store;
    this.#control = control;
    this.#keepPlace = keepPlace ?? ((_before, after) => after);
    store.subscribe(() => this.#refresh());
  }

  open({ eventId, delivery }: { eventId: string; delivery: Delivery | null }): void {
    this.#loadedFrom = delivery;
    this.#store.show({ kind: "detail", eventId, delivery, event: null, isLoaded: false, problem: null, ...AT_THE_TOP });
    void this.#load();
  }

  close(): void {
    this.#loadedFrom = null;
  }

  /** Called after each repaint: at most ten times a second, with one load at a time. */
  #refresh(): void {
    const screen = this.#screen();
    if (screen === null || screen.delivery === null || this.#isLoading) return;
    const row = this.#store.rowOf(screen.delivery.id);
    if (row?.kind !== "delivery" || row.delivery === this.#loadedFrom) return;
    this.#loadedFrom = row.delivery;
    void this.#load();
  }

  async #load(): Promise<void> {
    const asked = this.#screen();
    if (asked === null) return;
    this.#isLoading = true;
    const [delivery, event] = await Promise.allSettled([
      asked.delivery === null ? null : this.#control.delivery(asked.delivery.id),
      this.#control.event(asked.eventId),
    ]);
    this.#isLoading = false;
    const screen = this.#screen();
    if (screen === null || screen.eventId !== asked.eventId || screen.delivery?.id !== asked.delivery?.id) return;
    const failure = [delivery, event].find((result) => result.status === "rejected");
    const loaded: DetailScreen = {
      ...screen,
      delivery: delivery.status === "fulfilled" ? keepingRequest(screen.delivery, delivery.value) : screen.delivery,
      isLoaded: delivery.status === "fulfilled" || screen.isLoaded,
      event: event.status === "fulfilled" ? event.value : screen.event,
      problem: failure === undefined ? null : messageOf(failure.reason),
    };
    this.#store.show(this.#keepPlace(screen, loaded));
  }

  #screen(): DetailScreen | null {
    const { screen } = this.#store.snapshot();
    return screen.kind === "detail" ? screen : null;
  }
}

/** A sent request never changes, so its text, up to a megabyte, need not be laid out again. */
function keepingRequest(before: DetailedDelivery | null, after: DetailedDelivery | null): DetailedDelivery | null {
  const [old, fresh] = [before?.request, after?.request];
  return after !== null && old !== undefined && old.body === fresh?.body ? { ...after, request: old } : after;
}

/** Real ms that the cursor must rest on a row before its details are loaded: fast scrolling loads nothing. */
const STANDS_STILL_MS = 200;

/** Loads the details of the row under the cursor if there is room for them next to the list. */
export class PreviewLoader {
  readonly #parts: { readonly store: LiveStore; readonly control: ConsoleCalls; readonly scheduler: Scheduler };
  /** The row whose preview is shown or being loaded; a different object means that the row has changed. */
  #row: ListRow | undefined;
  #cancel: () => void = () => {};

  constructor(parts: { store: LiveStore; control: ConsoleCalls; scheduler: Scheduler }) {
    this.#parts = parts;
    parts.store.subscribe(() => this.#look());
  }

  #look(): void {
    const { store, scheduler } = this.#parts;
    const { size, screen } = store.snapshot();
    if (screen.kind !== "list" || splitOf(size, screen.kind) === null) return;
    const row = store.selectedRow;
    if (row === this.#row) return;
    this.#row = row;
    this.#cancel();
    this.#cancel = scheduler.after(STANDS_STILL_MS, () => void this.#load(row));
  }

  async #load(row: ListRow | undefined): Promise<void> {
    const { store, control } = this.#parts;
    const eventId = row?.kind === "delivery" ? row.delivery.event_id : row?.kind === "unheard" ? row.eventId : null;
    if (eventId === null) {
      store.previewed(null);
      return;
    }
    const delivery = row?.kind === "delivery" ? row.delivery : null;
    const [loaded, event] = await Promise.allSettled([
      delivery === null ? null : control.delivery(delivery.id),
      control.event(eventId),
    ]);
    if (row !== this.#row) return;
    const isLoaded = loaded.status === "fulfilled";
    const preview: DetailScreen = {
      kind: "detail",
      eventId,
      delivery: isLoaded ? loaded.value : delivery,
      event: event.status === "fulfilled" ? event.value : null,
      isLoaded,
      problem: null,
      ...AT_THE_TOP,
    };
    store.previewed(preview);
  }
}
