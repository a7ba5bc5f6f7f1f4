import type { EventView } from "../mock.ts";

/** Events whose explanation can still be asked for; as many as deliveries are held. */
export const MAX_EVENTS_HELD = 20_000;

/** The latest events, by id. */
export class EventLog {
  readonly #events = new Map<string, EventView>();

  add(event: EventView): void {
    this.#events.set(event.event_id, event);
    if (this.#events.size <= MAX_EVENTS_HELD) return;
    const oldest = this.#events.keys().next().value;
    if (oldest !== undefined) this.#events.delete(oldest);
  }

  get(id: string): EventView | null {
    return this.#events.get(id) ?? null;
  }

  clear(): void {
    this.#events.clear();
  }
}
