import type * as FastCheck from "fast-check";
import type { FaultRule } from "../../delivery/faults/fault.ts";
import type { EventType } from "../../smartlead/events/event-types.ts";
import { GAPS, type History, type HistoryItem, lawful } from "./history.ts";

/** What histories may hold for this receiver. */
export interface HistorySpace {
  /** Event types that the receiver accepts, the simplest first. */
  readonly types: readonly EventType[];
  /** It calls SmartLead's API or the sink while it works: they may be down. */
  readonly makesCalls: boolean;
  /** It can be stopped and started. */
  readonly canRestart: boolean;
  /** It is reached over sockets, so that bytes can be broken. */
  readonly hasWire: boolean;
  /** Only one event at a time can be told from another by its effects. */
  readonly isOneAtATime: boolean;
}

/** Leads of one history. */
const LEADS = 3;
/** Items of one history, before what they rest on is added: what goes wrong in receivers goes wrong within a few events. */
const ITEMS = 6;
/** Mails of a crowd, the smallest first: more than small pools and windows, and now and then more than memories of a hundred. */
const CROWDS = [6, 6, 12, 12, 40, 150] as const;
/** Kinds of trouble, one bit each, of which a run has a random half (swarm testing: what is rare together is tried by itself). */
const BITS = 24;

/** What is used of fast-check: the module itself, or its default export. */
type Fc = Pick<
  typeof FastCheck,
  "array" | "constant" | "constantFrom" | "integer" | "nat" | "noShrink" | "oneof" | "record"
>;

/** One draw of a history: shrinking takes items away, then faults, then makes gaps shorter and events simpler. */
export function histories(fc: Fc, space: HistorySpace): FastCheck.Arbitrary<History> {
  const draw = fc.record({
    seed: fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8),
    items: fc.array(itemOf(fc, space), { minLength: 1, maxLength: ITEMS }),
    // Which kinds this run has; a shorter history keeps them.
    allowed: fc.noShrink(fc.nat(2 ** BITS - 1)),
  });
  return draw.map(({ seed, items, allowed }) => {
    const some = withOneCrowd(items.flatMap((one) => swarmed(one, allowed)));
    return lawful({ seed, items: some });
  });
}

function itemOf(fc: Fc, space: HistorySpace): FastCheck.Arbitrary<HistoryItem> {
  const gap = fc.constantFrom(...GAPS.filter((one) => one !== "0s" || !space.isOneAtATime));
  const later = fc.constantFrom(...GAPS.slice(1));
  const event = fc.record({
    kind: fc.constant("event" as const),
    gap,
    type: fc.constantFrom(...space.types),
    lead: fc.nat(LEADS - 1),
    faults: fc.array(faultOf(fc, space), { maxLength: 2 }),
    set: fc.constantFrom<Readonly<Record<string, unknown>>>({}, {}, {}, { unexpected_field: { nested: true } }),
  });
  const resend = fc.record({ kind: fc.constant("resend" as const), gap: later, back: fc.integer({ min: 1, max: 4 }) });
  const crowd = fc.record({
    kind: fc.constant("crowd" as const),
    gap: later,
    type: fc.constantFrom(...space.types.slice(0, 1)),
    count: fc.constantFrom(...CROWDS),
  });
  const weighted = [
    { arbitrary: event, weight: 12 },
    { arbitrary: resend, weight: 2 },
    ...(space.isOneAtATime ? [] : [{ arbitrary: crowd, weight: 1 }]),
    { arbitrary: troubleOf(fc, space), weight: space.makesCalls ? 3 : 1 },
    ...(space.canRestart
      ? [{ arbitrary: fc.record({ kind: fc.constant("restart" as const), gap: later }), weight: 6 }]
      : []),
  ];
  return fc.oneof(...weighted);
}

/** What goes wrong with one event. SmartLead's retries are three in all, so nothing here takes more than two of them. */
function faultOf(fc: Fc, { hasWire, isOneAtATime }: HistorySpace): FastCheck.Arbitrary<FaultRule> {
  const first = { attempt: 1 } as const;
  const wire: readonly FaultRule[] = [
    { kind: "reset", at: "before", attempt: [1, 2] },
    { kind: "reset", at: "during", ...first },
    { kind: "reset", at: "after", ...first },
    { kind: "slow-body", over: "100ms", pieces: 4, ...first },
  ];
  const simultaneous: readonly FaultRule[] = [
    { kind: "duplicate", copies: 1 },
    { kind: "duplicate", copies: 3 },
  ];
  const rules: readonly FaultRule[] = [
    { kind: "lost-response", ...first },
    { kind: "lost-response", attempt: [1, 2] },
    { kind: "override-status", status: 502, ...first },
    { kind: "duplicate", copies: 1, spacing: "1m" },
    { kind: "duplicate", copies: 2, spacing: "1d" },
    { kind: "delay", by: "90s" },
    { kind: "delay", by: "2h" },
    { kind: "reorder", behind: 1, within: "10m" },
    ...(isOneAtATime ? [] : simultaneous),
    ...(hasWire ? wire : []),
  ];
  return fc.constantFrom(...rules);
}

/** What fails around the receiver, and for how long. */
function troubleOf(fc: Fc, { makesCalls, hasWire }: HistorySpace): FastCheck.Arbitrary<HistoryItem> {
  const calls: readonly FaultRule[] = [
    { kind: "api-status", status: 503, until: "30s" },
    { kind: "api-status", status: 503, operation: "sink", until: "30s" },
    { kind: "api-status", status: 500, until: "3m" },
    { kind: "api-status", status: 500, operation: "sink", until: "3m" },
  ];
  const wire: readonly FaultRule[] = [{ kind: "reset", at: "before", until: "3m" }];
  const other: readonly FaultRule[] = [{ kind: "override-status", status: 503, until: "3m" }];
  const rules = [...(makesCalls ? calls : []), ...(hasWire ? wire : other)];
  return fc.record({
    kind: fc.constant("trouble" as const),
    gap: fc.constantFrom(...GAPS.slice(1)),
    rule: fc.constantFrom(...rules),
  });
}

/** A second crowd shows what the first does, and takes as long. */
function withOneCrowd(items: readonly HistoryItem[]): readonly HistoryItem[] {
  const first = items.findIndex(({ kind }) => kind === "crowd");
  return items.filter(({ kind }, index) => kind !== "crowd" || index === first);
}

/** Without the kinds that this run does not have. */
function swarmed(item: HistoryItem, allowed: number): readonly HistoryItem[] {
  const isAllowed = (name: string) => ((allowed >> hashBit(name)) & 1) === 1;
  if (item.kind === "event") return [{ ...item, faults: item.faults.filter(({ kind }) => isAllowed(kind)) }];
  return isAllowed(item.kind) ? [item] : [];
}

/** Which bit stands for a kind. */
function hashBit(name: string): number {
  return KINDS.indexOf(name) % BITS;
}

const KINDS: readonly string[] = [
  "lost-response",
  "override-status",
  "duplicate",
  "delay",
  "reorder",
  "reset",
  "slow-body",
  "resend",
  "crowd",
  "trouble",
  "restart",
];
