import { afterReal } from "./system-clock.ts";

/** Waits so many real ms; not at all for 0. */
export function pause(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => void afterReal(ms, resolve));
}
