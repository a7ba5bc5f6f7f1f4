import type * as FastCheck from "fast-check";
import type { FaultRule } from "../../delivery/faults/fault.ts";
import { ALL_KINDS, againOf, allDown, faultOf, swarmed, troubleOf } from "./generated-faults.ts";
import {
  GAPS,
  type Gap,
  type History,
  type HistoryItem,
  isCrowd,
  lawful,
  type PlannedEvent,
  type PlannedResend,
  plainEvent,
} from "./history.ts";
import type { Fc, HistorySpace } from "./history-space.ts";
import { outOfOrder, simplestOrders, timedAmong } from "./out-of-order.ts";

/** Maximum leads in one history. */
const LEADS = 3;
/** Maximum items of one history, before the items that they require are added: receivers fail within a few events. */
const ITEMS = 6;
/** Events while a service around the receiver is down: consecutive failures. */
const STORM = 8;
/** Sizes of a crowd, smallest first: more than small pools and windows, and occasionally more than a cache of a hundred. */
const CROWDS = [6, 15, 40, 150] as const;
/** Sizes of a stream, smallest first: more than a cache of a hundred holds, and occasionally far more. */
const STREAMS = [12, 120, 120, 300] as const;
/** The number of these sizes that a slow receiver gets, so that a history leaves time for others. */
const SLOW_STREAMS = 3;
/** A few items that belong together. */
type Part = readonly HistoryItem[];

/** An arbitrary for histories: shrinking removes items, then faults, then shortens gaps and simplifies events. */
export function histories(fc: Fc, space: HistorySpace): FastCheck.Arbitrary<History> {
  const draw = fc.record({
    seed: fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8),
    parts: fc.oneof(
      { arbitrary: mixed(fc, space), weight: 3 },
      { arbitrary: stormOf(fc, space), weight: space.makesCalls ? 3 : 1 },
      { arbitrary: fromAfar(fc, space), weight: 1 },
      ...(space.makesCalls && space.types.includes("LEAD_UNSUBSCRIBED")
        ? [{ arbitrary: afterGoodbye(fc, space), weight: 1 }]
        : []),
      ...(space.hasState && timedAmong(space.types).length > 0
        ? [{ arbitrary: outOfOrder(fc, space.types), weight: 3 }]
        : []),
      // Histories with restarts are tried separately, after all others.
      ...(space.canRestart ? [{ arbitrary: aroundRestart(fc, space), weight: 12 }] : []),
    ),
  });
  return draw.map(({ seed, parts }) => lawful({ seed, items: withOneCrowd(parts) }));
}

/** The simplest histories that can show a failure: they come before random ones, because their findings need no shortening. */
export function simplestHistories({
  crowdType,
  makesCalls,
  canRestart,
  hasState,
  types,
  ownTypes,
}: HistorySpace): readonly History[] {
  const event = plainEvent(crowdType, 0);
  const again: PlannedResend = { kind: "resend", gap: "2s", back: 1 };
  if (canRestart) return [lawful({ seed: 1, items: [event, { kind: "restart", gap: "2s" }, again] })];
  const down: Part = [
    { kind: "trouble", gap: "2s", rule: { kind: "api-status", status: 503, until: "30m" } },
    { kind: "trouble", gap: "0s", rule: { kind: "api-status", status: 503, operation: "sink", until: "30m" } },
  ];
  const own = ownTypes.map(({ name, like }): Part => [{ ...plainEvent(like, 0), ownEvent: name }, again]);
  const parts: readonly Part[] = [[event, again], ...own, ...(makesCalls ? [[...down, event]] : [])];
  return [...parts.map((items) => lawful({ seed: 1, items })), ...(hasState ? simplestOrders(types) : [])];
}

/** A few random items, of a random half of the kinds. */
function mixed(fc: Fc, space: HistorySpace): FastCheck.Arbitrary<Part> {
  const later = fc.constantFrom(...GAPS.slice(1));
  const restart = fc.record({ kind: fc.constant("restart" as const), gap: later });
  const item = fc.oneof(
    { arbitrary: eventOf(fc, space), weight: 12 },
    ...(space.ownTypes.length === 0 ? [] : [{ arbitrary: ownEventOf(fc, space), weight: 6 }]),
    { arbitrary: resendOf(fc), weight: 2 },
    { arbitrary: crowdOf(fc, space), weight: 1 },
    { arbitrary: troubleOf(fc, space), weight: space.makesCalls ? 3 : 1 },
    ...(space.canRestart ? [{ arbitrary: restart, weight: 6 }] : []),
  );
  const draw = fc.record({
    items: fc.array(item, { minLength: 1, maxLength: ITEMS }),
    // The kinds that this run uses; shrinking keeps them.
    allowed: fc.noShrink(fc.nat(ALL_KINDS)),
  });
  return draw.map(({ items, allowed }): Part => items.flatMap((one) => swarmed(one, allowed)));
}

