import type { Gate, WireFault, WireOrder } from "../wire-fault.ts";

/** How the bytes of one request are sent. */
export interface BytePlan {
  /** The share of the body that is sent, 0 to 1. */
  readonly share: number;
  /** `whole`: wait for the answer. `close`: close the sending side, then wait. `reset`: break the connection off. */
  readonly end: "whole" | "close" | "reset";
  /** Sends the body in this many pieces, evenly over time; `null` = at once. */
  readonly pace: { readonly overMs: number; readonly pieces: number } | null;
  readonly gate: Gate | null;
}

/** Half-way through the body. */
const HALF = 0.5;
const RESET_SHARES = { before: 0, during: HALF, after: 1 } as const;

/**
 * `null` when the plain sender is enough. Several kinds in one order add up: the body ends where the first of them ends it, a reset
 * replaces a close, and both follow after the slow pieces.
 */
export function bytePlanOf({ faults, gate }: WireOrder): BytePlan | null {
  const slow = faults.find((fault) => fault.kind === "slow-body");
  const reset = faults.find((fault) => fault.kind === "reset");
  const truncated = faults.find((fault) => fault.kind === "truncated-body");
  if (gate === null && slow === undefined && reset === undefined && truncated === undefined) return null;
  const end = reset !== undefined ? "reset" : truncated !== undefined ? "close" : "whole";
  return { share: Math.min(...faults.map(shareOf), 1), end, pace: slow ?? null, gate };
}

/** Bytes of the body that are sent: a share below 1 never sends all of it. */
export function bytesToSend(plan: BytePlan, bodyBytes: number): number {
  return Math.floor(Math.min(1, Math.max(0, plan.share)) * bodyBytes);
}

function shareOf(fault: WireFault): number {
  if (fault.kind === "reset") return RESET_SHARES[fault.at];
  return fault.kind === "truncated-body" ? fault.share : 1;
}

/** Bytes `from` to `to` (not included) of the body, due this many ms after the headers. */
interface PacedPiece {
  readonly dueMs: number;
  readonly from: number;
  readonly to: number;
}

/** Cuts a body into even pieces, evenly spread, the last one at the end of the time. No piece is empty; an empty body has no pieces. */
export function pacedPieces(bytes: number, pace: BytePlan["pace"]): readonly PacedPiece[] {
  if (bytes === 0) return [];
  if (pace === null) return [{ dueMs: 0, from: 0, to: bytes }];
  const count = Math.max(1, Math.min(Math.floor(pace.pieces), bytes));
  const edge = (index: number) => Math.floor((index * bytes) / count);
  return Array.from({ length: count }, (_, index) => ({
    dueMs: (pace.overMs * (index + 1)) / count,
    from: edge(index),
    to: edge(index + 1),
  }));
}
