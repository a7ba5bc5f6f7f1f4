import { isoFromMs } from "../../../src/base/time/iso.ts";

/** `09:18:02` of the mock's clock. */
export function clockFace(nowMs: number): { readonly day: string; readonly time: string } {
  const iso = isoFromMs(nowMs);
  return { day: iso.slice(0, 10), time: iso.slice(11, 19) };
}
