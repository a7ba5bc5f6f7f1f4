/** How the mock's time moves (PRODUCT §4). `real` with a speed other than 1 is the scaled clock. */
export const CLOCK_MODES = ["real", "virtual", "manual"] as const;
export type ClockMode = (typeof CLOCK_MODES)[number];

/** Where a clock that does not run with the machine starts, by default (PRODUCT §4). Epoch ms. */
export const USUAL_NOW = Date.UTC(2026, 0, 5, 9);
/** Mock seconds for each real one at most: a day in under a second. */
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
  /** Calls back once the clock has reached `at`, in order of time (ties in order of asking). Never calls back synchronously. */
  wakeAt(at: number, callback: () => void): Cancel;
  /** An attempt starts: under `virtual` time stands still until every hold has been released. */
  hold(): Hold;
  /** The clock's next due time that someone waits for, or `null`. */
  nextDueAt(): number | null;
}

export interface Hold {
  /**
   * Calls back when an attempt that may take `timeoutMs` on the clock has to be cut: in `real` after exactly that, otherwise
   * also not before `minRealMs` of real time. Under `virtual`, where time stands still, after `minRealMs`.
   */
  onDeadline(timeoutMs: number, minRealMs: number, callback: () => void): Cancel;
  /** Real milliseconds since the hold began, by the monotonic clock. */
  elapsedRealMs(): number;
  /** Whether the clock moves on only when this attempt is over. */
  standsStill(): boolean;
  /** Moves the clock to `at` where time stood still for this attempt, never backwards: a timeout takes its full time on the clock. */
  bookUntil(at: number): void;
  /** The attempt is over. */
  release(): void;
}

/** Moving the clock by hand (control API, UI, library). */
export interface ClockControls {
  /**
   * Moves on by `ms`, playing what becomes due on the way in order of time; resolves when that has been played. Where the clock
   * stands, what is in flight lands first, so that its retry is on the way; under `manual` that is waited for only so long.
   */
  advance(ms: number): Promise<void>;
  /** Jumps to the next due time, if any. */
  next(): Promise<void>;
  setMode(mode: ClockMode): void;
  setSpeed(speed: number): void;
  /**
   * Puts the clock at another time, earlier ones too, without playing what lies between: a snapshot was restored. An advance under way
   * ends there. Anyone who waits for a time has to have cancelled that before.
   */
  putAt(now: number): void;
  /** Calls back when someone changed the mode or the speed, or moved the clock; not for what it does by itself. */
  onChange(listener: (state: ClockState) => void): Cancel;
  stop(): void;
}

export type MockClock = Clock & ClockControls;
