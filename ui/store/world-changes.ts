import type { Entry } from "../../src/journal/entry.ts";
import type { Scheduler } from "../scheduler.ts";

/** Real ms between two reports that the world has changed, at least: anyone who looks at it asks for all of it again. */
const WORLD_INTERVAL_MS = 500;
/** What may change campaigns, leads or webhooks. */
const WORLD_ENTRIES: ReadonlySet<Entry["type"]> = new Set(["webhook.changed", "world.changed", "event.emitted"]);

/** Counts how often the world has changed: a little later, and once for all that happens meanwhile. */
export class WorldChanges {
  readonly #scheduler: Scheduler;
  readonly #whenCounted: () => void;
  #count = 0;
  #cancel: (() => void) | null = null;

  constructor(scheduler: Scheduler, whenCounted: () => void) {
    this.#scheduler = scheduler;
    this.#whenCounted = whenCounted;
  }

  get count(): number {
    return this.#count;
  }

  take({ type }: Entry): void {
    if (!WORLD_ENTRIES.has(type)) return;
    this.#cancel ??= this.#scheduler.after(WORLD_INTERVAL_MS, () => {
      this.#cancel = null;
      this.#count += 1;
      this.#whenCounted();
    });
  }

  stop(): void {
    this.#cancel?.();
  }
}
