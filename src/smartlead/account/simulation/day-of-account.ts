import type { AccountEvent } from "../../events/event.ts";
import type { Campaign, Enrolment } from "../account.ts";
import { changeStatus } from "../account-events/campaign-events.ts";
import { nextStepOf } from "../enrolment-progress.ts";
import type { Life } from "../life.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday. */
const WEEKDAY_OF_EPOCH = 4;
/** A day of the account begins here, UTC: before offices open in Europe. */
const DAY_BEGINS_MS = 6 * HOUR_MS;
const OFFICE_LENGTH_MS = 12 * HOUR_MS;

/** On how many working days a stranger writes to one of the mailboxes, and how often a mailbox loses its connection. */
const UNTRACKED_SHARE = 0.3;
const DISCONNECT_SHARE = 0.004;

/** When the day after this instant begins. */
export function nextDayOfAccount(ms: number): number {
  const begin = Math.floor(ms / DAY_MS) * DAY_MS + DAY_BEGINS_MS;
  return begin > ms ? begin : begin + DAY_MS;
}

/** Campaigns that are through are completed; what else the day brings is drawn. */
export function beginDay(life: Life, at: number): AccountEvent[] {
  const active = life.store.campaigns.filter(({ status }) => status === "ACTIVE");
  if (active.length === 0) return [];
  const isWeekend = [0, 6].includes((Math.floor(at / DAY_MS) + WEEKDAY_OF_EPOCH) % 7);
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
    // One that a trigger has disconnected is put right within the day, too.
    if (connectionError !== null) living.expected.add({ kind: "reconnect", id, at: at + 2 * HOUR_MS });
    else if (random.next() < DISCONNECT_SHARE) living.expected.add({ kind: "disconnect", id, at: sometime() });
  }
}

/** Nobody waits for a step any more. A campaign without leads has not begun. */
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
