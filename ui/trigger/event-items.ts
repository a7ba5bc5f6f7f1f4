import { ALL_EVENT_TYPES, type AnyEventType } from "../../src/smartlead/events/event-types.ts";
import type { PickerItem } from "../picker/picker.ts";

/** What each event is, for those who do not know the names by heart. */
const MEANINGS: Readonly<Record<AnyEventType, string>> = {
  EMAIL_SENT: "a mail of a sequence went out",
  FIRST_EMAIL_SENT: "the first mail of a sequence went out",
  EMAIL_OPEN: "a lead opened a mail",
  EMAIL_LINK_CLICK: "a lead clicked a link",
  EMAIL_REPLY: "a lead answered",
  EMAIL_BOUNCE: "a mail came back",
  LEAD_UNSUBSCRIBED: "a lead unsubscribed",
  LEAD_CATEGORY_UPDATED: "a lead's category changed",
  CAMPAIGN_STATUS_CHANGED: "a campaign was started, paused or stopped",
  UNTRACKED_REPLIES: "a mail came in that belongs to no campaign",
  MANUAL_STEP_REACHED: "a lead reached a step done by hand",
  EMAIL_ACCOUNT_DISCONNECTED: "a mailbox lost its connection (account event)",
  CAMPAIGN_BOUNCE_BREACH: "a campaign bounces too much (account event)",
};

/** Every event type, to pick one. */
export const EVENT_ITEMS: readonly (PickerItem & { readonly id: AnyEventType })[] = ALL_EVENT_TYPES.map((type) => ({
  id: type,
  label: type,
  meaning: MEANINGS[type],
}));
