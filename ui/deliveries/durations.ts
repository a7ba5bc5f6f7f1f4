import { formatDuration } from "../../src/base/time/duration.ts";

/** Real ms in short form: `87ms`, `1.2s`, `30.0s`, `2m 5s`. */
export function tookText(ms: number | null): string {
  if (ms === null) return "";
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  return ms < 100_000 ? `${(ms / 1_000).toFixed(1)}s` : formatDuration(ms);
}

/** How long until `dueMs` on the mock's clock: `in 4m 12s`, or `due`. */
export function untilText(dueMs: number, nowMs: number): string {
  // Whole seconds, rounded up: "in 0s" would be meaningless.
  const seconds = Math.ceil((dueMs - nowMs) / 1_000);
  return seconds <= 0 ? "due" : `in ${formatDuration(seconds * 1_000)}`;
}
