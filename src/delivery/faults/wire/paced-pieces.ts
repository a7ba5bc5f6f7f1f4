import type { BytePlan } from "./byte-plan.ts";

/** Bytes `from` to `to` (not included) of the body, due so many ms after the headers. */
export interface PacedPiece {
  readonly dueMs: number;
  readonly from: number;
  readonly to: number;
}

/** Cuts a body into even pieces, evenly spread, the last one at the end of the time. Never an empty piece; no pieces for no bytes. */
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
