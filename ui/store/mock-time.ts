/** The mock's clock as the UI knows it. */
export interface MockTime {
  readonly mode: string;
  /** Mock seconds for each real second. */
  readonly speed: number;
  /** Epoch ms on the mock's clock… */
  readonly baseMs: number;
  /** …at this moment of the UI's own monotonic clock. */
  readonly baseRealMs: number;
}

/** Epoch ms on the mock's clock. Only the real clock moves between two reports of it. */
export function mockNow(time: MockTime, realMs: number): number {
  return time.mode === "real" ? time.baseMs + (realMs - time.baseRealMs) * time.speed : time.baseMs;
}

/** The clock after something happened at `atMs`: what stands still has then moved at least so far. */
export function movedTo(time: MockTime, atMs: number): MockTime {
  return time.mode !== "real" && atMs > time.baseMs ? { ...time, baseMs: atMs } : time;
}
