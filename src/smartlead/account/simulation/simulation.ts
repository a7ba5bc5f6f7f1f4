import { DAY_MS, HOUR_MS, MINUTE_MS, weekdayOf } from "../../../base/time/calendar.ts";
import { localTime } from "../../../base/time/zone.ts";
import type { AccountEvent } from "../../events/event.ts";
import type { Campaign, Enrolment } from "../account.ts";
import { changeStatus } from "../account-events/campaign-events.ts";
import { firstSend, LEAD_EVENTS } from "../account-events/lead-events.ts";
import { sendQueuedAnswer } from "../edits/inbox-edits.ts";
import { nextStepOf } from "../enrolment-progress.ts";
import { nextFirstMailsAt, nextWaitingMailAt, sendFirstMails, sendWaitingMail } from "../first-mails.ts";
import { contactOf, type Life } from "../life.ts";
import { newestStepMail } from "../thread.ts";
import { applyOutcome, expectReactions } from "./outcomes.ts";
import type { NextTurn } from "./send-queues.ts";

/**
 * The scope of timed changes: only those requested for a later time (answers, a campaign's start, first emails of leads that join later),
 * or the whole world (`--world-time`).
 */
export const LIFE_SCOPES = ["answers", "world"] as const;
export type LifeScope = (typeof LIFE_SCOPES)[number];

/** Maximum events per call: a mock that slept for a month catches up in several turns. */
export const MAX_SIMULATED_EVENTS_PER_CALL = 500;

/** The next due time, not before `from`; `null` = never. */
export function nextDueAt(life: Life, scope: LifeScope, from: number): number | null {
  const times = [nextAnswerAt(life), nextFirstMailsAt(life)];
  if (scope === "answers") times.push(nextWaitingMailAt(life, from));
  else {
    times.push(life.living.dayAt ?? from, life.living.expected.nextAt(), life.living.sendQueues.nextAt(from));
  }
  const known = times.filter((at) => at !== null);
  return known.length === 0 ? null : Math.max(from, Math.min(...known));
}

interface LifeSpan {
  readonly scope: LifeScope;
  readonly from: number;
  readonly until: number;
  /** Called for an error in a due change, which is then dropped; the others continue. */
  readonly onDefect: (error: unknown) => void;
}

/** Applies the changes that are due by `until`, each at its own time, in order; the rest of a long period is left for the next call. */
export function liveUntil(life: Life, { scope, from, until, onDefect }: LifeSpan): AccountEvent[] {
  const accountEvents: AccountEvent[] = [];
  let now = from;
  while (accountEvents.length < MAX_SIMULATED_EVENTS_PER_CALL) {
    const at = nextDueAt(life, scope, now);
    if (at === null || at > until) break;
    now = at;
    try {
      accountEvents.push(...carryOutNext(life, scope, at));
    } catch (error) {
      life.living.sendQueues.forget();
      onDefect(error);
    }
  }
  return accountEvents;
}

function carryOutNext(life: Life, scope: LifeScope, at: number): AccountEvent[] {
  const { living } = life;
  if (nextAnswerAt(life) !== null && (nextAnswerAt(life) ?? 0) <= at) return sendAnswer(life, at);
  if ((nextFirstMailsAt(life) ?? Number.POSITIVE_INFINITY) <= at) return sendFirstMails(life, at);
  if (scope === "answers") return sendWaitingMail(life, at);
  if ((living.dayAt ?? at) <= at) {
    living.dayAt = nextDayOfAccount(at);
    return beginDay(life, at);
  }
  const expectedAt = living.expected.nextAt();
  if (expectedAt !== null && expectedAt <= at) {
    const expected = living.expected.take();
    if (expected === undefined) return [];
    const accountEvents = applyOutcome(life, { ...expected, at });
    const enrolment = life.store.enrolmentByMapId(expected.id);
    if (enrolment !== undefined) living.sendQueues.touch(enrolment);
    return accountEvents;
  }
  const turn = living.sendQueues.take(at, life.random);
  if (turn === null) return [];
  try {
    return takeTurn(life, turn);
  } catch (error) {
    // Otherwise it would be due again immediately, forever.
    turn.enrolment.status = "PAUSED";
    throw error;
  }
}

function nextAnswerAt({ store }: Life): number | null {
  const waiting = store.queuedAnswers.filter(({ sentAt }) => sentAt === null);
  return waiting.length === 0 ? null : Math.min(...waiting.map(({ sendAt }) => sendAt));
}

function sendAnswer(life: Life, at: number): AccountEvent[] {
  const due = life.store.queuedAnswers.find(({ sentAt, sendAt }) => sentAt === null && sendAt <= at);
  if (due !== undefined) sendQueuedAnswer(life, due, at);
  return [];
}

