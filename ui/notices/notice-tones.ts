import type { Tone } from "../frame/line.ts";
import type { Notice } from "../store/console-snapshot.ts";

export const NOTICE_TONES: Readonly<Record<Notice["kind"], Tone>> = {
  done: "good",
  busy: "info",
  warning: "warn",
  problem: "bad",
};
