import { SmartLeadMockError } from "../../errors.ts";
import type { EventPayload, SmartLeadMock } from "../../mock.ts";
import type { DialectName } from "../../payloads/dialect.ts";
import { following } from "./following.ts";
import type { RunRecord } from "./run-record.ts";
import { REMEMBERED_MOCKS, type Succession } from "./succession.ts";

export interface WatchedSideOptions {
  readonly accounts: Succession;
  readonly record: RunRecord;
  /** Of the whole run. */
  readonly run: string;
  /** What the sink answers now. */
  readonly sink: () => SmartLeadMock["sink"];
  /** As SmartLead's own API reports its calls. */
  readonly reactions: SmartLeadMock["reactions"];
}

/**
 * A run as a console sees it: stream, deliveries, events and counters of all checks; clock, faults, webhooks and account of the present
 * one. Effects go to the mock whose delivery they are about. What would disturb the judgement is refused (`conflict`).
 */
export function watchedSide({ accounts, record, run, sink, reactions }: WatchedSideOptions): SmartLeadMock {
  const present = () => accounts.present;
  const refused = () => refuse;
  const effects = following(() => present().effects, {
    add:
      () =>
      (key, ...rest) =>
        accounts.ownerOf([key.trim()]).effects.add(key, ...rest),
    list: () => (key) => (key === undefined ? present() : accounts.ownerOf([key])).effects.list(key),
    countsOf: () => (key) => accounts.ownerOf([key]).effects.countsOf(key),
  });
  const clock = following(() => present().clock, {
    advance: refused,
    next: refused,
    setMode: refused,
    setSpeed: refused,
  });
  const faults = following(() => present().faults, { arm: refused, disarm: refused, clear: refused });
  const webhooks = following(() => present().webhooks);
  return following(present, {
    run: () => run,
    journal: () => record.journal,
    deliveries: () => record.deliveries,
    event: () => (id) => record.event(id),
    payload: () => (id, dialect) => payloadOf({ accounts, record }, id, dialect),
    state: () => () => ({ ...present().state(), run, counters: record.counters() }),
    sink,
    effects: () => effects,
    reactions: () => reactions,
    clock: () => clock,
    faults: () => faults,
    webhooks: () => webhooks,
    emit: refused,
    step: refused,
    resend: refused,
    retrigger: refused,
    setRate: refused,
    reset: refused,
  });
}

function refuse(): never {
  throw new SmartLeadMockError("conflict", "A verify runs here and must not be disturbed; use smartlead-mock start.");
}

/** A body in another dialect is made by the account that its event is of. */
function payloadOf(
  { accounts, record }: Pick<WatchedSideOptions, "accounts" | "record">,
  id: string,
  dialect: DialectName,
): EventPayload {
  const holder = accounts.holderOf(id);
  if (holder !== null || record.deliveries.held(id) === undefined)
    return (holder ?? accounts.present).payload(id, dialect);
  throw new SmartLeadMockError(
    "not_found",
    `The body of delivery ${id} can no longer be made in other dialects: only the ${REMEMBERED_MOCKS} latest accounts of a verify are held.`,
  );
}
