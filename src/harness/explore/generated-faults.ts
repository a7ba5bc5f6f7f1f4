/** The faults of a history: those of single events, and outages around the receiver. */
import type * as FastCheck from "fast-check";
import type { FaultRule } from "../../delivery/faults/fault.ts";
import { GAPS, type HistoryItem, isCrowd } from "./history.ts";
import type { Fc, HistorySpace } from "./history-space.ts";

/** Number of kinds of trouble, one bit each, of which a run uses a random half (swarm testing: combinations that are rare together get tried alone). */
const BITS = 24;
/** The mask of all kinds; a random number up to it selects some. */
export const ALL_KINDS = 2 ** BITS - 1;

/** SmartLead's API and the sink are down together. */
export function allDown(fc: Fc): FastCheck.Arbitrary<readonly HistoryItem[]> {
  const rules = fc.record({ status: fc.constantFrom(503, 500), until: fc.constantFrom("30m", "30m", "3m", "30s") });
  return fc.tuple(fc.constantFrom(...GAPS.slice(1)), rules).map(([gap, { status, until }]): readonly HistoryItem[] => [
    { kind: "trouble", gap, rule: { kind: "api-status", status, until } },
    { kind: "trouble", gap: "0s", rule: { kind: "api-status", status, operation: "sink", until } },
  ]);
}

/** Half of them are delivered once. */
export function againOf(fc: Fc, { hasWire, isOneAtATime }: HistorySpace): FastCheck.Arbitrary<readonly FaultRule[]> {
  const first = { attempt: 1 } as const;
  const rules: readonly FaultRule[] = [
    { kind: "lost-response", ...first },
    ...(isOneAtATime ? [] : [{ kind: "duplicate", copies: 1 } as const]),
    ...(hasWire ? [{ kind: "reset", at: "after", ...first } as const] : []),
  ];
  const none: readonly FaultRule[] = [];
  return fc.constantFrom(...rules.map(() => none), ...rules.map((rule) => [rule]));
}

/** A fault of one event. SmartLead may make only three attempts in total, so no fault uses up more than two of them. */
export function faultOf(fc: Fc, { hasWire, isOneAtATime }: HistorySpace): FastCheck.Arbitrary<FaultRule> {
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

/** A failure of a service around the receiver, and its duration. */
export function troubleOf(fc: Fc, { makesCalls, hasWire }: HistorySpace): FastCheck.Arbitrary<HistoryItem> {
  const calls: readonly FaultRule[] = [
    { kind: "api-status", status: 503, until: "30s" },
    { kind: "api-status", status: 503, operation: "sink", until: "30s" },
    { kind: "api-status", status: 500, until: "3m" },
    { kind: "api-status", status: 500, operation: "sink", until: "3m" },
    { kind: "api-status", status: 503, until: "30m" },
    { kind: "api-status", status: 503, operation: "sink", until: "30m" },
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

/** Removes the kinds that this run does not use. */
export function swarmed(item: HistoryItem, allowed: number): readonly HistoryItem[] {
  const isAllowed = (name: string) => ((allowed >> hashBit(name)) & 1) === 1;
  if (item.kind === "event") return [{ ...item, faults: item.faults.filter(({ kind }) => isAllowed(kind)) }];
  return isAllowed(isCrowd(item) ? "crowd" : item.kind) ? [item] : [];
}

/** The bit of a kind. */
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
