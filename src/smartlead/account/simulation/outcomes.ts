import type { Random } from "../../../base/random.ts";
import { HOUR_MS, MINUTE_MS } from "../../../base/time/calendar.ts";
import type { AccountEvent, SentMessage } from "../../events/event.ts";
import { bounceRatePercent, CAMPAIGN_EVENTS, changeStatus } from "../account-events/campaign-events.ts";
import { LEAD_EVENTS, replyReceived } from "../account-events/lead-events.ts";
import { answerToOutsideMail, MAILBOX_EVENTS } from "../account-events/mailbox-events.ts";
import { type Contact, contactOf, type Life } from "../life.ts";
import { REPLY_KINDS } from "../replying.ts";
import { linksIn } from "../texts/render.ts";
import type { ReplyKind } from "../texts/reply-texts.ts";
import { activityOf, newestStepMail } from "../thread.ts";
import type { OutcomeKind, ScheduledOutcome } from "./scheduled-outcomes.ts";

/** Share of replies that SmartLead's AI categorises, within minutes. */
const CATEGORISED_SHARE = 0.9;
/** Share of positive conversations that continue, and the maximum replies of one lead. */
const GOES_ON_SHARE = 0.6;
const MAX_REPLIES = 4;
/**
 * A campaign of twenty leads would stop at its first bounce by D210's rate alone; below this many bounces it continues. SmartLead's
 * behaviour is not known.
 */
const MIN_BOUNCES = 5;

type ComeTrue = (life: Life, expected: ScheduledOutcome) => AccountEvent[];

/** Applies a scheduled outcome. It is dropped if it is no longer possible (a lead was deleted, unsubscribed, or mailed again). */
export function applyOutcome(life: Life, expected: ScheduledOutcome): AccountEvent[] {
  return COMES_TRUE[expected.kind](life, expected);
}

const COMES_TRUE: Readonly<Record<OutcomeKind, ComeTrue>> = {
  bounce: (life, expected) => aboutMail(life, expected, (contact) => bounced(life, contact, expected.at)),
  open: (life, expected) =>
    aboutMail(life, expected, (contact) =>
      isTracked(contact, "DONT_EMAIL_OPEN") ? [LEAD_EVENTS.EMAIL_OPEN(life, contact, expected.at)] : [],
    ),
  click: (life, expected) =>
    aboutMail(life, expected, (contact) =>
      isTracked(contact, "DONT_LINK_CLICK") ? [LEAD_EVENTS.EMAIL_LINK_CLICK(life, contact, expected.at)] : [],
    ),
  reply: (life, expected) => aboutMail(life, expected, (contact) => replied(life, contact, expected)),
  unsubscribe: (life, expected) =>
    aboutMail(life, expected, (contact) => [LEAD_EVENTS.LEAD_UNSUBSCRIBED(life, contact, expected.at)]),
  category: (life, expected) => {
    const contact = reachable(life, expected.id);
    if (contact === null || contact.enrolment.awaitedCategory === null) return [];
    return [LEAD_EVENTS.LEAD_CATEGORY_UPDATED(life, contact, expected.at)];
  },
  "manual step done": (life, { id, at }) => {
    const enrolment = life.store.enrolmentByMapId(id);
    if (enrolment?.awaitsManualStep !== true) return [];
    enrolment.awaitsManualStep = false;
    enrolment.lastStepAt = at;
    life.living.sendQueues.touch(enrolment);
    return [];
  },
  "untracked reply": (life, { id, at, statsId }) => {
    const mailbox = life.store.mailbox(id);
    if (mailbox === undefined) return [];
    const mail = life.store.crm.outsideMails.find((one) => one.statsId === statsId);
    if (mail !== undefined) return [answerToOutsideMail(life, mailbox, { mail, at })];
    return [MAILBOX_EVENTS.UNTRACKED_REPLIES(life, mailbox, at)];
  },
  disconnect: (life, { id, at }) => {
    const mailbox = life.store.mailbox(id);
    if (mailbox === undefined || mailbox.connectionError !== null) return [];
    const accountEvent = MAILBOX_EVENTS.EMAIL_ACCOUNT_DISCONNECTED(life, mailbox, at);
    life.living.expected.add({ kind: "reconnect", id, at: at + life.random.int(HOUR_MS, 8 * HOUR_MS) });
    life.living.sendQueues.touchAll(id, null);
    return [accountEvent];
  },
  reconnect: (life, { id }) => {
    const mailbox = life.store.mailbox(id);
    if (mailbox !== undefined) mailbox.connectionError = null;
    life.living.sendQueues.touchAll(id, null);
    return [];
  },
};

/** Only the newest email of a sequence can be opened, clicked, answered or bounced, and not after a bounce. */
function aboutMail(
  life: Life,
  { id, statsId }: ScheduledOutcome,
  react: (contact: Contact) => AccountEvent[],
): AccountEvent[] {
  const contact = reachable(life, id);
  const mail = contact === null ? null : newestStepMail(contact.enrolment);
  if (contact === null || mail === null || mail.statsId !== statsId) return [];
  return activityOf(contact.enrolment, mail).isBounced ? [] : react(contact);
}

/** The lead in the campaign, unless it has left or opted out. */
function reachable(life: Life, mapId: number): Contact | null {
  const enrolment = life.store.enrolmentByMapId(mapId);
  const contact = enrolment === undefined ? null : contactOf(life, enrolment);
  return contact === null || contact.lead.isUnsubscribed ? null : contact;
}

