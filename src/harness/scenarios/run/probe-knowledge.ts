import { Lags } from "../../probe/evidence-lags.ts";
import type { Probe } from "../../probe/probe.ts";

/** What was learned of a probe's number in a run: how late it rises, and by how much for one event. */
export class ProbeKnowledge {
  readonly lags = new Lags();
  readonly #units = new Map<string, number>();
  /** It was waited for as long as work is ever waited for, and did not rise. */
  #hasWaited = false;

  /** By how much one event of this kind lets it rise; `null` = none was seen alone yet. */
  unitOf(kind: string): number | null {
    return this.#units.get(kind) ?? null;
  }

  /** It rose by so much for one event, which may have been worked on more than once. */
  learn(kind: string, rise: number, { isOnce }: { readonly isOnce: boolean }): void {
    const known = this.#units.get(kind);
    // The smallest step there is can only be one piece of work.
    if (rise > 0 && (isOnce || rise === 1)) this.#units.set(kind, Math.min(rise, known ?? rise));
  }

  /** Real ms that a rise is waited for: long until it is known how late it comes. */
  patienceMs({ usualMs, firstMs }: { readonly usualMs: number; readonly firstMs: number }): number {
    if (this.lags.areLate) return Math.max(usualMs, this.lags.patienceMs({ isPatient: false }, "probe"));
    return this.#hasWaited || this.#units.size > 0 ? usualMs : Math.max(usualMs, firstMs);
  }

  noteWaited(): void {
    this.#hasWaited = true;
  }
}

const KNOWN = new WeakMap<Probe, ProbeKnowledge>();

/** Scenarios that are run with one probe ask one receiver: what is learned of it in one holds in the next. */
export function knowledgeOf(probe: Probe): ProbeKnowledge {
  const known = KNOWN.get(probe) ?? new ProbeKnowledge();
  KNOWN.set(probe, known);
  return known;
}
