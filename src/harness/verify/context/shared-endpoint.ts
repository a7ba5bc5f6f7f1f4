import { openPort } from "../../../library/open-port.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";
import { LastWrites } from "../../convergence/last-writes.ts";
import { ForwardedMock } from "../../session/watch/forwarded-mock.ts";
import { MockSequence } from "../../session/watch/mock-sequence.ts";
import { RunReactions } from "../../session/watch/run-reactions.ts";
import { type CheckFact, RunRecord } from "../../session/watch/run-record.ts";
import { RunView } from "../../session/watch/run-view.ts";
import { ReadOnlyMock } from "./read-only-mock.ts";

export interface SharedEndpointOptions {
  /** Of SMARTLEAD_MOCK_URL; 0 takes a free one. */
  readonly port: number;
  /** The only key that SmartLead's API takes; `null` = any. */
  readonly apiKey: string | null;
  readonly allowTargets: readonly string[];
  /** Answers before any check has begun; its run is that of all of them. */
  readonly idle: SmartLeadMock;
}

/** What the sink answers while nothing is broken. */
const SINK_WORKS: SmartLeadMock["sink"] = { status: 200, body: {} };

/**
 * The one address that the receiver, and anyone who watches, knows for the whole run, though each check has its own mock: effects and
 * calls go to the mock whose delivery they are about, all else of the receiver's to the one of the present check. A console sees the
 * run as a whole (`RunView`).
 */
export class SharedEndpoint {
  readonly url: string;
  readonly #close: () => Promise<void>;
  readonly #sides: Sides;

  private constructor(url: string, close: () => Promise<void>, sides: Sides) {
    this.url = url;
    this.#close = close;
    this.#sides = sides;
  }

  /** Throws `port_in_use`, or `usage` for a port that may not be opened. */
  static async open({ port, apiKey, allowTargets, idle }: SharedEndpointOptions): Promise<SharedEndpoint> {
    const sides = new Sides(idle);
    const options = { port, apiKey, rateLimit: null, allowTargets, controlled: sides.watched };
    const server = await openPort(sides.called, options);
    return new SharedEndpoint(server.url, () => server.close(), sides);
  }

  /** From now on this mock is the account that the receiver calls; what it tells is told to anyone who watches. */
  enter(mock: SmartLeadMock): void {
    this.#sides.enter(mock);
  }

  /** What is reported about its deliveries finds it, however many others are entered meanwhile, until it is left. */
  hold(mock: SmartLeadMock): void {
    this.#sides.accounts.hold(mock);
  }

  leave(mock: SmartLeadMock): void {
    this.#sides.accounts.release(mock);
  }

  /** Tells anyone who watches how a check began or ended. */
  tell(fact: CheckFact): void {
    this.#sides.record.tell(fact);
  }

  /** What the sink answers: 503 stands for a CRM that is down. */
  setSink(status: number): void {
    this.#sides.sink = status === SINK_WORKS.status ? SINK_WORKS : { status, body: { error: "The sink is down." } };
  }

  /** A line that the receiver printed, which counts as an effect of the delivery that it names; `parts` may be about one each. */
  seeLine(line: string, parts?: readonly string[]): void {
    this.#sides.called.reactions.seeLine(line, parts);
  }

  seeTornLine(line: string): void {
    this.#sides.called.reactions.seeTornLine(line);
  }

  /** The last PUT or PATCH of each path of the sink that names this lead, as JSON; `null` where there is none. */
  lastWritesOf(email: string): string | null {
    return this.#sides.writes.stateOf(email);
  }

  /** The receiver has written its own record. */
  get hasWrites(): boolean {
    return !this.#sides.writes.isEmpty;
  }

  /** Some effect said what it has set a field of a lead to. */
  get hasFields(): boolean {
    return this.#sides.hasFields;
  }

  /** Whether some of them was a PATCH: the record itself is not seen. */
  isChangeOf(email: string): boolean {
    return this.#sides.writes.isChangeOf(email);
  }

  /** Calls back whenever the receiver has written or printed something. */
  onWrite(listener: () => void): void {
    this.#sides.onWrite = listener;
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** The run as SmartLead's API answers it, and as it is watched. */
class Sides {
  /** What SmartLead's own API works on. */
  readonly called: SmartLeadMock;
  /** What control API and stream work on. */
  readonly watched: SmartLeadMock;
  readonly record: RunRecord;
  sink = SINK_WORKS;
  hasFields = false;
  readonly writes = new LastWrites();
  onWrite = () => {};
  readonly accounts: MockSequence;
  readonly #carried = new WeakSet<SmartLeadMock>();

  constructor(idle: SmartLeadMock) {
    const accounts = new MockSequence(idle);
    this.accounts = accounts;
    this.record = new RunRecord(idle);
    const { record, writes } = this;
    this.called = new CalledMock(accounts, new RunReactions(accounts, () => this.onWrite()));
    const reactions = new KeptWrites(accounts, { writes, onWrite: () => this.onWrite() });
    const view = new RunView({ accounts, record, run: idle.run, reactions });
    this.watched = new WatchedMock(view, () => this.sink);
  }

  enter(mock: SmartLeadMock): void {
    this.accounts.enter(mock);
    if (this.#carried.has(mock)) return;
    this.#carried.add(mock);
    this.record.carry(mock);
    mock.journal.subscribe((entry) => {
      this.hasFields ||= entry.type === "effect.seen" && entry.value !== undefined;
    });
  }
}

/** The mock of the present check; what the receiver calls goes to the mock that it is about. */
class CalledMock extends ForwardedMock {
  readonly #reactions: RunReactions;

  constructor(accounts: MockSequence, reactions: RunReactions) {
    super(() => accounts.present);
    this.#reactions = reactions;
  }

  override get reactions(): RunReactions {
    return this.#reactions;
  }
}

/** The sink's last writes are a receiver's state. */
class KeptWrites extends RunReactions {
  readonly #writes: LastWrites;

  constructor(
    accounts: MockSequence,
    { writes, onWrite }: { readonly writes: LastWrites; readonly onWrite: () => void },
  ) {
    super(accounts, onWrite);
    this.#writes = writes;
  }

  override see(call: Parameters<RunReactions["see"]>[0]): ReturnType<RunReactions["see"]> {
    this.#writes.see(call);
    return super.see(call);
  }
}

class WatchedMock extends ReadOnlyMock {
  readonly #sink: () => SmartLeadMock["sink"];

  constructor(mock: SmartLeadMock, sink: () => SmartLeadMock["sink"]) {
    super(mock);
    this.#sink = sink;
  }

  override get sink(): SmartLeadMock["sink"] {
    return this.#sink();
  }
}
