/** Sources of evidence: effects that name a delivery or can be attributed (beacon, sink, API, log), or a rising number. */
export type EvidenceKind = "effects" | "probe";

/** Real ms below which work counts as done before the answer: the time a loopback call takes to be noticed. */
const AT_ONCE_MS = 0.5;
/** Real ms to wait, as a multiple of the longest lag seen, with a minimum and a maximum. */
const PATIENCE = { times: 2.5, plusMs: 1_000, mostMs: 15_000 } as const;
const LINGER = { times: 1.5, plusMs: 150, mostMs: 10_000 } as const;
const PROBE_LINGER = { times: 1.25, plusMs: 100 } as const;
/** For work done before the answer: nothing is late unless the machine is busy. */
const SYNCHRONOUS = { hastyMs: 100, patientMs: 2_000, lingerMs: 0 } as const;

/** The lag of effects after an answer, for each kind of evidence (PRODUCT §8, rule 4). Learned from every effect of the run. */
export class Lags {
  readonly #longest = new Map<EvidenceKind, number>();

  note(kind: EvidenceKind, ms: number): void {
    this.#longest.set(kind, Math.max(this.#longest.get(kind) ?? 0, ms < AT_ONCE_MS ? 0 : ms));
  }

  /** Whether there was evidence of this kind. */
  isSeen(kind: EvidenceKind): boolean {
    return this.#longest.has(kind);
  }

  /** The longest lag seen, of one kind or of all; 0 if effects arrive before the answer, or none was seen. */
  longestMs(kind?: EvidenceKind): number {
    return kind === undefined ? Math.max(0, ...this.#longest.values()) : (this.#longest.get(kind) ?? 0);
  }

  /** Whether work is done after the answer. */
  get areLate(): boolean {
    return this.longestMs() > 0;
  }

  /** How long to wait for an effect that is due and missing, of one kind or of all. A second look is more patient. */
  patienceMs({ isPatient }: { readonly isPatient: boolean }, kind?: EvidenceKind): number {
    const lag = this.longestMs(kind);
    if (lag === 0) return isPatient ? SYNCHRONOUS.patientMs : SYNCHRONOUS.hastyMs;
    const ms = Math.min(PATIENCE.mostMs, PATIENCE.times * lag + PATIENCE.plusMs);
    return isPatient ? Math.min(PATIENCE.mostMs, 2 * ms) : ms;
  }

  /** How long to watch for an unexpected effect, such as a second one, of one kind or of all. */
  lingerMs(kind?: EvidenceKind): number {
    const lag = this.longestMs(kind);
    // A number that rises late is written in batches, and the time after a batch shows the longest lag.
    const { times, plusMs } = kind === "probe" ? PROBE_LINGER : LINGER;
    return lag === 0 ? SYNCHRONOUS.lingerMs : Math.min(LINGER.mostMs, times * lag + plusMs);
  }
}
