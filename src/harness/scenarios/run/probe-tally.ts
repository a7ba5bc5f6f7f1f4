/** Derives the work done from a probe's number: it is read before and after each step that sends, and never divided among several events. */
import { SmartLeadMockError } from "../../../base/errors.ts";
import type { Delivery } from "../../../delivery/delivery.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";
import { Lags } from "../../probe/evidence-lags.ts";
import type { Probe } from "../../probe/probe.ts";
import { NOT_PROBED, ProbeMeter } from "../../probe/probe-meter.ts";
import type { Observations } from "./observations.ts";
import { eventsIn, exactShare, type ProbeWindow, readingOf } from "./probe-reading.ts";

/** The certain amount of work, and the possible amount. */
interface Tally {
  readonly certain: number;
  /** `null` = any number. */
  readonly possible: number | null;
}

interface ProbeTallyParts {
  readonly observations: Observations;
  /** The present mock, which gets the results for its request ids. */
  readonly mock: () => SmartLeadMock;
  /** Real ms to wait for an increase, in general and while its lag is unknown. */
  readonly patienceMs: number;
  readonly firstPatienceMs: number;
}

export class ProbeTally {
  readonly #meter: ProbeMeter;
  readonly #parts: ProbeTallyParts;
  readonly #knowledge: ProbeKnowledge;
  #windows: ProbeWindow[] = [];
  #keys = new Set<string>();
  /** By request id: its type and whether its lead was new. */
  readonly #kinds = new Map<string, string>();
  readonly #leads = new Map<string, string>();
  /** Request ids whose increase is being read. */
  #read = new Set<string>();
  #ending: Promise<void> | null = null;
  /** Why it cannot be read; `null` if it can. */
  failure: string | null = null;

  constructor(probe: Probe, parts: ProbeTallyParts) {
    this.#knowledge = knowledgeOf(probe);
    this.#meter = new ProbeMeter(probe, this.#knowledge.lags);
    this.#parts = parts;
    parts.observations.onEntry((entry) => {
      if (entry.type === "delivery.created") this.#created(entry.delivery);
    });
  }

