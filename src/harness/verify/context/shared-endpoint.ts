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
  /** The port of SMARTLEAD_MOCK_URL; 0 uses a free one. */
  readonly port: number;
  /** The only key that SmartLead's API accepts; `null` = any. */
  readonly apiKey: string | null;
  readonly allowTargets: readonly string[];
  /** Answers before the first check starts; its run is that of all checks. */
  readonly idle: SmartLeadMock;
}

/** The sink's response unless an outage is simulated. */
const SINK_WORKS: SmartLeadMock["sink"] = { status: 200, body: {} };

/**
 * The only address that the receiver, and any observer, uses for the whole run, though each check has its own mock: effects and calls go to
 * the mock of their delivery, all other requests of the receiver to the current check's mock. A console sees the run as a whole
 * (`RunView`).
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

  /** Makes this mock the account that the receiver calls; observers get its events. */
  enter(mock: SmartLeadMock): void {
    this.#sides.enter(mock);
  }

  /** Keeps routing reports about its deliveries to it, however many others are entered meanwhile, until it is left. */
  hold(mock: SmartLeadMock): void {
    this.#sides.accounts.hold(mock);
  }

  leave(mock: SmartLeadMock): void {
    this.#sides.accounts.release(mock);
  }

  /** Notifies observers of the start or end of a check. */
  tell(fact: CheckFact): void {
    this.#sides.record.tell(fact);
  }

  /** Sets the sink's response: 503 simulates a CRM outage. */
  setSink(status: number): void {
    this.#sides.sink = status === SINK_WORKS.status ? SINK_WORKS : { status, body: { error: "The sink is down." } };
  }

  /** Records a line of the receiver's output as an effect of the delivery that it names; each of `parts` may name another. */
  seeLine(line: string, parts?: readonly string[]): void {
    this.#sides.called.reactions.seeLine(line, parts);
  }

  seeTornLine(line: string): void {
    this.#sides.called.reactions.seeTornLine(line);
  }

  /** The last PUT or PATCH of each path of the sink that names this lead, as JSON; `null` if none exists. */
  lastWritesOf(email: string): string | null {
    return this.#sides.writes.stateOf(email);
  }

  /** Whether the receiver has written a record. */
  get hasWrites(): boolean {
    return !this.#sides.writes.isEmpty;
  }

  /** Whether an effect reported the value of a lead's field. */
  get hasFields(): boolean {
    return this.#sides.hasFields;
  }

  /** Whether one of them was a PATCH, so that the record itself is unknown. */
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

/** The run for SmartLead's API, and for observers. */
class Sides {
  /** The mock for SmartLead's own API. */
  readonly called: SmartLeadMock;
  /** The mock for control API and stream. */
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

/** The mock of the current check; the receiver's calls go to the mock of their delivery. */
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

/** Keeps the sink's last writes, which represent the receiver's state. */
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
