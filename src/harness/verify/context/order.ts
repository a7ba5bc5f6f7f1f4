import type { FaultRule } from "../../../delivery/faults/fault.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { CheckLead } from "./check-leads.ts";
import { type Body, plainBody } from "./plain-body.ts";

/** One event to be sent. */
export interface Order {
  readonly type: EventType;
  /** The lead it happens to; `null` for events that belong to none. */
  readonly lead: CheckLead | null;
  /** As findings name it; the type by default. */
  readonly label?: string;
  readonly faults?: readonly FaultRule[];
  /** A type of the custom dialect that is like this one: its body is sent as the dialect has it. */
  readonly ownEvent?: string;
  /** No effect should come of it, so one that comes late is waited for. */
  readonly isUnwanted?: boolean;
  /** Long texts stay as the world wrote them. */
  readonly isWhole?: boolean;
  /** Changes the plain body. A text is sent as it is. */
  readonly reshape?: (body: Body) => unknown;
}

/** What is sent for it: the plain body, changed; or what the custom dialect has for its type. */
export function contentOf({ type, lead, isWhole = false, ownEvent, reshape = (body) => body }: Order) {
  if (ownEvent !== undefined) return { ownEvent };
  return { reshape: (body: Body) => reshape(plainBody(type, body, { lead, isWhole })) };
}
