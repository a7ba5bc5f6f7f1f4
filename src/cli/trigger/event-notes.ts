import { ALL_EVENT_TYPES, EVENT_MEANINGS } from "../../smartlead/events/event-types.ts";

/** Every event type with what it is, for the help of commands that take one. */
export function eventNotes(): readonly string[] {
  const width = Math.max(...ALL_EVENT_TYPES.map((type) => type.length));
  return ["Events:", ...ALL_EVENT_TYPES.map((type) => `  ${type.padEnd(width)}  ${EVENT_MEANINGS[type]}`)];
}
