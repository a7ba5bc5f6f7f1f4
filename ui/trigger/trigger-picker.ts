import { ALL_EVENT_TYPES, type AnyEventType } from "../../src/events/event-types.ts";
import { type Line, selected, span } from "../frame/line.ts";
import type { Screen } from "../store/snapshot.ts";
import type { Theme } from "../theme.ts";

export type TriggerScreen = Extract<Screen, { kind: "trigger" }>;

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

const NAME_WIDTH = Math.max(...ALL_EVENT_TYPES.map((type) => type.length));

/** The event types that hold what was typed, in any case and with spaces for underscores. */
export function matchingTypes(filter: string): readonly AnyEventType[] {
  const wanted = filter.trim().toUpperCase().replaceAll(" ", "_");
  return ALL_EVENT_TYPES.filter((type) => type.includes(wanted));
}

/** The list to pick an event from; where it is longer than the screen, the part around the selected one. */
export function pickerLines(
  screen: TriggerScreen,
  { glyphs }: Theme,
  { width, height }: { width: number; height: number },
): readonly Line[] {
  const types = matchingTypes(screen.filter);
  const rows = types.map((type, index) => {
    const isSelected = index === screen.index;
    const name = `${isSelected ? glyphs.cursor : " "} ${type.padEnd(NAME_WIDTH)}  `;
    const line: Line = [span(name, "strong"), span(MEANINGS[type], "muted")];
    return isSelected ? selected(line, width) : line;
  });
  const filter: Line =
    screen.filter === "" ? [span(" (type to search)", "muted")] : [span(` ${screen.filter}`, "info")];
  const room = Math.max(1, height - 1);
  const top = Math.max(0, screen.index - room + 1);
  const nothing: Line = [span("  No event type has that in its name.", "warn")];
  return [
    [span("Which event shall happen?", "strong"), ...filter],
    ...(rows.length > 0 ? rows.slice(top, top + room) : [nothing]),
  ];
}
