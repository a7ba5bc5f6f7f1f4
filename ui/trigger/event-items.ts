import { EVENT_MEANINGS } from "../../src/smartlead/events/event-meanings.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../../src/smartlead/events/event-types.ts";
import type { PickerItem } from "../picker/picker.ts";

/** Every event type, to pick one. */
export const EVENT_ITEMS: readonly (PickerItem & { readonly id: AnyEventType })[] = ALL_EVENT_TYPES.map((type) => ({
  id: type,
  label: type,
  meaning: EVENT_MEANINGS[type],
}));
