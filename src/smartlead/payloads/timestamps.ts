import { isoFromMs } from "../../base/time/iso.ts";

/** Characters of `2026-03-05T12:01:58`, an ISO time up to its seconds. */
const LENGTH_TO_SECONDS = 19;

/** `2026-03-05T12:01:58Z`: the style of the webhook guide's samples, whole seconds (smartlead.md §2 EMAIL_SENT `time_sent`; A). */
export function guideTimestamp(ms: number): string {
  return `${isoFromMs(ms).slice(0, LENGTH_TO_SECONDS)}Z`;
}

/** `2026-03-05T12:01:58.023Z`: the JavaScript style of the bodies, always three digits (smartlead.md §2 "Timestamps come in two styles"; E1). */
export function javascriptTimestamp(ms: number): string {
  return isoFromMs(ms);
}

/**
 * `2026-03-05T12:01:58.023+00:00`: the database style of the bodies, without trailing zeros, and without a fraction if it is zero. `micros`
 * are the digits after the millisecond, 0 to 999 (smartlead.md §2 "Timestamps come in two styles"; E1, C1).
 */
export function databaseTimestamp(ms: number, micros = 0): string {
  const iso = isoFromMs(ms);
  const fraction = `${iso.slice(LENGTH_TO_SECONDS + 1, LENGTH_TO_SECONDS + 4)}${String(micros).padStart(3, "0")}`;
  const digits = fraction.replace(/0+$/, "");
  return `${iso.slice(0, LENGTH_TO_SECONDS)}${digits === "" ? "" : `.${digits}`}+00:00`;
}
