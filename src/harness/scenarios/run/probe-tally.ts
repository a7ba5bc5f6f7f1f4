/** What a probe's number says of the work that was done: it is read before and after what is sent, and never shared out among several events. */
import { SmartLeadMockError } from "../../../base/errors.ts";
import { Lags } from "../../probe/evidence-lags.ts";
import type { Probe } from "../../probe/probe.ts";
import { ProbeMeter } from "../../probe/probe-meter.ts";
import type { Observations } from "./observations.ts";

/** Between two readings at which nothing was under way. */
interface Window {
  readonly keys: ReadonlySet<string>;
  /** `null` = the number fell, or could not be read. */
  readonly rise: number | null;
}

/** How much work is certain, and how much more there may be. */
export interface Tally {
  readonly certain: number;
  /** `null` = any number. */
  readonly possible: number | null;
}

export class ProbeTally {
  readonly #meter: ProbeMeter;
  readonly #observations: Observations;
  readonly #patienceMs: number;
  readonly #windows: Window[] = [];
  #keys = new Set<string>();
  /** Those whose rise is being read. */
  #read = new Set<string>();
  #ending: Promise<void> | null = null;
  /** Why it cannot be read; `null` while it can. */
  failure: string | null = null;

  constructor(
    probe: Probe,
    { observations, patienceMs }: { readonly observations: Observations; readonly patienceMs: number },
  ) {
    this.#meter = new ProbeMeter(probe, new Lags());
    this.#observations = observations;
    this.#patienceMs = patienceMs;
    observations.onEntry((entry) => {
      if (entry.type === "delivery.created") this.#keys.add(entry.delivery.request_id);
    });
  }

  /** Before something is sent: a reading at rest, unless something is under way, which then shares the next reading. */
  async begin(): Promise<void> {
    await this.end();
    if (this.#keys.size === 0) await this.#reading(() => this.#meter.begin());
  }

  /** Once nothing is under way: by how much the number has risen since. */
  end(): Promise<void> {
    if (this.#ending !== null) return this.#ending;
    if (this.#keys.size === 0 || this.#observations.openCount > 0) return Promise.resolve();
    this.#ending = this.#end().finally(() => {
      this.#ending = null;
    });
    return this.#ending;
  }

  async #end(): Promise<void> {
    const keys = this.#keys;
    this.#keys = new Set();
    this.#read = keys;
    let rise: number | null = null;
    await this.#reading(async () => {
      const due = await this.#meter.risen({ expected: keys.size, patienceMs: this.#patienceMs });
      // What should not come is looked for too.
      const more = await this.#meter.risen({ expected: 0, patienceMs: 0 });
      rise = due + more < 0 ? null : due + more;
    });
    this.#read = new Set();
    this.#windows.push({ keys, rise });
  }

  /** Of these request ids; `null` = of all. */
  of(wanted: ReadonlySet<string> | null): Tally {
    let certain = 0;
    let possible: number | null = 0;
    for (const { keys, rise } of [...this.#windows, ...this.#open()]) {
      const inside = wanted === null ? keys.size : [...keys].filter((key) => wanted.has(key)).length;
      if (inside === 0 || rise === 0) continue;
      if (rise !== null && inside === keys.size) certain += rise;
      else possible = rise === null || possible === null ? null : possible + rise;
    }
    return { certain, possible };
  }

  /** What is under way has not been read. */
  #open(): readonly Window[] {
    return [this.#keys, this.#read].filter(({ size }) => size > 0).map((keys) => ({ keys, rise: null }));
  }

  async #reading(read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof SmartLeadMockError)) throw error;
      this.failure ??= error.message;
    }
  }
}
