import type { Delivery } from "../../delivery/delivery.ts";
import type { HeldDelivery } from "../entry-store.ts";

/** A row as it is written. The order comes first: it is looked for there. */
interface WrittenRow {
  readonly order: number;
  readonly created_seq: number;
  readonly is_resent: boolean;
  readonly delivery: Delivery;
}

export function rowOf({ order, createdSeq: created_seq, isResent: is_resent, delivery }: HeldDelivery): string {
  const row: WrittenRow = { order, created_seq, is_resent, delivery };
  return JSON.stringify(row);
}

/** Its sum has been checked, so it is what was written. */
export function heldOf(row: string): HeldDelivery {
  const { order, created_seq: createdSeq, is_resent: isResent, delivery }: WrittenRow = JSON.parse(row);
  return { order, createdSeq, isResent, delivery };
}
