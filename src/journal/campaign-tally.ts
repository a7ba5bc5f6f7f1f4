import type { DeliveryStateName } from "../delivery/delivery.ts";
import type { KeptFields } from "./entry-store.ts";

/** Deliveries of one campaign in a time window, by state (smartlead.md §3 summary). */
export interface DeliveryTally {
  readonly total: number;
  readonly delivered: number;
  readonly failed: number;
  readonly pending: number;
  /** Failed deliveries that were sent again as another delivery. */
  readonly retriedFailures: number;
  readonly byEventType: Readonly<Record<string, TypeTally>>;
}

export interface TypeTally {
  readonly total: number;
  readonly delivered: number;
  readonly failed: number;
  readonly pending: number;
}

export interface TimeWindow {
  /** Epoch ms on the mock's clock, both ends included. */
  readonly from: number;
  readonly to: number;
}

/** Settled deliveries of one event type, as counts. */
export interface SettledCounts {
  readonly eventType: string;
  readonly delivered: number;
  readonly failed: number;
  readonly retriedFailures: number;
}

/** Adds up the counts of a summary. */
export class CampaignTallies {
  readonly #byEventType = new Map<string, { delivered: number; failed: number; pending: number }>();
  #retriedFailures = 0;

  addDelivery({ eventType, state, isResent }: Pick<KeptFields, "eventType" | "state" | "isResent">): void {
    if (state === "withheld") return;
    const row = this.#rowOf(eventType);
    row[columnOf(state)] += 1;
    if (state === "failed" && isResent) this.#retriedFailures += 1;
  }

  addCounts({ eventType, delivered, failed, retriedFailures }: SettledCounts): void {
    const row = this.#rowOf(eventType);
    row.delivered += delivered;
    row.failed += failed;
    this.#retriedFailures += retriedFailures;
  }

  tally(): DeliveryTally {
    const rows = [...this.#byEventType].map(([type, row]) => [type, withTotal(row)] as const);
    const sum = (key: keyof TypeTally) => rows.reduce((total, [, row]) => total + row[key], 0);
    return {
      total: sum("total"),
      delivered: sum("delivered"),
      failed: sum("failed"),
      pending: sum("pending"),
      retriedFailures: this.#retriedFailures,
      byEventType: Object.fromEntries(rows),
    };
  }

  #rowOf(eventType: string) {
    const row = this.#byEventType.get(eventType) ?? { delivered: 0, failed: 0, pending: 0 };
    this.#byEventType.set(eventType, row);
    return row;
  }
}

/**
 * Whether SmartLead's retrigger sends it again: true for rejected and exhausted deliveries that were not yet sent again (PRODUCT §3, §14).
 */
export function isToRetrigger({ reason, isResent }: Pick<KeptFields, "reason" | "isResent">): boolean {
  return (reason === "rejected" || reason === "exhausted") && !isResent;
}

function withTotal(row: Omit<TypeTally, "total">): TypeTally {
  return { total: row.delivered + row.failed + row.pending, ...row };
}

function columnOf(state: DeliveryStateName): "delivered" | "failed" | "pending" {
  return state === "delivered" || state === "failed" ? state : "pending";
}
