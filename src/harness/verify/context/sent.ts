import type { Attempt, Delivery, ReceiverCall } from "../../../delivery/delivery.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";
import type { DeliveryStory, TimelineEffect } from "../../../reports/delivery-timeline.ts";
import type { RealSpan } from "../../../reports/real-times.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { DialectName } from "../../../smartlead/payloads/dialect.ts";
import type { Measurement } from "../measuring/measurement.ts";
import type { Total } from "../measuring/work-measure.ts";

/** A sent event, with its results once its deliveries have settled and its effects have arrived. */
export interface Sent {
  /** The name in findings: `EMAIL_REPLY`, `EMAIL_REPLY without client_id`. */
  readonly label: string;
  readonly type: EventType;
  readonly dialect: DialectName;
  readonly delivery: Delivery;
  /** All deliveries with its request id, oldest first: the original, its copies, and resends. */
  readonly deliveries: readonly Delivery[];
  /** Certain effects of this request id so far, by name: those that were seen, and the probe's increase if nothing else was sent. */
  readonly counts: ReadonlyMap<string, number>;
  /** How often its work was done. */
  readonly work: Measurement;
  /** The increase of a number while it was sent with others; `null` if it was sent alone, or nothing was counted that way. */
  readonly total: Total | null;
  /** Maximum real ms that its effects were waited for after the answer. */
  readonly waitedMs: number;
  readonly effects: readonly TimelineEffect[];
  /** The receiver's calls meanwhile. */
  readonly calls: readonly ReceiverCall[];
  /** By delivery and number, of attempts that overlapped others with its request id. */
  readonly realTimes?: ReadonlyMap<string, ReadonlyMap<number, RealSpan>>;
}

/**
 * Data for its timeline, without the mock's own verdict, which a finding of verify replaces. An effect belongs to the request id; it is
 * shown with the newest delivery that may have caused it.
 */
export function storiesOf({ deliveries, effects, calls, realTimes }: Sent): readonly DeliveryStory[] {
  const owners = effects.map(({ at }, index) => {
    const able = deliveries.filter(({ created_at }) => created_at <= at);
    const sameTime = able.filter(({ created_at }) => created_at === able.at(-1)?.created_at);
    return sameTime[Math.min(index, sameTime.length - 1)];
  });
  return deliveries.map((delivery) => ({
    delivery: { ...delivery, attempts: delivery.attempts.map((attempt) => ({ ...attempt, duplicate: null })) },
    explanation: null,
    effects: effects.filter((_, index) => owners[index] === delivery),
    calls: calls.filter(({ delivery_id }) => delivery_id === delivery.id),
    realTimes: realTimes?.get(delivery.id),
  }));
}

/** All attempts with its request id, in order of sending. */
export function attemptsOf({ deliveries }: Pick<Sent, "deliveries">): readonly Attempt[] {
  return deliveries
    .flatMap(({ attempts }) => attempts)
    .sort((one, other) => Number(one.started_at > other.started_at) - Number(one.started_at < other.started_at));
}

/** Resolves when the first attempt of a delivery has ended. */
export function firstAnswer({ journal }: Pick<SmartLeadMock, "journal">, deliveryId: string): Promise<void> {
  return new Promise((resolve) => {
    const release = journal.subscribe((entry) => {
      if (entry.type !== "attempt.finished" || entry.delivery_id !== deliveryId) return;
      release();
      resolve();
    });
  });
}
