import { SmartLeadMockError } from "../../base/errors.ts";
import type { RandomState } from "../../base/random.ts";
import type { Enrolment, MessageActivity } from "./account.ts";
import type { AccountRecords, SavedEnrolment } from "./account-records.ts";
import { AccountStore } from "./account-store.ts";
import type { IdentifiersState } from "./identifiers.ts";
import type { Life } from "./life.ts";
import { copyOfRecord } from "./mail-record.ts";
import { broughtUp, STATE_VERSION } from "./older-states.ts";
import { isNumber, isObject } from "./saved-checks.ts";
import { damagedPartOf } from "./saved-parts.ts";
import { emptyLife } from "./seeding.ts";
import { isSimulationState, type SimulationState } from "./simulation/simulation-state.ts";

/** The whole world as independent JSON data, which later events do not change. */
export interface WorldState {
  /** {@link STATE_VERSION}; older versions did not save it. */
  readonly version?: number;
  readonly records: AccountRecords;
  readonly identifiers: IdentifiersState;
  /** The random stream for people, texts and events. */
  readonly random: RandomState;
  /** Scheduled outcomes and the counts of daily limits. */
  readonly living: SimulationState;
  /** The time of the latest change, epoch ms on the mock's clock. */
  readonly latest: number;
  /** The time of the latest event; older versions did not save it. */
  readonly lastEventAt?: number | null;
}

export function stateOf(
  { store, identifiers, random, living }: Life,
  { latest, lastEventAt }: { latest: number; lastEventAt: number | null },
): WorldState {
  return {
    version: STATE_VERSION,
    records: recordsOf(store),
    identifiers: identifiers.save(),
    random: random.save(),
    living: living.save(),
    latest,
    lastEventAt,
  };
}

/** Copies everything from the state. Throws `data_unusable` for an invalid state. */
export function lifeOf({ seed, run, state: saved }: { seed: number; run: string; state: WorldState }): Life {
  const state = broughtUp(saved);
  const parts: unknown = state;
  if (!isObject(parts) || !isNumber(parts.latest)) {
    throw new SmartLeadMockError(
      "data_unusable",
      "The saved world has no time; choose another --data, or use --ephemeral.",
    );
  }
  if (parts.lastEventAt !== undefined && parts.lastEventAt !== null && !isNumber(parts.lastEventAt)) {
    throw new SmartLeadMockError(
      "data_unusable",
      "The saved world's latest event has no time; choose another --data, or use --ephemeral.",
    );
  }
  if (!isSimulationState(parts.living)) {
    throw new SmartLeadMockError(
      "data_unusable",
      "The saved world has no scheduled outcomes; choose another --data, or use --ephemeral.",
    );
  }
  const life = emptyLife({ seed, run, store: storeOf(state.records) });
  life.identifiers.restore(state.identifiers);
  life.random.restore(state.random);
  life.living.restore(state.living);
  return life;
}

/** Copies mutable records; immutable ones, such as texts and messages, are shared. */
function recordsOf(store: AccountStore): AccountRecords {
  const leads = [...store.leads()];
  const mapIdsOfLead = leads.flatMap(({ id }) => {
    const mapIds = store.enrolmentsOfLead(id).map(({ mapId }) => mapId);
    return mapIds.length > 1 ? [[id, mapIds] as const] : [];
  });
  return {
    clients: store.clients.map(copyOf),
    apiKeys: store.apiKeys.map(copyOf),
    mailboxes: store.mailboxes.map(copyOf),
    campaigns: store.campaigns.map(copyOf),
    leads: leads.map(copyOf),
    enrolments: store.campaigns.flatMap(({ id }) => store.enrolmentsOf(id)).map(savedEnrolment),
    mapIdsOfLead,
    untrackedReplies: [...store.untrackedReplies],
    queuedAnswers: store.queuedAnswers.map(copyOf),
    crm: store.crm.save(),
    pastMails: store.pastMails.save(),
  };
}

/** Copies again, so that several worlds can come from one state. Throws `data_unusable` for incomplete records. */
function storeOf(records: AccountRecords): AccountStore {
  const damaged = damagedPartOf(records);
  if (damaged !== null) throw unusable(`${damaged} are missing or damaged`);
  const { leads, enrolments, mapIdsOfLead, untrackedReplies, queuedAnswers } = records;
  const store = new AccountStore({
    clients: records.clients.map(copyOf),
    mailboxes: records.mailboxes.map(copyOf),
    campaigns: records.campaigns.map(copyOf),
  });
  store.apiKeys.push(...records.apiKeys.map(copyOf));
  for (const lead of leads) store.addLead(copyOf(lead));
  for (const enrolment of enrolments) store.addEnrolment(enrolmentIn(store, enrolment));
  for (const [leadId, mapIds] of mapIdsOfLead) store.orderEnrolmentsOfLead(leadId, mapIds);
  for (const reply of untrackedReplies) store.addUntrackedReply(reply);
  for (const answer of queuedAnswers) store.addQueuedAnswer(copyOf(answer));
  store.crm.restore(records.crm);
  store.pastMails.restore(records.pastMails);
  return store;
}

function savedEnrolment({ activity, mailRow: _made, ...rest }: Enrolment): SavedEnrolment {
  return {
    ...rest,
    thread: [...rest.thread],
    activity: activitiesOf(activity),
    mails: rest.mails.map(copyOfRecord),
  };
}

function enrolmentIn(store: AccountStore, { activity, ...rest }: SavedEnrolment): Enrolment {
  const { campaignId, leadId, mailboxId, mapId } = rest;
  const records = [store.campaign(campaignId), store.lead(leadId), store.mailbox(mailboxId)];
  if (records.includes(undefined)) throw unusable(`enrolment ${mapId} points to a record that is not in it`);
  return {
    ...rest,
    thread: [...rest.thread],
    activity: new Map(activitiesOf(activity)),
    mails: rest.mails.map(copyOfRecord),
    mailRow: null,
  };
}

function activitiesOf(activity: Iterable<readonly [string, MessageActivity]>): SavedEnrolment["activity"] {
  return Array.from(activity, ([statsId, one]) => [statsId, { ...one, clickedLinks: { ...one.clickedLinks } }]);
}

function copyOf<Record extends object>(record: Record): Record {
  return { ...record };
}

function unusable(what: string): SmartLeadMockError {
  return new SmartLeadMockError(
    "data_unusable",
    `The saved world is damaged: its ${what}; choose another --data, or use --ephemeral.`,
  );
}
