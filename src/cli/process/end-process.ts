import { everyReal } from "../../base/time/system-clock.ts";
import type { Io } from "../io.ts";

/** Real ms that a command which was stopped has to end by itself: an attempt in flight may hold the process for half a minute more. */
const END_WITHIN_MS = 200;

/** Real ms after a signal in which what was opened is closed: together with all else a command ends within 5 s. */
export const CLOSE_WITHIN_MS = 4_000;

/** Ends the process soon, whatever is still under way in it; its children's groups end with it. */
export function endSoon(io: Io, code: number): void {
  const cancel = everyReal(END_WITHIN_MS, () => {
    cancel();
    io.exit(code);
  });
}
