import { everyReal } from "../../base/time/system-clock.ts";
import type { Io, StopSignal } from "../io.ts";

/** What a shell reports of a process that a signal ended. */
const EXIT_OF_SIGNAL: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

interface StopSignals {
  /** Resolves at the first Ctrl-C, SIGTERM or closed terminal. */
  readonly asked: Promise<void>;
  /** Takes the place of the first signal: a terminal UI reads Ctrl-C as a key. The next signal ends the process at once. */
  ask(): void;
  release(): void;
}

/** The first signal asks to stop; the second ends the process at once, after `beforeExit`. */
export function stopSignals(io: Io, beforeExit: () => void): StopSignals {
  let resolveAsked = () => {};
  const asked = new Promise<void>((resolve) => {
    resolveAsked = resolve;
  });
  let isAsked = false;
  const ask = () => {
    isAsked = true;
    resolveAsked();
  };
  const release = io.onSignal((signal) => {
    if (isAsked) {
      beforeExit();
      io.exit(EXIT_OF_SIGNAL[signal]);
    }
    ask();
  });
  return { asked, ask, release };
}

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
