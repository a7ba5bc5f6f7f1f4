import { ownValue } from "../own-value.ts";

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Milliseconds of a duration such as `500ms`, `30s`, `10m`, `1h30m`, `1d`; `null` when it is not a duration. A text without a unit is
 * refused: it could be seconds or milliseconds. A number is milliseconds, as everywhere in JavaScript.
 */
export function parseDuration(text: string | number): number | null {
  if (typeof text === "number") return Number.isFinite(text) && text >= 0 ? text : null;
  const trimmed = text.trim();
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(trimmed)) return null;
  let total = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * (ownValue(UNIT_MS, unit ?? "") ?? 0);
  }
  // 32.157 × 1,000 is 32,156.999… in floating point.
  return Math.round(total * 1_000) / 1_000;
}

/** A duration in at most two words: `250ms`, `2.5s`, `30s`, `5m`, `1h 30m`; rounded to seconds from one minute on. */
export function formatDuration(ms: number): string {
  const whole = Math.round(ms);
  if (whole < 1_000) return `${whole}ms`;
  if (whole < 60_000) return `${whole / 1_000}s`;
  const parts: string[] = [];
  let rest = Math.round(ms / 1_000);
  for (const [unit, size] of [
    ["d", 86_400],
    ["h", 3_600],
    ["m", 60],
    ["s", 1],
  ] as const) {
    const amount = Math.floor(rest / size);
    if (amount > 0) parts.push(`${amount}${unit}`);
    rest %= size;
  }
  return parts.slice(0, 2).join(" ");
}
