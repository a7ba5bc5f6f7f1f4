import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { CLOCK_MODES, MAX_SPEED, type MockClock } from "../base/time/clock.ts";
import { parseDuration } from "../base/time/duration.ts";
import type { Duration, SmartLeadClock } from "./smart-lead.ts";

/** The mock's clock as the library shows it. */
export function clockOf(clock: MockClock): SmartLeadClock {
  return {
    get now() {
      return new Date(clock.now());
    },
    get mode() {
      return clock.state().mode;
    },
    get speed() {
      return clock.state().speed;
    },
    advance: (duration) => clock.advance(durationMs(duration)),
    next: () => clock.next(),
    setMode: (mode) => {
      if (!CLOCK_MODES.includes(mode)) {
        const meant = didYouMean(String(mode), CLOCK_MODES);
        const hint = meant === null ? `there are ${CLOCK_MODES.join(", ")}.` : `did you mean ${meant}?`;
        throw new SmartLeadMockError("bad_request", `${JSON.stringify(mode)} is not a clock mode; ${hint}`);
      }
      clock.setMode(mode);
    },
    setSpeed: (speed) => {
      if (!(speed > 0 && speed <= MAX_SPEED)) {
        throw new SmartLeadMockError(
          "bad_request",
          `speed must be a number above 0, up to ${MAX_SPEED}, not ${speed}.`,
        );
      }
      clock.setSpeed(speed);
    },
  };
}

/** How far one call moves the clock, or waits: ten years, far within what a date holds. */
const MAX_DURATION_MS = 3_653 * 86_400_000;

/** Milliseconds of a duration. Throws `bad_request` for what is invalid. */
export function durationMs(duration: Duration): number {
  const ms = typeof duration === "string" || typeof duration === "number" ? parseDuration(duration) : null;
  if (ms !== null && ms <= MAX_DURATION_MS) return ms;
  const given = JSON.stringify(duration);
  throw new SmartLeadMockError(
    "bad_request",
    `${given} is not a duration; write it like "30m" or "1h30m", up to ten years.`,
  );
}
