import { pause } from "./evidence-watch.ts";
import type { Probe } from "./probe.ts";

/** Real ms between two looks at a probe that shows nothing yet. */
const AGAIN_MS = 200;

/** By how much a probe's number has risen since it was read before. */
export class ProbeMeter {
  readonly #probe: Probe;
  #before: number | null = null;

  constructor(probe: Probe) {
    this.#probe = probe;
  }

  /** Reads it for the first time, before anything is sent. */
  async begin(): Promise<void> {
    this.#before ??= await this.#probe.read();
  }

  /** Where a rise is due, it is looked at again before it counts as missing. */
  async risen({ isDue }: { readonly isDue: boolean }): Promise<number> {
    const before = this.#before ?? 0;
    let now = await this.#probe.read();
    if (now === before && isDue) {
      await pause(AGAIN_MS);
      now = await this.#probe.read();
    }
    this.#before = now;
    return now - before;
  }
}
