import { isoFromMs } from "../time/iso.ts";

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
