/** How the mock's time moves (PRODUCT §4). `real` with a speed other than 1 is the scaled clock. */
export const CLOCK_MODES = ["real", "virtual", "manual"] as const;
export type ClockMode = (typeof CLOCK_MODES)[number];

/** Default start of a clock that does not follow the machine's (PRODUCT §4). Epoch ms. */
export const USUAL_NOW = Date.UTC(2026, 0, 5, 9);
/** Maximum mock seconds per real second: a day in under a second. */
export const MAX_SPEED = 100_000;

export interface ClockState {
  readonly mode: ClockMode;
  /** Mock seconds for each real second; 1 unless mode is `real` and a speed was asked for. */
  readonly speed: number;
  readonly now: number;
}

export type Cancel = () => void;

/** The port for time. One clock serves everything: payload timestamps, retry waits, campaigns by schedule. */
export interface Clock {
  /** Epoch milliseconds on the mock's clock. Never runs backwards. */
  now(): number;
  state(): ClockState;
  /** Calls back once the clock has reached `at`, in order of time (ties in the order of the calls). Never calls back synchronously. */
  wakeAt(at: number, callback: () => void): Cancel;
  /** An attempt starts: under `virtual` time stands still until every hold has been released. */
  hold(): Hold;
  /** The next due time on the clock, or `null`. */
  nextDueAt(): number | null;
}

export interface Hold {
  /**
   * Calls back when an attempt that may take `timeoutMs` on the clock must be aborted: in `real` after exactly that time, otherwise not
   * before `minRealMs` of real time either. Under `virtual`, where time stands still, after `minRealMs`.
   */
  onDeadline(timeoutMs: number, minRealMs: number, callback: () => void): Cancel;
  /** Real milliseconds since the hold began, by the monotonic clock. */
  elapsedRealMs(): number;
  /** Whether the clock moves on only when this attempt is over. */
  standsStill(): boolean;
  /** Moves the clock to `at` if time stood still for this attempt, never backwards, so that a timeout takes its full time on the clock. */
  bookUntil(at: number): void;
  /** The attempt is over. */
  release(): void;
}

/** Moving the clock by hand (control API, UI, library). */
export interface ClockControls {
  /**
   * Moves the clock by `ms` and runs everything that becomes due on the way, in order of time; resolves when all of it has run. A stopped
   * clock first waits for attempts in flight, so that their retries are scheduled; under `manual` that wait is limited.
   */
  advance(ms: number): Promise<void>;
  /** Jumps to the next due time, if any. */
  next(): Promise<void>;
  setMode(mode: ClockMode): void;
  setSpeed(speed: number): void;
  /**
   * Sets the clock to any time, also an earlier one, without running what lies between; used when a snapshot is restored. An advance in
   * progress ends. Callers cancel their pending `wakeAt` callbacks before.
   */
  putAt(now: number): void;
  /** Calls back when someone changed the mode or the speed, or moved the clock; not when it moves by itself. */
  onChange(listener: (state: ClockState) => void): Cancel;
  stop(): void;
}

export type MockClock = Clock & ClockControls;
