import { type Attempt, type Delivery, foundNobody } from "../../delivery/delivery.ts";
import type { EmittedEvent } from "../../mock/mock.ts";
import { EXIT } from "../exit-codes.ts";

/** The outcome of a trigger. */
export interface Triggered {
  /** Includes the scope's explanation if no webhook got the event. */
  readonly events: readonly (Omit<EmittedEvent, "explanation"> & { readonly explanation?: string })[];
  delivery(id: string): Delivery | undefined;
}

/** An event with the current state of its deliveries. */
export type JudgedEvent = Omit<Triggered["events"][number], "deliveries"> & {
  readonly deliveries: readonly Delivery[];
};

export function judgedEvents({ events, delivery }: Triggered): JudgedEvent[] {
  return events.map((event) => ({
    ...event,
    deliveries: event.deliveries.map(delivery).filter((found) => found !== undefined),
  }));
}

/** Good if each event reached a webhook and each delivery was answered 2xx; unreachable if that was the only problem. */
export function exitCodeOf(events: readonly JudgedEvent[]): number {
  if (events.some(({ deliveries }) => deliveries.length === 0)) return EXIT.failed;
  const bad = events
    .flatMap(({ deliveries }) => deliveries)
    .filter((delivery) => lastAttempt(delivery)?.outcome !== "success");
  if (bad.length === 0) return EXIT.good;
  return bad.every(isUnreached) ? EXIT.unreachable : EXIT.failed;
}

/** Why no webhook got the event, or `null` if one did. */
export function unservedSentence(eventType: string, events: readonly JudgedEvent[]): string | null {
  const unserved = events.filter(({ deliveries }) => deliveries.length === 0);
  const [first] = unserved;
  if (first === undefined) return null;
  const what = events.length === 1 ? eventType : `${unserved.length} of ${events.length} ${eventType}`;
  return `No webhook got ${what}. ${first.explanation ?? ""}`.trim();
}

/** Webhooks that missed the events because others shadowed them, each once. */
export function shadowedLines(events: readonly JudgedEvent[]): string[] {
  const all = events.flatMap(({ shadowed }) => shadowed);
  return [
    ...new Set(
      all.map(({ webhook_id, level, reason }) => `shadowed: webhook ${webhook_id}, ${level} level. ${reason}`),
    ),
  ];
}

function lastAttempt(delivery: Delivery): Attempt | undefined {
  return delivery.attempts.findLast(({ outcome }) => outcome !== null);
}

function isUnreached(delivery: Delivery): boolean {
  const attempt = lastAttempt(delivery);
  return attempt !== undefined && foundNobody(attempt);
}
