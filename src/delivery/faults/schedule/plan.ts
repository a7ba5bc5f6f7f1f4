import { assertNever } from "../../../base/errors.ts";
import type { ScheduleEffect } from "../selecting.ts";

/** A schedule fault that is applied to a delivery. */
export interface ScheduleFault {
  readonly ruleId: string;
  readonly effect: ScheduleEffect;
}

/** Why a delivery is not sent at once. Times are epoch ms on the mock's clock. */
export type DeliveryHold =
  | { readonly kind: "until"; readonly at: number }
  /** Until this many deliveries that were accepted later were sent before it. */
  | { readonly kind: "behind"; readonly count: number; readonly until: number }
  /** Until this many are collected under the same rule. */
  | { readonly kind: "gathering"; readonly ruleId: string; readonly size: number; readonly until: number };

export interface Scheduled<Delivery> {
  readonly delivery: Delivery;
  /** Kinds of the faults that caused it, as its first attempt shows them. */
  readonly kinds: readonly string[];
  /** It is due when all of them have ended. */
  readonly holds: readonly DeliveryHold[];
  /** Deliveries with the same meeting reach the receiver at the same moment. */
  readonly meeting: Meeting | null;
}

export interface Meeting {
  readonly size: number;
}

export interface SchedulePlan<Delivery> {
  readonly now: number;
  /** At most one of each kind. */
  readonly faultsOf: (delivery: Delivery) => readonly ScheduleFault[];
  /** Copies the delivery as a separate one. */
  readonly copyOf: (delivery: Delivery) => Delivery;
  /** Maximum copies in total: open deliveries have a limit. */
  readonly room: number;
}

/** Plans an event's deliveries: all of them, in order, then the copies. None is ever lost. */
export function planSchedule<Delivery>(
  deliveries: readonly Delivery[],
  plan: SchedulePlan<Delivery>,
): Scheduled<Delivery>[] {
  const originals: Scheduled<Delivery>[] = [];
  const copies: Scheduled<Delivery>[] = [];
  for (const delivery of deliveries) {
    const faults = plan.faultsOf(delivery);
    const kinds = faults.map(({ effect }) => effect.kind);
    const holds = faults.flatMap((fault) => holdOf(fault, plan.now));
    const copied = copiesOf(delivery, faults, { ...plan, room: plan.room - copies.length });
    const meeting = copied.areConcurrent ? { size: copied.spaced.length + 1 } : null;
    originals.push({ delivery, kinds, holds, meeting });
    for (const { copy, afterMs } of copied.spaced) {
      copies.push({
        delivery: copy,
        kinds,
        holds: afterMs === 0 ? holds : postponed(holds, plan.now, afterMs),
        meeting,
      });
    }
  }
  return [...originals, ...copies];
}

function holdOf({ ruleId, effect }: ScheduleFault, now: number): DeliveryHold[] {
  switch (effect.kind) {
    case "duplicate":
      return [];
    case "delay":
      return [{ kind: "until", at: now + effect.by }];
    case "reorder":
      return [{ kind: "behind", count: effect.behind, until: now + effect.within }];
    case "burst":
      return [{ kind: "gathering", ruleId, size: effect.size, until: now + effect.within }];
    default:
      return assertNever(effect);
  }
}

interface Copied<Delivery> {
  readonly spaced: readonly { readonly copy: Delivery; readonly afterMs: number }[];
  readonly areConcurrent: boolean;
}

function copiesOf<Delivery>(
  delivery: Delivery,
  faults: readonly ScheduleFault[],
  { copyOf, room }: SchedulePlan<Delivery>,
): Copied<Delivery> {
  const duplicate = faults.find(({ effect }) => effect.kind === "duplicate")?.effect;
  if (duplicate?.kind !== "duplicate") return { spaced: [], areConcurrent: false };
  const { copies, spacing, concurrent = spacing === 0 } = duplicate;
  const count = Math.max(0, Math.min(copies, room));
  const spaced = Array.from({ length: count }, (_, at) => ({ copy: copyOf(delivery), afterMs: spacing * (at + 1) }));
  return { spaced, areConcurrent: concurrent && count > 0 };
}

/** A copy keeps its distance from the original's delay. */
function postponed(holds: readonly DeliveryHold[], now: number, afterMs: number): DeliveryHold[] {
  const delay = holds.find((hold) => hold.kind === "until");
  const at = (delay?.kind === "until" ? delay.at : now) + afterMs;
  return [...holds.filter((hold) => hold !== delay), { kind: "until", at }];
}
