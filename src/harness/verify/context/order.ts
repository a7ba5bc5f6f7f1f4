import type { FaultRule } from "../../../delivery/faults/fault.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { CheckLead } from "./check-leads.ts";
import type { Body } from "./plain-body.ts";

/** One event to be sent. */
export interface Order {
  readonly type: EventType;
  /** The lead it happens to; `null` for events that belong to none. */
  readonly lead: CheckLead | null;
  /** As findings name it; the type unless given. */
  readonly label?: string;
  readonly faults?: readonly FaultRule[];
  /** No effect should come of it, so one that comes late is waited for. */
  readonly isUnwanted?: boolean;
  /** Long texts stay as the world wrote them. */
  readonly isWhole?: boolean;
  /** Changes the plain body. A text is sent as it is. */
  readonly reshape?: (body: Body) => unknown;
}
