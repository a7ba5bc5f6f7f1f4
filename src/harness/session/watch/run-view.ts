import { SmartLeadMockError } from "../../../base/errors.ts";
import { rowsOf } from "../../../delivery/idempotency/call-rows.ts";
import { isReading } from "../../../delivery/idempotency/idempotent-writes.ts";
import type { EventPayload, SmartLeadMock } from "../../../mock/mock.ts";
import type { DialectName } from "../../../smartlead/payloads/dialect.ts";
import { following } from "./following.ts";
import { type MockSequence, REMEMBERED_MOCKS } from "./mock-sequence.ts";
import type { RunRecord } from "./run-record.ts";

export interface WatchedSideOptions {
  readonly accounts: MockSequence;
  readonly record: RunRecord;
  /** Of the whole run. */
  readonly run: string;
  /** As SmartLead's own API reports its calls; those of the mock that a call is about unless given. */
  readonly reactions?: SmartLeadMock["reactions"];
}

/**
 * A run as a console sees it: stream, deliveries, events and counters of all its mocks; clock, faults, webhooks and account of the
 * present one. Effects go to the mock whose delivery they are about.
 */
export function watchedSide({
  accounts,
  record,
  run,
  reactions = reactionsOf(accounts),
}: WatchedSideOptions): SmartLeadMock {
  const present = () => accounts.present;
  const effects = following(() => present().effects, {
    add:
      () =>
      (key, ...rest) =>
        accounts.ownerOf([key.trim()]).effects.add(key, ...rest),
    list: () => (key) => (key === undefined ? present() : accounts.ownerOf([key])).effects.list(key),
    countsOf: () => (key) => accounts.ownerOf([key]).effects.countsOf(key),
    possibleOf:
      () =>
      (key, ...rest) =>
        accounts.ownerOf([key]).effects.possibleOf(key, ...rest),
  });
  // What a server holds on to from its start.
  const clock = following(() => present().clock);
  const faults = following(() => present().faults);
  const webhooks = following(() => present().webhooks);
  return following(present, {
    run: () => run,
    journal: () => record.journal,
    deliveries: () => record.deliveries,
    event: () => (id) => record.event(id),
    payload: () => (id, dialect) => payloadOf({ accounts, record }, id, dialect),
    state: () => () => ({ ...present().state(), run, counters: record.counters() }),
    effects: () => effects,
    reactions: () => reactions,
    clock: () => clock,
    faults: () => faults,
    webhooks: () => webhooks,
  });
}

/** What a receiver calls belongs to the mock that sent the request ids in it, else to the present one. */
export function reactionsOf(accounts: MockSequence, onWrite: () => void = () => {}): SmartLeadMock["reactions"] {
  const present = () => accounts.present;
  return following(() => present().reactions, {
    see: () => (call) => {
      if (!isReading(call)) onWrite();
      const answered = callsByOwner(accounts, call).map(([owner, one]) => owner.reactions.see(one));
      return (...answer) => {
        for (const tell of answered) tell(...answer);
      };
    },
    seeLine:
      () =>
      (text, parts = []) => {
        onWrite();
        const byOwner = partsByOwner(accounts, parts);
        if (byOwner.size < 2) return accounts.ownerOfText(text).reactions.seeLine(text, parts);
        for (const [owner, some] of byOwner) owner.reactions.seeLine(some.join(" "), some);
      },
    calls: () => (id) => (id === undefined ? present() : (accounts.holderOf(id) ?? present())).reactions.calls(id),
  });
}

/** A batch may hold rows about events of several accounts: each is seen by its own. */
function callsByOwner(accounts: MockSequence, call: Call): readonly (readonly [SmartLeadMock, Call])[] {
  const byOwner = partsByOwner(accounts, rowsOf(call.bodyText));
  if (byOwner.size < 2) return [[accounts.ownerOfText(textOf(call)), call]];
  return [...byOwner].map(([owner, rows]) => [owner, { ...call, bodyText: `[${rows.join(",")}]` }] as const);
}

/** Parts of one text by the account that they name; what names nothing is left out. */
function partsByOwner(accounts: MockSequence, parts: readonly string[]): ReadonlyMap<SmartLeadMock, readonly string[]> {
  const byOwner = new Map<SmartLeadMock, string[]>();
  for (const part of parts.length < 2 ? [] : parts) {
    const owner = accounts.namedBy(part);
    if (owner !== null) byOwner.set(owner, [...(byOwner.get(owner) ?? []), part]);
  }
  return byOwner;
}

type Call = Parameters<SmartLeadMock["reactions"]["see"]>[0];

function textOf({ url, bodyText, headers }: Call): string {
  return [decoded(url), bodyText, ...Object.values(headers).flat()].join("\n");
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
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
    `The body of delivery ${id} can no longer be made in other dialects: only the ${REMEMBERED_MOCKS} latest accounts of a run are held.`,
  );
}
