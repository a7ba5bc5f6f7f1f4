import type { Random } from "../../../base/random.ts";
import { DAY_MS, MINUTE_MS } from "../../../base/time/calendar.ts";
import { localTime } from "../../../base/time/zone.ts";
import type { Campaign, Enrolment, Mailbox, Schedule } from "../account.ts";
import type { AccountStore } from "../account-store.ts";
import { isRunning, nextStepOf } from "../enrolment-progress.ts";
import { DueHeap } from "./due-heap.ts";
import type { Quota } from "./quota.ts";

/** A lead's next step; `order` is its map id. */
interface Turn {
  readonly at: number;
  readonly order: number;
  readonly step: number;
}

type Queue = "first" | "followUp" | "manual";

/** The leads of one campaign and mailbox, by the kind of step that they wait for. */
interface SendRoute {
  readonly campaign: Campaign;
  readonly mailbox: Mailbox;
  readonly queues: Readonly<Record<Queue, DueHeap<Turn>>>;
  /** The time of its next turn; `null` = never, `undefined` = not computed. */
  next: { readonly at: number; readonly queue: Queue } | null | undefined;
}

/** The next step to send: lead, mailbox and time. */
export interface NextTurn {
  readonly at: number;
  readonly enrolment: Enrolment;
  readonly kind: Queue;
}

/**
 * Decides which lead gets the next email of each active campaign, by schedule, gap and daily limits. It is derived from the records and the
 * quota, so it is never saved: when it may be stale it is rebuilt with the same result.
 */
export class SendQueues {
  readonly #store: AccountStore;
  readonly #book: Quota;
  #routes: SendRoute[] | null = null;
  #byKey = new Map<string, SendRoute>();

  constructor(store: AccountStore, book: Quota) {
    this.#store = store;
    this.#book = book;
  }

  /** Discards everything, since anything may have changed. */
  forget(): void {
    this.#routes = null;
  }

  /** The lead's next step may have changed. */
  touch(enrolment: Enrolment): void {
    if (this.#routes === null) return;
    const route = this.#byKey.get(keyOf(enrolment.campaignId, enrolment.mailboxId));
    if (route === undefined) return;
    this.#enter(route, enrolment);
    route.next = undefined;
  }

  /** An email was sent from the mailbox, or it was connected again: recomputes every route that uses it, and those of the campaign. */
  touchAll(mailboxId: number, campaignId: number | null): void {
    for (const route of this.#routes ?? []) {
      if (route.mailbox.id === mailboxId || route.campaign.id === campaignId) route.next = undefined;
    }
  }

  /** The earliest turn of all, at or after `from`; `null` if no lead is waiting. */
  nextAt(from: number): number | null {
    return this.#earliest(from)?.next?.at ?? null;
  }

  /** Removes the earliest turn. The campaign's share decides between a first email and a follow-up that wait at the same time. */
  take(from: number, random: Random): NextTurn | null {
    const route = this.#earliest(from);
    if (route?.next === null || route?.next === undefined) return null;
    const { at } = route.next;
    const queue = this.#choose(route, { at, queue: route.next.queue, random });
    const turn = route.queues[queue].take();
    route.next = undefined;
    const enrolment = turn === undefined ? undefined : this.#store.enrolmentByMapId(turn.order);
    return enrolment === undefined ? null : { at, enrolment, kind: queue };
  }

  #choose(route: SendRoute, { at, queue, random }: { at: number; queue: Queue; random: Random }): Queue {
    if (queue === "manual") return queue;
    const other = queue === "first" ? "followUp" : "first";
    const otherAt = this.#timeOf(route, other, at);
    if (otherAt === null || otherAt > at) return queue;
    return random.next() * 100 < route.campaign.followUpPercentage ? "followUp" : "first";
  }

