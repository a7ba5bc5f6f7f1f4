import type { Io, StopSignal } from "./io.ts";

/** What a shell reports of a process that a signal ended. */
const EXIT_OF_SIGNAL: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

export interface StopSignals {
  /** Resolves at the first Ctrl-C or SIGTERM. */
  readonly asked: Promise<void>;
  release(): void;
}

/** The first signal asks to stop; the second ends the process at once, after `beforeExit`. */
export function stopSignals(io: Io, beforeExit: () => void): StopSignals {
  let ask = () => {};
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  let isAsked = false;
  const release = io.onSignal((signal) => {
    if (isAsked) {
      beforeExit();
      io.exit(EXIT_OF_SIGNAL[signal]);
    }
    isAsked = true;
    ask();
  });
  return { asked, release };
}
