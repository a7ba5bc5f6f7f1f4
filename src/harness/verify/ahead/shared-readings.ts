import { SmartLeadMockError } from "../../../base/errors.ts";
import {
  type Measuring,
  NOT_PROBED,
  type ProbeMeter,
  type ReadingKind,
  type Risen,
  type WorkMeter,
} from "../../probe/probe-meter.ts";

type RealMeter = Pick<ProbeMeter, "begin" | "leaveUnsettled" | "measured">;

/**
 * A number that rises late, read once for several checks. Each check waits until all others wait too; then those whose work a sum can prove
 * send together: events without faults, of which none is processed twice, or repeated requests, of which none replaces a missing one. A sum
 * that is exactly right proves each of them, any other proves nothing. Events that may be processed twice or not at all are read alone.
 */
export class SharedReadings {
  readonly #meter: RealMeter;
  readonly #readers = new Set<Reader>();
  #isReading = false;

  constructor(meter: RealMeter) {
    this.#meter = meter;
  }

  /** Adds a check; it takes part until it leaves. */
  join(): Reader {
    const reader = new Reader(this.#meter, () => this.#next());
    this.#readers.add(reader);
    return reader;
  }

  /** The others no longer wait for it. */
  leave(reader: Reader): void {
    this.#readers.delete(reader);
    this.#next();
  }

  /** Continues once no check sends any more. */
  #next(): void {
    const all = [...this.#readers];
    if (this.#isReading || all.length === 0 || all.some(({ isBusy }) => isBusy)) return;
    const measuring = all.filter((reader) => reader.measuring !== null);
    this.#isReading = true;
    const step = measuring.length > 0 ? this.#read(measuring) : this.#admit(all);
    void step
      .catch((error: unknown) => {
        for (const reader of all) reader.fail(error);
      })
      .then(() => {
        this.#isReading = false;
        this.#next();
      });
  }

  async #admit(asking: readonly Reader[]): Promise<void> {
    await this.#meter.begin();
    const of = (kind: ReadingKind) => asking.filter((reader) => reader.kind === kind);
    const [fresh, again] = [of("fresh"), of("again")];
    const next = fresh.length > 0 ? fresh : again.length > 0 ? again : asking.slice(0, 1);
    for (const reader of next) reader.admit();
  }

  async #read(readers: readonly Reader[]): Promise<void> {
    const asked = readers.flatMap(({ measuring }) => measuring ?? []);
    const expected = asked.reduce((sum, one) => sum + one.expected, 0);
    const risen = await this.#meter.measured({
      expected,
      patienceMs: Math.max(...asked.map(({ patienceMs }) => patienceMs)),
      mayComeAgain: asked.some(({ mayComeAgain }) => mayComeAgain),
    });
    const isClear = risen.rise === expected && risen.doubtful === 0;
    if (!isClear) this.#meter.leaveUnsettled();
    for (const reader of readers) reader.tell(readers.length === 1 ? risen : isClear ? "as expected" : NOT_PROBED);
  }
}

interface Waiting {
  resolve(risen: Risen): void;
  reject(error: unknown): void;
}

/** The number as one of the checks reads it. */
export class Reader implements WorkMeter {
  readonly isShared = true;
  /** Whether it sends, or is about to. */
  isBusy = true;
  /** The kind of requests that it asks to send; `null` if there are none. */
  kind: ReadingKind | null = null;
  /** The events that it has sent; `null` if it waits for no reading. */
  measuring: Measuring | null = null;
  readonly #meter: Pick<RealMeter, "leaveUnsettled">;
  readonly #changed: () => void;
  #waiting: Waiting | null = null;

  constructor(meter: Pick<RealMeter, "leaveUnsettled">, changed: () => void) {
    this.#meter = meter;
    this.#changed = changed;
  }

  async begin(kind: ReadingKind = "other"): Promise<number> {
    this.kind = kind;
    await this.#wait();
    return 0;
  }

  measured(measuring: Measuring): Promise<Risen> {
    this.measuring = measuring;
    return this.#wait();
  }

  leaveUnsettled(due?: number, isAll?: boolean): void {
    this.#meter.leaveUnsettled(due, isAll);
  }

  risen(): Promise<number> {
    return Promise.reject(new SmartLeadMockError("internal", "A reading that is shared tells only what is expected."));
  }

  admit(): void {
    this.#goOn()?.resolve(NOT_PROBED);
  }

  /** The increase for its events; `as expected` if the sum of all is right. */
  tell(risen: Risen | "as expected"): void {
    const rise = this.measuring?.expected ?? null;
    this.#goOn()?.resolve(risen === "as expected" ? { rise, doubtful: 0 } : risen);
  }

  fail(error: unknown): void {
    this.#goOn()?.reject(error);
  }

  #wait(): Promise<Risen> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.isBusy = false;
      this.#changed();
    });
  }

  #goOn(): Waiting | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.kind = null;
    this.measuring = null;
    this.isBusy = true;
    return waiting;
  }
}
