import { SmartLeadMockError } from "../../../base/errors.ts";
import type { EffectRecord, Effects } from "../../../delivery/idempotency/effects.ts";
import type { EventPayload, EventView, MockState, SmartLeadMock } from "../../../mock/mock.ts";
import type { DialectName } from "../../../smartlead/payloads/dialect.ts";
import { ForwardedMock } from "./forwarded-mock.ts";
import { type MockSequence, REMEMBERED_MOCKS } from "./mock-sequence.ts";
import { RunReactions } from "./run-reactions.ts";
import type { RunRecord } from "./run-record.ts";

export interface RunViewOptions {
  readonly accounts: MockSequence;
  readonly record: RunRecord;
  /** The id of the whole run. */
  readonly run: string;
  /** SmartLead's own API passes its calls here; by default to the mock that a call is about. */
  readonly reactions?: SmartLeadMock["reactions"];
}

/**
 * A run from a console's view: stream, deliveries, events and counters of all its mocks; clock, faults, webhooks and account of the current
 * one. Effects belong to the mock of their delivery.
 */
export class RunView extends ForwardedMock {
  readonly #options: RunViewOptions;
  readonly #effects: RunEffects;
  readonly #reactions: SmartLeadMock["reactions"];

  constructor(options: RunViewOptions) {
    super(() => options.accounts.present);
    this.#options = options;
    this.#effects = new RunEffects(options.accounts);
    this.#reactions = options.reactions ?? new RunReactions(options.accounts);
  }

  override get run(): string {
    return this.#options.run;
  }

  override get journal(): SmartLeadMock["journal"] {
    return this.#options.record.journal;
  }

  override get deliveries(): SmartLeadMock["deliveries"] {
    return this.#options.record.deliveries;
  }

  override get effects(): Effects {
    return this.#effects;
  }

  override get reactions(): SmartLeadMock["reactions"] {
    return this.#reactions;
  }

  override event(id: string): EventView | null {
    return this.#options.record.event(id);
  }

  override payload(id: string, dialect: DialectName): EventPayload {
    return payloadOf(this.#options, id, dialect);
  }

  override state(): MockState {
    const { run, record } = this.#options;
    return { ...super.state(), run, counters: record.counters() };
  }
}

/** An effect belongs to the mock that sent the request id which is its key. */
class RunEffects implements Effects {
  readonly #accounts: MockSequence;

  constructor(accounts: MockSequence) {
    this.#accounts = accounts;
  }

  #of(key: string | undefined): Effects {
    return (key === undefined ? this.#accounts.present : this.#accounts.ownerOf([key.trim()])).effects;
  }

  isCounted(eventType: string): boolean {
    return this.#of(undefined).isCounted(eventType);
  }

  countsOf(key: string): ReadonlyMap<string, number> {
    return this.#of(key).countsOf(key);
  }

  possibleOf(key: string, name?: string): number {
    return this.#of(key).possibleOf(key, name);
  }

  sharedBy(...asked: Parameters<Effects["sharedBy"]>): ReturnType<Effects["sharedBy"]> {
    return this.#of(asked[0][0]).sharedBy(...asked);
  }

  measure(...measured: Parameters<Effects["measure"]>): void {
    this.#of(measured[0]).measure(...measured);
  }

  measuredOf(key: string): ReturnType<Effects["measuredOf"]> {
    return this.#of(key).measuredOf(key);
  }

  add(...effect: Parameters<Effects["add"]>): void {
    this.#of(effect[0]).add(...effect);
  }

  list(key?: string): readonly EffectRecord[] {
    return this.#of(key).list(key);
  }

  clear(): void {
    this.#of(undefined).clear();
  }
}

/** A body in another dialect is built by the account of its event. */
function payloadOf(
  { accounts, record }: Pick<RunViewOptions, "accounts" | "record">,
  id: string,
  dialect: DialectName,
): EventPayload {
  const holder = accounts.holderOf(id);
  if (holder !== null || record.deliveries.held(id) === undefined)
    return (holder ?? accounts.present).payload(id, dialect);
  throw new SmartLeadMockError(
    "not_found",
    `The body of delivery ${id} can no longer be rendered in other dialects: only the latest ${REMEMBERED_MOCKS} accounts of a run are kept.`,
  );
}
