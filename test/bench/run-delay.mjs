// For how long a process was ready to run and had no processor: what a busy machine adds to its answers.
import { readFileSync } from "node:fs";

const EVERY_MS = 100;

/** Milliseconds so far; 0 where the system does not tell, or the process has gone. */
export function runDelayMs(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** Tells of calls to a process how long they took and for how much of it the process had no processor. A look every so often is enough. */
export class RunDelay {
  #pid;
  #latest = 0;
  #timer;

  constructor(pid) {
    this.#pid = pid;
    this.#look();
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
    this.#timer.unref();
  }

  begin() {
    return { at: performance.now(), delay: this.#latest };
  }

  since({ at, delay }) {
    const tookMs = performance.now() - at;
    if (tookMs > EVERY_MS) this.#look();
    return { tookMs: Math.round(tookMs), starvedMs: Math.round(Math.max(0, this.#latest - delay)) };
  }

  stop() {
    clearInterval(this.#timer);
  }

  #look() {
    this.#latest = Math.max(this.#latest, runDelayMs(this.#pid));
  }
}
