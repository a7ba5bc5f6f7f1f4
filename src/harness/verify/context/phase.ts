/** One round of sending: what is sent together, and what is measured while it is. */
import type { Delivery } from "../../../delivery/delivery.ts";
import type { FaultRule } from "../../../delivery/faults/fault.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { Total } from "../measuring/work-measure.ts";
import type { CheckLead } from "./check-leads.ts";
import { type Body, plainBody } from "./plain-body.ts";
import type { Sent } from "./sent.ts";

export interface Wait {
  /** Effects are not waited for. */
  readonly answersOnly?: boolean;
  /** When the answers are in; once everything has settled by default. */
  readonly until?: (deliveries: readonly Delivery[]) => Promise<void>;
}

export interface Phase extends Wait {
  /** Its events never came before, so that work is due. */
  readonly isFresh: boolean;
  /** What is sent, where it is not sent again. */
  readonly orders?: readonly Order[];
}

export interface Begun {
  readonly order: Pick<Order, "type" | "label" | "isUnwanted">;
  readonly delivery: Delivery;
}

/** One event, and what was measured while it was sent. */
export interface Seen extends Pick<Sent, "type" | "label" | "waitedMs"> {
  /** What the probe rose by while nothing else was sent; `null` = not read so. */
  readonly probed: number | null;
  /** So much of that may be the work of an earlier event that came late. */
  readonly doubtful?: number;
  readonly total: Total | null;
  /** It was sent for the first time then, whatever came again meanwhile. */
  readonly isFresh?: boolean;
}

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