function isTracked({ campaign }: Contact, word: string): boolean {
  return !campaign.trackSettings.includes(word);
}

function bounced(life: Life, contact: Contact, at: number): AccountEvent[] {
  const { campaign, enrolment } = contact;
  const mail = newestStepMail(enrolment);
  const { openCount = 0, clickCount = 0 } = mail === null ? {} : activityOf(enrolment, mail);
  if (openCount + clickCount > 0 || enrolment.thread.at(-1)?.kind === "REPLY") return [];
  const bounce = LEAD_EVENTS.EMAIL_BOUNCE(life, contact, at);
  const { rate, bounces } = bounceRatePercent(life.store.enrolmentsOf(campaign.id));
  const isOver = bounces >= MIN_BOUNCES && rate > campaign.bounceAutopauseThresholdPercent;
  if (!isOver || campaign.status !== "ACTIVE") return [bounce];
  const paused = changeStatus(campaign, { status: "PAUSED", at });
  life.living.sendQueues.forget();
  return [bounce, CAMPAIGN_EVENTS.CAMPAIGN_BOUNCE_BREACH(life, campaign, at), paused];
}

/** Applies a first reply to an email, or the next one of a positive conversation. */
function replied(life: Life, contact: Contact, { at, sort, statsId, id }: ScheduledOutcome): AccountEvent[] {
  const { enrolment } = contact;
  const isFirst = sort !== null;
  if (isFirst ? enrolment.replyCount > 0 : enrolment.replyCount >= MAX_REPLIES) return [];
  const { random, living } = life;
  const accountEvent = replyReceived(life, contact, sort === null ? { at } : { at, kind: sort as ReplyKind });
  if (enrolment.awaitedCategory !== null && random.next() < CATEGORISED_SHARE) {
    living.expected.add({ kind: "category", id, at: at + random.int(MINUTE_MS, 20 * MINUTE_MS) });
  }
  const isWarm = (enrolment.awaitedCategory ?? enrolment.category)?.sentimentType === "positive";
  if (isWarm && random.next() < GOES_ON_SHARE) {
    living.expected.add({ kind: "reply", id, statsId, at: at + random.int(2 * HOUR_MS, 30 * HOUR_MS) });
  }
  return [accountEvent];
}

const SECOND_MS = 1_000;

/** Shares of emails, in round figures as reported by senders of cold mail. */
const FIRST_BOUNCE_SHARE = 0.02;
/** Later bounces are rare once the first email was delivered. */
const LATER_BOUNCE_SHARE = 0.003;
const OPEN_SHARE = 0.45;
const REOPEN_SHARE = 0.35;
const CLICK_SHARE = 0.16;
const REPLY_SHARE = 0.07;
const UNSUBSCRIBE_SHARE = 0.01;

/** Draws and schedules the outcomes of an email that was just sent. */
export function expectReactions(
  { random, living }: Life,
  { campaign, enrolment }: Contact,
  message: SentMessage,
): void {
  const about = { id: enrolment.mapId, statsId: message.statsId };
  const { at } = message;
  const bounceShare = enrolment.currentStep === 1 ? FIRST_BOUNCE_SHARE : LATER_BOUNCE_SHARE;
  if (random.next() < bounceShare) {
    living.expected.add({ ...about, kind: "bounce", at: at + between(random, SECOND_MS, 5 * MINUTE_MS) });
    return;
  }
  if (random.next() < OPEN_SHARE)
    expectOpens(random, (kind, wait) => living.expected.add({ ...about, kind, at: at + wait }), {
      isOpenTracked: !campaign.trackSettings.includes("DONT_EMAIL_OPEN"),
      isClickTracked: !campaign.trackSettings.includes("DONT_LINK_CLICK") && linksIn(message.html).length > 0,
    });
  if (random.next() >= REPLY_SHARE || campaign.trackSettings.includes("DONT_REPLY_TO_AN_EMAIL")) return;
  const sort = random.weighted(REPLY_KINDS);
  const wait =
    sort === "out-of-office"
      ? between(random, 20 * SECOND_MS, 5 * MINUTE_MS)
      : longTail(random, 10 * MINUTE_MS, 60 * HOUR_MS);
  living.expected.add({ ...about, kind: "reply", at: at + wait, sort });
}

/** Leads that open may open again, click, or stop. */
function expectOpens(
  random: Random,
  expect: (kind: "open" | "click" | "unsubscribe", wait: number) => void,
  { isOpenTracked, isClickTracked }: { isOpenTracked: boolean; isClickTracked: boolean },
): void {
  let wait = longTail(random, MINUTE_MS, 40 * HOUR_MS);
  if (isOpenTracked) expect("open", wait);
  if (isClickTracked && random.next() < CLICK_SHARE)
    expect("click", wait + between(random, 5 * SECOND_MS, 3 * MINUTE_MS));
  if (random.next() < UNSUBSCRIBE_SHARE / OPEN_SHARE) {
    expect("unsubscribe", wait + between(random, 10 * SECOND_MS, 10 * MINUTE_MS));
    return;
  }
  while (isOpenTracked && random.next() < REOPEN_SHARE) {
    wait += longTail(random, 10 * MINUTE_MS, 24 * HOUR_MS);
    expect("open", wait);
  }
}

/** Most outcomes are early, some late. */
function longTail(random: Random, shortest: number, longest: number): number {
  return Math.floor(shortest + (longest - shortest) * random.next() ** 3);
}

function between(random: Random, shortest: number, longest: number): number {
  return Math.floor(shortest + (longest - shortest) * random.next());
}