function eventOf(fc: Fc, space: HistorySpace, gaps: readonly Gap[] = GAPS): FastCheck.Arbitrary<PlannedEvent> {
  return fc.record({
    kind: fc.constant("event" as const),
    gap: fc.constantFrom(...gaps.filter((one) => one !== "0s" || !space.isOneAtATime)),
    type: fc.constantFrom(...space.types),
    lead: fc.nat(LEADS - 1),
    faults: fc.array(faultOf(fc, space), { maxLength: 2 }),
    set: fc.constantFrom<Readonly<Record<string, unknown>>>({}, {}, {}, { unexpected_field: { nested: true } }),
  });
}

/** A custom event among others, which its effects must not disturb. */
function ownEventOf(fc: Fc, space: HistorySpace): FastCheck.Arbitrary<PlannedEvent> {
  const own = fc.constantFrom(...space.ownTypes);
  return fc.tuple(eventOf(fc, space), own).map(([event, { name, like }]) => ({ ...event, type: like, ownEvent: name }));
}

function resendOf(fc: Fc): FastCheck.Arbitrary<PlannedResend> {
  const gap = fc.constantFrom(...GAPS.slice(1));
  return fc.record({ kind: fc.constant("resend" as const), gap, back: fc.integer({ min: 1, max: 4 }) });
}

/** If effects name no event, events are sent one after the other. */
function crowdOf(fc: Fc, space: HistorySpace): FastCheck.Arbitrary<HistoryItem> {
  return space.isOneAtATime
    ? streamOf(fc, space, STREAMS.slice(0, 1))
    : manyOf(fc, space, { kind: "crowd", counts: CROWDS });
}

function streamOf(fc: Fc, space: HistorySpace, counts: readonly number[] = STREAMS): FastCheck.Arbitrary<HistoryItem> {
  return manyOf(fc, space, { kind: "stream", counts: space.isSlow ? counts.slice(0, SLOW_STREAMS) : counts });
}

function manyOf(
  fc: Fc,
  { crowdType }: HistorySpace,
  { kind, counts }: { readonly kind: "crowd" | "stream"; readonly counts: readonly number[] },
): FastCheck.Arbitrary<HistoryItem> {
  const gap = fc.constantFrom(...GAPS.slice(1));
  return fc.record({ kind: fc.constant(kind), gap, type: fc.constant(crowdType), count: fc.constantFrom(...counts) });
}

/** All services that the receiver calls are down, or it cannot be reached; meanwhile events arrive, and some are redelivered before they are processed. */
function stormOf(fc: Fc, space: HistorySpace): FastCheck.Arbitrary<Part> {
  const event = fc.record({ event: eventOf(fc, space, CLOSE), again: againOf(fc, space) });
  const events = fc.array(event, { minLength: 1, maxLength: STORM });
  const troubles = fc.oneof(...(space.makesCalls ? [{ arbitrary: allDown(fc), weight: 3 }] : []), {
    arbitrary: troubleOf(fc, space).map((one): Part => [one]),
    weight: 1,
  });
  return fc
    .tuple(troubles, events)
    .map(([some, all]): Part => [...some, ...all.map(({ event: one, again }) => ({ ...one, faults: again }))]);
}

/** An event, many others, and the first one again. */
function fromAfar(fc: Fc, space: HistorySpace): FastCheck.Arbitrary<Part> {
  const many = space.isOneAtATime ? streamOf(fc, space) : fc.oneof(streamOf(fc, space), crowdOf(fc, space));
  const again = resendOf(fc).map((item): HistoryItem => ({ ...item, back: 1 }));
  return fc.tuple(eventOf(fc, space), many, again).map((items): Part => items);
}

/** An event that is resent after a restart of the receiver. */
function aroundRestart(fc: Fc, space: HistorySpace): FastCheck.Arbitrary<Part> {
  const gap = fc.constantFrom<Gap>("2s", "90s", "10m");
  const restart = fc.record({ kind: fc.constant("restart" as const), gap });
  return fc
    .tuple(
      eventOf(fc, space),
      restart,
      resendOf(fc).map((item): HistoryItem => ({ ...item, back: 1 })),
    )
    .map((items): Part => items);
}

/** Events of a lead that unsubscribes: one that arrives late, and one that happens afterwards. */
function afterGoodbye(fc: Fc, space: HistorySpace): FastCheck.Arbitrary<Part> {
  const type = fc.constantFrom(...space.types);
  const gap = fc.constant("2s" as const);
  const set = fc.constant({});
  const common = { kind: fc.constant("event" as const), lead: fc.constant(0), set };
  const late = fc.constant<readonly FaultRule[]>([{ kind: "delay", by: "2h" }]);
  const none = fc.constant<readonly FaultRule[]>([]);
  return fc
    .tuple(
      fc.record({ ...common, gap, type, faults: late }),
      fc.record({ ...common, gap, type: fc.constant("LEAD_UNSUBSCRIBED" as const), faults: none }),
      fc.record({ ...common, gap: fc.constant("10m" as const), type, faults: none }),
    )
    .map((items): Part => items);
}

/** Gaps between events during one trouble. */
const CLOSE: readonly Gap[] = ["0s", "2s"];

/** A second crowd shows nothing new, and takes just as long. */
function withOneCrowd(items: readonly HistoryItem[]): readonly HistoryItem[] {
  const first = items.findIndex(isCrowd);
  return items.filter((item, index) => !isCrowd(item) || index === first);
}
