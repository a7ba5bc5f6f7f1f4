/** The UI's own port for real time: when to draw, when to poll. The mock's time comes only from the mock. */
export interface Scheduler {
  /** Real milliseconds of a monotonic clock. */
  nowMs(): number;
  after(ms: number, callback: () => void): () => void;
  /** CPU time of this process in milliseconds; absent if unknown. */
  workedMs?(): number;
}

export const systemScheduler: Scheduler = {
  nowMs: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
