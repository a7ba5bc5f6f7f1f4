import type { MockState } from "../../src/mock/mock.ts";
import { ALL_EVENT_TYPES, EVENT_MEANINGS } from "../../src/smartlead/events/event-types.ts";
import type { PickerItem } from "../picker/picker.ts";

/** Every built-in event type, to pick one. */
export const EVENT_ITEMS: readonly PickerItem[] = ALL_EVENT_TYPES.map((type) => ({
  id: type,
  label: type,
  meaning: EVENT_MEANINGS[type],
}));

/** With those of the mock's own dialect behind them. */
export function eventItems(state: Pick<MockState, "own_events"> | null): readonly PickerItem[] {
  const own = (state?.own_events ?? []).map(({ name, like }) => ({ id: name, label: name, meaning: `like ${like}` }));
  return [...EVENT_ITEMS, ...own];
}
