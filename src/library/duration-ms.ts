import { SmartLeadMockError } from "../base/errors.ts";
import { parseDuration } from "../base/time/duration.ts";
import type { Duration } from "./smart-lead.ts";

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
