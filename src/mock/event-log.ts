import { BoundedMap } from "../base/bounded-map.ts";
import type { Entry } from "../journal/entry.ts";
import type { EventView } from "./mock.ts";

/** Events whose explanation can still be asked for, oldest dropped first: twice as many as settled deliveries are held. */
export const MAX_EVENTS_HELD = 20_000;

/** The latest events, by id. */
export class EventLog {
  readonly #events = new BoundedMap<string, EventView>(MAX_EVENTS_HELD);

  add(event: EventView): void {
    this.#events.set(event.event_id, event);
  }

  get(id: string): EventView | null {
    return this.#events.get(id) ?? null;
  }

  clear(): void {
    this.#events.clear();
  }
}

/** An event as its entry tells it. Which deliveries it had, their own entries say. */
export function eventViewOf(entry: Extract<Entry, { type: "event.emitted" }>): EventView {
  const { event_id, event_type, campaign_id, lead_email, cause, at, shadowed, explanation } = entry;
  return { event_id, event_type, campaign_id, lead_email, cause, at, deliveries: [], shadowed, explanation };
}
