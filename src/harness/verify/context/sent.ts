import type { Attempt, Delivery, ReceiverCall } from "../../../delivery/delivery.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";
import type { DeliveryStory, TimelineEffect } from "../../../reports/delivery-timeline.ts";
import type { RealSpan } from "../../../reports/real-times.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { DialectName } from "../../../smartlead/payloads/dialect.ts";
import type { Measurement } from "../measuring/measurement.ts";
import type { Total } from "../measuring/work-measure.ts";

/** One event that was sent, and what is known of it once its deliveries have settled and its effects have come in. */
export interface Sent {
  /** What it was, as findings name it: `EMAIL_REPLY`, `EMAIL_REPLY without client_id`. */
  readonly label: string;
  readonly type: EventType;
  readonly dialect: DialectName;
  readonly delivery: Delivery;
  /** Everything that carried its request id, oldest first: it, its copies, and what was sent again. */
  readonly deliveries: readonly Delivery[];
  /** Certain effects of this request id so far, by name: those that were seen, and what the probe rose by where nothing else was sent. */
  readonly counts: ReadonlyMap<string, number>;
  /** How often its work was done. */
  readonly work: Measurement;
  /** What a number rose by while it was sent with others; `null` where it was sent alone, or nothing was counted so. */
  readonly total: Total | null;
  /** Real ms that its effects were waited for after the answer, at most. */
  readonly waitedMs: number;
  readonly effects: readonly TimelineEffect[];
  /** What the receiver called meanwhile. */
  readonly calls: readonly ReceiverCall[];
  /** By delivery and number, of attempts that overlapped others that carried its request id. */
  readonly realTimes?: ReadonlyMap<string, ReadonlyMap<number, RealSpan>>;
}

/** For its timeline, without the mock's own verdict, which a finding of verify takes the place of. An effect belongs to the request id; it is told with the newest delivery that it can be of. */
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

/** All attempts that carried its request id, in order of sending. */
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
