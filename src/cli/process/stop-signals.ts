import { everyReal } from "../../base/time/system-clock.ts";
import type { Io, StopSignal } from "../io.ts";

/** The exit code that a shell reports for a process ended by this signal. */
const EXIT_OF_SIGNAL: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

interface StopSignals {
  /** Resolves at the first Ctrl-C, SIGTERM or closed terminal. */
  readonly asked: Promise<void>;
  /** Acts like the first signal: a terminal UI reads Ctrl-C as a key. The next signal ends the process at once. */
  ask(): void;
  release(): void;
}

/** The first signal asks the process to stop; the second ends it at once, after `beforeExit`. */
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

/** Real ms that a stopped command has to end by itself: an attempt in flight could keep the process alive for another half minute. */
const END_WITHIN_MS = 200;

/** Real ms after a signal within which everything open is closed: in total a command ends within 5 s. */
export const CLOSE_WITHIN_MS = 4_000;

/** Ends the process soon, even if work is still in progress; the process groups of its children end with it. */
export function endSoon(io: Io, code: number): void {
  const cancel = everyReal(END_WITHIN_MS, () => {
    cancel();
    io.exit(code);
  });
}
