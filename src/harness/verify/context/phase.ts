/** One round of sending: what is sent together, and what is measured while it is. */
import type { Delivery } from "../../../delivery/delivery.ts";
import type { Total } from "../measuring/work-measure.ts";
import type { Order } from "./order.ts";
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