  /** Before something is sent: a reading of the settled number, unless something is in progress, which then shares the next reading. */
  async begin(): Promise<void> {
    await this.end();
    if (this.#keys.size > 0) return;
    await this.#reading(async () => {
      const late = await this.#meter.begin();
      // Work that arrived after its reading may belong to any earlier event.
      if (late !== 0) this.#doubtEarlier();
    });
    this.#tell();
  }

  /** Once nothing is in progress: reads the increase since. */
  end(): Promise<void> {
    if (this.#ending !== null) return this.#ending;
    if (this.#keys.size === 0 || this.#parts.observations.openCount > 0) {
      this.#tell();
      return Promise.resolve();
    }
    this.#ending = this.#end().finally(() => {
      this.#ending = null;
    });
    return this.#ending;
  }

  async #end(): Promise<void> {
    const keys = this.#keys;
    this.#keys = new Set();
    this.#read = keys;
    let risen = NOT_PROBED;
    await this.#reading(async () => {
      const expected = [...keys].reduce((sum, key) => sum + (this.#unitOf(key) ?? 1), 0);
      const [due, patienceMs] = [this.#dueOf(keys), this.#patienceMs()];
      // Unexpected increases are watched for too.
      risen = await this.#meter.measured({ expected, due, patienceMs, mayComeAgain: true });
      if (risen.rise === 0) this.#knowledge.noteWaited();
    });
    this.#read = new Set();
    const { rise: all, doubtful } = risen;
    const rise = all === null || all < 0 ? null : all - doubtful;
    // Late work may belong to any earlier event, or to these.
    const isLate = doubtful > 0;
    if (isLate) this.#doubtEarlier();
    else this.#learn(keys, rise);
    this.#windows.push({ keys, rise, isLate });
    this.#tell();
  }

  #doubtEarlier(): void {
    this.#windows = this.#windows.map((window) => ({ ...window, isLate: true }));
  }

  /** The expected increase for these, as far as it is known: those that were delivered, and not processed before. */
  #dueOf(keys: ReadonlySet<string>): number {
    const { deliveries } = this.#parts.mock();
    const isDelivered = (key: string) => deliveries.withRequestId(key).some(({ state }) => state === "delivered");
    const isDone = (key: string) => (readingOf(key, this.#windows, (one) => this.#unitOf(one))?.atLeast ?? 0) > 0;
    const owed = [...keys].filter((key) => isDelivered(key) && !isDone(key));
    return owed.reduce((sum, key) => sum + (this.#unitOf(key) ?? 0), 0);
  }

  #patienceMs(): number {
    const { patienceMs, firstPatienceMs } = this.#parts;
    return this.#knowledge.patienceMs({ usualMs: patienceMs, firstMs: firstPatienceMs });
  }

  /** The work of these request ids; `null` = of all. With `inEvents`, it is counted in events, as far as the increase per event is known. */
  of(wanted: ReadonlySet<string> | null, { inEvents = false }: { readonly inEvents?: boolean } = {}): Tally {
    let certain = 0;
    let possible: number | null = 0;
    const unitOf = (key: string) => this.#unitOf(key);
    for (const window of [...this.#windows, ...this.#open()]) {
      const { keys, rise, isLate } = window;
      const inside = [...keys].filter((key) => wanted?.has(key) ?? true);
      if (inside.length > 0 && isLate) possible = null;
      if (inside.length === 0 || rise === 0) continue;
      const share = isLate ? null : exactShare(inside, { window, all: this.#windows, unitOf });
      if (rise !== null && inside.length === keys.size) certain += inEvents ? eventsIn(window, unitOf) : rise;
      else if (share !== null) certain += inEvents ? inside.length : share;
      else possible = rise === null || possible === null ? null : possible + rise;
    }
    return { certain, possible };
  }

  /** Whether the increase per event is known for each of these; `null` = for all. */
  knowsUnitsOf(wanted: ReadonlySet<string> | null): boolean {
    const keys = this.#windows.flatMap((window) => [...window.keys]);
    return keys.every((key) => wanted?.has(key) === false || this.#unitOf(key) !== null);
  }

  /** Work in progress has not been read. */
  #open(): readonly ProbeWindow[] {
    const open = [this.#keys, this.#read].filter(({ size }) => size > 0);
    return open.map((keys) => ({ keys, rise: null, isLate: false }));
  }

  #created({ request_id: key, event_type: type, lead_email: lead }: Delivery): void {
    this.#keys.add(key);
    if (this.#kinds.has(key)) {
      // It is redelivered, so its earlier reading is no longer complete.
      queueMicrotask(() => this.#tell());
      return;
    }
    // An existing row is updated without an increase: only leads in the same state are compared.
    const isKnown = lead !== null && this.#leads.has(lead);
    this.#kinds.set(key, `${type} of ${isKnown ? "a known" : "a new"} lead`);
    if (lead !== null) this.#leads.set(lead, key);
  }

  #unitOf(key: string): number | null {
    return this.#knowledge.unitOf(this.#kinds.get(key) ?? "");
  }

  #learn(keys: ReadonlySet<string>, rise: number | null): void {
    const [key] = keys;
    if (rise === null || key === undefined || keys.size > 1) return;
    const attempts = this.#parts
      .mock()
      .deliveries.withRequestId(key)
      .reduce((sum, delivery) => sum + delivery.attempts.length, 0);
    this.#knowledge.learn(this.#kinds.get(key) ?? "", rise, { isOnce: attempts === 1 });
  }

  /** Passes the known results for each request id on, for the verdicts on its duplicates. */
  #tell(): void {
    const windows = [...this.#windows, ...this.#open()];
    const { effects } = this.#parts.mock();
    const told = new Set(windows.flatMap(({ keys }) => [...keys]));
    for (const key of told) {
      const reading = readingOf(key, windows, (one) => this.#unitOf(one));
      if (reading !== null) effects.measure(key, reading);
    }
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

/** Facts about a probe's number learned in a run: its lag, and its increase per event. */
class ProbeKnowledge {
  readonly lags = new Lags();
  readonly #units = new Map<string, number>();
  /** Whether it was waited for as long as possible without an increase. */
  #hasWaited = false;

  /** The increase for one event of this kind; `null` = none was observed alone yet. */
  unitOf(kind: string): number | null {
    return this.#units.get(kind) ?? null;
  }

  /** Records the increase for one event, which may have been processed more than once. */
  learn(kind: string, rise: number, { isOnce }: { readonly isOnce: boolean }): void {
    const known = this.#units.get(kind);
    // The smallest possible step can only be one piece of work.
    if (rise > 0 && (isOnce || rise === 1)) this.#units.set(kind, Math.min(rise, known ?? rise));
  }

  /** Real ms to wait for an increase: long until its lag is known. */
  patienceMs({ usualMs, firstMs }: { readonly usualMs: number; readonly firstMs: number }): number {
    if (this.lags.areLate) return Math.max(usualMs, this.lags.patienceMs({ isPatient: false }, "probe"));
    return this.#hasWaited || this.#units.size > 0 ? usualMs : Math.max(usualMs, firstMs);
  }

  noteWaited(): void {
    this.#hasWaited = true;
  }
}

const KNOWN = new WeakMap<Probe, ProbeKnowledge>();

/** Scenarios that share a probe test the same receiver: facts learned in one apply to the next. */
export function knowledgeOf(probe: Probe): ProbeKnowledge {
  const known = KNOWN.get(probe) ?? new ProbeKnowledge();
  KNOWN.set(probe, known);
  return known;
}