/** Maximum ms added to the gap between two emails of a mailbox. */
const MAX_JITTER_MS = 3 * MINUTE_MS;
const MANUAL_STEP_TAKES_MS = { shortest: HOUR_MS, longest: 30 * HOUR_MS };

/** Sends the next email of a lead, or reaches its manual step. */
function takeTurn(life: Life, { enrolment, kind, at }: NextTurn): AccountEvent[] {
  const { living, random } = life;
  const contact = contactOf(life, enrolment);
  if (kind === "manual") {
    const wait = random.int(MANUAL_STEP_TAKES_MS.shortest, MANUAL_STEP_TAKES_MS.longest);
    living.expected.add({ kind: "manual step done", id: enrolment.mapId, at: at + wait });
    return [LEAD_EVENTS.MANUAL_STEP_REACHED(life, contact, at)];
  }
  const { campaign } = contact;
  const isFirst = kind === "first";
  const accountEvents = isFirst ? firstSend(life, contact, at) : [LEAD_EVENTS.EMAIL_SENT(life, contact, at)];
  living.book.noteSend(enrolment.mailboxId, {
    at,
    day: localTime(at, "UTC").day,
    jitterMs: random.int(0, MAX_JITTER_MS),
  });
  if (isFirst) living.book.noteStart(campaign.id, localTime(at, campaign.schedule?.timezone ?? "UTC").day);
  const message = newestStepMail(enrolment);
  if (message !== null) expectReactions(life, contact, message);
  living.sendQueues.touch(enrolment);
  living.sendQueues.touchAll(enrolment.mailboxId, campaign.id);
  return accountEvents;
}

/** The start of the account's day, UTC: before offices open in Europe. */
const DAY_BEGINS_MS = 6 * HOUR_MS;
const OFFICE_LENGTH_MS = 12 * HOUR_MS;

/** Share of working days on which a stranger writes to a mailbox, and on which a mailbox loses its connection. */
const UNTRACKED_SHARE = 0.3;
const DISCONNECT_SHARE = 0.004;

/** The start of the next day after this instant. */
function nextDayOfAccount(ms: number): number {
  const begin = Math.floor(ms / DAY_MS) * DAY_MS + DAY_BEGINS_MS;
  return begin > ms ? begin : begin + DAY_MS;
}

/** Completes finished campaigns, and draws the other events of the day. */
function beginDay(life: Life, at: number): AccountEvent[] {
  const active = life.store.campaigns.filter(({ status }) => status === "ACTIVE");
  if (active.length === 0) return [];
  const isWeekend = [0, 6].includes(weekdayOf(at));
  if (!isWeekend) expectAccidents(life, active, at);
  const through = active.filter((campaign) => isThrough(life, campaign));
  if (through.length > 0) life.living.sendQueues.forget();
  return through.map((campaign) => changeStatus(campaign, { status: "COMPLETED", at }));
}

function expectAccidents({ store, random, living }: Life, active: readonly Campaign[], at: number): void {
  const inUse = store.mailboxes.filter(({ id }) => active.some(({ mailboxIds }) => mailboxIds.includes(id)));
  if (inUse.length === 0) return;
  const sometime = () => at + random.int(0, OFFICE_LENGTH_MS);
  if (random.next() < UNTRACKED_SHARE) {
    living.expected.add({ kind: "untracked reply", id: random.pick(inUse).id, at: sometime() });
  }
  for (const { id, connectionError } of inUse) {
    // A mailbox that a trigger disconnected is reconnected within the day, too.
    if (connectionError !== null) living.expected.add({ kind: "reconnect", id, at: at + 2 * HOUR_MS });
    else if (random.next() < DISCONNECT_SHARE) living.expected.add({ kind: "disconnect", id, at: sometime() });
  }
}

/** Whether no lead waits for a step any more. A campaign without leads has not started. */
function isThrough({ store }: Life, campaign: Campaign): boolean {
  const enrolments = store.enrolmentsOf(campaign.id);
  const waits = (enrolment: Enrolment) => {
    if (enrolment.status === "PAUSED" || enrolment.awaitsManualStep) return true;
    const isRunning = enrolment.status === "STARTED" || enrolment.status === "INPROGRESS";
    const isUnsubscribed = store.lead(enrolment.leadId)?.isUnsubscribed ?? true;
    return isRunning && !isUnsubscribed && nextStepOf(campaign, enrolment) !== undefined;
  };
  return enrolments.length > 0 && !enrolments.some(waits);
}
