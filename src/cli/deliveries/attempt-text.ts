import { safeText } from "../../base/safe-text.ts";
import { formatDuration } from "../../base/time/duration.ts";
import type { Attempt, AttemptOutcome, DuplicateVerdict } from "../../delivery/delivery.ts";
import type { Tone } from "../output/terminal-paint.ts";

/** Returns, for example, `fault lost-response`; empty if no fault applied. */
export function faultsOf({ faults }: Pick<Attempt, "faults">): string {
  if (faults.length === 0) return "";
  return `${faults.length === 1 ? "fault" : "faults"} ${safeText(faults.join(" + "))}`;
}

/** Returns, for example, `server_error 500`. */
export function resultOf({ outcome, status }: Pick<Attempt, "outcome" | "status">): string {
  return `${outcome ?? "in flight"}${status === null ? "" : ` ${status}`}`;
}

/** The time of day on the mock's clock, UTC. */
export function clockTime(iso: string): string {
  return iso.slice(11, 19);
}

export function toneOfOutcome(outcome: AttemptOutcome | null): Tone {
  if (outcome === "success") return "good";
  return outcome === null || outcome === "interrupted" || outcome === "withheld" ? "warn" : "bad";
}

export function toneOfVerdict(verdict: DuplicateVerdict): Tone {
  if (verdict === "acknowledged" || verdict === "effect-once") return "good";
  return verdict === "unproven" ? "warn" : "bad";
}

/** Formats real time: `12ms`, `1.5s`, `2m 3s`. */
export function durationOf(ms: number | null): string {
  if (ms === null) return "-";
  const rounded = Math.round(ms);
  if (rounded < 1_000) return `${rounded}ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)}s` : formatDuration(ms);
}
