import type { ConsoleCalls } from "../control/console-calls.ts";
import { splitOf } from "../frame/split-layout.ts";
import { AT_THE_TOP } from "../pager/pager.ts";
import type { Scheduler } from "../scheduler.ts";
import type { DetailScreen } from "../store/console-snapshot.ts";
import type { LiveStore } from "../store/live-store.ts";
import type { ListRow } from "../store/row-ring.ts";

/** Real ms that the cursor stays on a row before its details are loaded: a list that rushes by loads nothing. */
const STANDS_STILL_MS = 200;

/** Loads the details of the row under the cursor where there is room for them beside the list. */
export class PreviewLoader {
  readonly #parts: { readonly store: LiveStore; readonly control: ConsoleCalls; readonly scheduler: Scheduler };
  /** The row for which a preview is shown or under way; another object means that something has happened to it. */
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
