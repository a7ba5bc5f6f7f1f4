import { BoundedMap } from "../../base/bounded-map.ts";
import { EFFECT_KEYS_LIMIT } from "./effect-limits.ts";

/** How often the work of one request id was done, as a number shows it that grows with the work (`--probe`). */
export interface WorkReading {
  readonly atLeast: number;
  /** `null` = any number: it was not read since, or not for this request alone. */
  readonly atMost: number | null;
  /** The number rises for such an event: its type, with its lead in the same state, was sent alone and showed its work. Only then does 0 mean anything. */
  readonly isDue: boolean;
}

/** What was read, by request id. */
export class WorkReadings {
  readonly #readings = new BoundedMap<string, WorkReading>(EFFECT_KEYS_LIMIT);

  of(key: string): WorkReading | null {
    return this.#readings.get(key) ?? null;
  }

  /** Whether this is news. */
  note(key: string, reading: WorkReading): boolean {
    const before = this.of(key);
    this.#readings.set(key, reading);
    return before?.atLeast !== reading.atLeast || before.atMost !== reading.atMost || before.isDue !== reading.isDue;
  }

  clear(): void {
    this.#readings.clear();
  }
}
