import { definedOnly } from "../../base/defined-only.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import { deliveryTimeline } from "../../reports/delivery-timeline.ts";
import type { SmartLeadDelivery, SmartLeadEvent } from "../smart-lead.ts";

/** What the matchers judge: an event with its deliveries, a delivery, or a list of either. */
export type Judged = SmartLeadEvent | SmartLeadDelivery | Delivery | readonly Judged[];

/** A delivery, and why it went where it did where that is known. */
export interface JudgedDelivery {
  readonly delivery: SmartLeadDelivery | Delivery;
  readonly explanation: string | null;
}

/** The deliveries in what a test expects something of. Throws `usage` for what holds none by its nature. */
export function deliveriesIn(received: unknown, matcher: string): readonly JudgedDelivery[] {
  if (Array.isArray(received)) return received.flatMap((one) => deliveriesIn(one, matcher));
  if (isEvent(received)) {
    const { explanation } = received;
    return received.deliveries.map((delivery) => ({ delivery, explanation }));
  }
  if (isDelivery(received)) return [{ delivery: received, explanation: null }];
  const what = received instanceof Promise ? "a promise; await it first" : `${describe(received)}, which is neither`;
  throw new SmartLeadMockError("usage", `${matcher} needs an event or a delivery, but got ${what}.`);
}

/** What happened to each, oldest first: the part of a failure that says why. */
export function storyOf(judged: readonly JudgedDelivery[]): string {
  return judged.map(({ delivery, explanation }) => timelineText(delivery, explanation)).join("\n");
}

function timelineText(delivery: SmartLeadDelivery | Delivery, explanation: string | null): string {
  const { withheld_because, request, ...rest } = delivery;
  const plain: Delivery = definedOnly({
    ...rest,
    withheld_because: typeof withheld_because === "string" ? withheld_because : undefined,
    request: request === null || request === undefined ? undefined : request,
  });
  const [calls, effects] = "calls" in delivery ? [delivery.calls, delivery.effects] : [[], []];
  const lines = deliveryTimeline({ delivery: plain, explanation, calls, effects });
  return [
    `${delivery.event_type} to ${delivery.webhook.url}:`,
    ...lines.map(({ at, text }) => `  ${at}  ${text}`),
  ].join("\n");
}

function isEvent(received: unknown): received is SmartLeadEvent {
  return isObject(received) && "deliveries" in received && Array.isArray(received.deliveries);
}

function isDelivery(received: unknown): received is SmartLeadDelivery | Delivery {
  return isObject(received) && "attempts" in received && "webhook" in received && "state" in received;
}

function isObject(received: unknown): received is object {
  return typeof received === "object" && received !== null;
}

function describe(received: unknown): string {
  return isObject(received) ? "an object" : String(received);
}