  #earliest(from: number): SendRoute | null {
    let earliest: SendRoute | null = null;
    for (const route of this.#known()) {
      if (route.next === undefined || (route.next !== null && route.next.at < from))
        route.next = this.#nextOf(route, from);
      if (route.next === null) continue;
      if (earliest === null || route.next.at < (earliest.next?.at ?? Number.POSITIVE_INFINITY)) earliest = route;
    }
    return earliest;
  }

  #nextOf(route: SendRoute, from: number): { at: number; queue: Queue } | null {
    let next: { at: number; queue: Queue } | null = null;
    for (const queue of QUEUES) {
      const at = this.#timeOf(route, queue, from);
      if (at !== null && (next === null || at < next.at)) next = { at, queue };
    }
    return next;
  }

  /** When the first of a queue gets its turn: due, and within schedule, gap and limits. */
  #timeOf(route: SendRoute, queue: Queue, from: number): number | null {
    const { campaign, mailbox } = route;
    const turn = this.#firstValid(route, queue);
    if (turn === undefined || campaign.schedule === null) return null;
    const { schedule } = campaign;
    const due = Math.max(turn.at, from, campaign.scheduleStartTime ?? 0);
    if (queue === "manual") return nextOpening(due, schedule);
    if (mailbox.connectionError !== null || mailbox.isSuspended) return null;
    const sends = this.#book.sendsOf(mailbox.id);
    const gapEnds =
      sends === undefined ? 0 : sends.lastAt + campaign.minMinutesBetweenEmails * MINUTE_MS + sends.jitterMs;
    let at = nextOpening(Math.max(due, gapEnds), schedule);
    if (sends !== undefined && sends.day === localTime(at, "UTC").day && sends.count >= mailbox.maxEmailsPerDay) {
      at = nextOpening(nextDayStart(at, "UTC"), schedule);
    }
    if (mailbox.maxEmailsPerDay === 0) return null;
    const today = localTime(at, schedule.timezone).day;
    if (queue === "first" && this.#book.startsOn(campaign.id, today) >= campaign.maxLeadsPerDay) {
      at = nextOpening(nextDayStart(at, schedule.timezone), schedule);
    }
    return at;
  }

  /** Stale turns are dropped when they come up. */
  #firstValid(route: SendRoute, queue: Queue): Turn | undefined {
    const heap = route.queues[queue];
    for (let turn = heap.first(); turn !== undefined; turn = heap.first()) {
      const enrolment = this.#store.enrolmentByMapId(turn.order);
      const now = enrolment === undefined ? null : this.#turnOf(route.campaign, enrolment);
      const isSame = now !== null && now.queue === queue && now.at === turn.at && now.step === turn.step;
      if (isSame && enrolment?.mailboxId === route.mailbox.id) return turn;
      heap.take();
    }
    return undefined;
  }

  #turnOf(campaign: Campaign, enrolment: Enrolment): { at: number; step: number; queue: Queue } | null {
    const step = nextStepOf(campaign, enrolment);
    if (step === undefined || !isRunning(enrolment) || enrolment.awaitsManualStep) return null;
    if (this.#store.lead(enrolment.leadId)?.isUnsubscribed !== false) return null;
    const isFirst = enrolment.currentStep === 0;
    const from = enrolment.lastStepAt ?? enrolment.createdAt;
    const at = Math.max(isFirst ? from : from + step.delayDays * DAY_MS, enrolment.notBefore ?? 0);
    const queue = step.kind === "manual" ? "manual" : isFirst ? "first" : "followUp";
    return { at, step: enrolment.currentStep, queue };
  }

  #enter(route: SendRoute, enrolment: Enrolment): void {
    const turn = this.#turnOf(route.campaign, enrolment);
    if (turn !== null) route.queues[turn.queue].add({ at: turn.at, order: enrolment.mapId, step: turn.step });
  }

  #known(): readonly SendRoute[] {
    if (this.#routes !== null) return this.#routes;
    this.#byKey = new Map();
    for (const campaign of this.#store.campaigns) if (campaign.status === "ACTIVE") this.#open(campaign);
    this.#routes = [...this.#byKey.values()];
    return this.#routes;
  }

  #open(campaign: Campaign): void {
    const turns = new Map<number, Record<Queue, Turn[]>>();
    for (const enrolment of this.#store.enrolmentsOf(campaign.id)) {
      const turn = this.#turnOf(campaign, enrolment);
      if (turn === null) continue;
      const ofMailbox = turns.get(enrolment.mailboxId) ?? { first: [], followUp: [], manual: [] };
      ofMailbox[turn.queue].push({ at: turn.at, order: enrolment.mapId, step: turn.step });
      turns.set(enrolment.mailboxId, ofMailbox);
    }
    for (const mailbox of this.#store.mailboxes) {
      const { first = [], followUp = [], manual = [] } = turns.get(mailbox.id) ?? {};
      if (!campaign.mailboxIds.includes(mailbox.id) && manual.length === 0) continue;
      const queues = {
        first: new DueHeap(first),
        followUp: new DueHeap(followUp),
        manual: new DueHeap(manual),
      };
      this.#byKey.set(keyOf(campaign.id, mailbox.id), { campaign, mailbox, queues, next: undefined });
    }
  }
}

const QUEUES: readonly Queue[] = ["followUp", "first", "manual"];

function keyOf(campaignId: number, mailboxId: number): string {
  return `${campaignId} ${mailboxId}`;
}

const MINUTES_A_DAY = 1_440;
/** Maximum windows tried: a schedule has a day in each week, and a clock change needs one more try. */
const MAX_LOOKS = 20;

/** The first instant at or after `ms` at which the schedule allows mail, in its time zone, with clock changes. */
export function nextOpening(ms: number, schedule: Schedule): number {
  const [start, end] = [minutesOf(schedule.startHour), minutesOf(schedule.endHour)];
  let at = ms;
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const { weekday, minutes } = localTime(at, schedule.timezone);
    const isOpenDay = schedule.days.includes(weekday);
    if (isOpenDay && minutes >= start && minutes < end) return at;
    const wait = isOpenDay && minutes < start ? start - minutes : MINUTES_A_DAY - minutes;
    at = Math.floor(at / MINUTE_MS) * MINUTE_MS + wait * MINUTE_MS;
  }
  return at;
}

/** The first instant of the next day in the zone. */
function nextDayStart(ms: number, zone: string): number {
  const { day, minutes } = localTime(ms, zone);
  let at = Math.floor(ms / MINUTE_MS) * MINUTE_MS + (MINUTES_A_DAY - minutes) * MINUTE_MS;
  // A day on which clocks change has 23 or 25 hours.
  while (localTime(at, zone).day === day) at += 60 * MINUTE_MS;
  return at;
}

function minutesOf(hour: string): number {
  return Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3, 5));
}
