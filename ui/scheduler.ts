/** The UI's own port for real time: when to draw, when to ask again. The mock's time comes from the mock only. */
export interface Scheduler {
  /** Real milliseconds of a monotonic clock. */
  nowMs(): number;
  after(ms: number, callback: () => void): () => void;
  /** Milliseconds that the processor has worked for us; absent where that is not known. */
  workedMs?(): number;
}

export const systemScheduler: Scheduler = {
  nowMs: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
