/** One round of sending: the events that are sent together, and what is measured meanwhile. */
import type { Delivery } from "../../../delivery/delivery.ts";
import type { FaultRule } from "../../../delivery/faults/fault.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { Total } from "../measuring/work-measure.ts";
import type { CheckLead } from "./check-leads.ts";
import { type Body, plainBody } from "./plain-body.ts";
import type { Sent } from "./sent.ts";

export interface Wait {
  /** Does not wait for effects. */
  readonly answersOnly?: boolean;
  /** Resolves when the answers have arrived; by default when everything has settled. */
  readonly until?: (deliveries: readonly Delivery[]) => Promise<void>;
}

export interface Phase extends Wait {
  /** Whether its events are new, so that work is due. */
  readonly isFresh: boolean;
  /** The orders, unless it is a repetition. */
  readonly orders?: readonly Order[];
}

export interface Begun {
  readonly order: Pick<Order, "type" | "label" | "isUnwanted">;
  readonly delivery: Delivery;
}

/** One event, and what was measured while it was sent. */
export interface Seen extends Pick<Sent, "type" | "label" | "waitedMs"> {
  /** The increase of the probe while only this event was sent; `null` = not measured that way. */
  readonly probed: number | null;
  /** The part of it that may be late work of an earlier event. */
  readonly doubtful?: number;
  readonly total: Total | null;
  /** Whether it was sent for the first time, whatever was redelivered meanwhile. */
  readonly isFresh?: boolean;
}

/** One event to send. */
export interface Order {
  readonly type: EventType;
  /** Its lead; `null` for events without one. */
  readonly lead: CheckLead | null;
  /** The name in findings; the type by default. */
  readonly label?: string;
  readonly faults?: readonly FaultRule[];
  /** A type of the custom dialect that is like this one: its body is that of the dialect. */
  readonly ownEvent?: string;
  /** Whether it should have no effect, so that late ones are waited for. */
  readonly isUnwanted?: boolean;
  /** Keeps long texts complete. */
  readonly isWhole?: boolean;
  /** Changes the plain body. A text is sent unchanged. */
  readonly reshape?: (body: Body) => unknown;
}

/** The body to send: the plain one with changes; or the custom dialect's own for its type. */
export function contentOf({ type, lead, isWhole = false, ownEvent, reshape = (body) => body }: Order) {
  if (ownEvent !== undefined) return { ownEvent };
  return { reshape: (body: Body) => reshape(plainBody(type, body, { lead, isWhole })) };
}
