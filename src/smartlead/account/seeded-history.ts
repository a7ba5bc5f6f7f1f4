import type { Random } from "../../base/random.ts";
import { DAY_MS, HOUR_MS, weekdayOf } from "../../base/time/calendar.ts";
import type { Campaign } from "./account.ts";
import { CATEGORIES } from "./categories.ts";
import { bounceMail, categorise, clickLink, openMail, unsubscribe } from "./correspondence.ts";
import { type Contact, instantBetween, type Life } from "./life.ts";
import { answerByHand, receiveReply } from "./replying.ts";
import { takeNextStep } from "./sequence.ts";
import { linksIn } from "./texts/render.ts";
import type { ReplyKind } from "./texts/reply-texts.ts";
import { lastTimeOf, newestStepMail } from "./thread.ts";

/** How far a lead has progressed when the mock starts. */
export type Fate = "fresh" | "running" | "finished" | "replied" | "talking" | "bounced" | "unsubscribed";

/** Assigned in turn, so that every seed has every fate in every campaign. */
export const FATES: readonly Fate[] = [
  "replied",
  "running",
  "fresh",
  "running",
  "bounced",
  "finished",
  "running",
  "talking",
  "fresh",
  "unsubscribed",
  "running",
  "replied",
];

/** The history of one lead, and its start. */
export interface Past {
  readonly fate: Fate;
  /** Steps of the sequence already taken. */
  readonly steps: number;
  readonly createdAt: number;
  /** The end of the history: the present, or the time the campaign was paused. */
  readonly until: number;
}

export function planPast(random: Random, campaign: Campaign, { fate, until }: Pick<Past, "fate" | "until">): Past {
  const steps = stepsOfFate(random, fate, campaign.steps.length);
  const runningDays = campaign.steps.slice(0, steps).reduce((sum, { delayDays }) => sum + delayDays, 0);
  const agoDays = steps === 0 ? 0 : runningDays + random.int(7, 11);
  return { fate, steps, until, createdAt: until - agoDays * DAY_MS - random.int(HOUR_MS, 20 * HOUR_MS) };
}

/** Writes the history into the records: sends, opens, clicks, replies, in order and never after `until`. */
export function livePast(life: Life, contact: Contact, past: Past): void {
  for (let taken = 0; taken < past.steps; taken += 1) {
    const waitDays = contact.campaign.steps[taken]?.delayDays || DAYS_TO_FIRST_MAIL;
    const last = lastTimeOf(contact.enrolment);
    const latest = past.until - (past.steps - taken) * HOUR_MS;
    const at = clamp(officeTime(life.random, last + waitDays * DAY_MS), last + HOUR_MS, latest);
    takeNextStep(life, contact, at);
    if (past.fate !== "bounced") reactTo(life, contact, past.until);
  }
  END_OF_FATE[past.fate]?.(life, contact, past.until);
}

const DAYS_TO_FIRST_MAIL = 1;
/** 14:00 to 17:00 UTC is within the office hours of all the seeded campaigns' time zones. */
const OFFICE_FROM_MS = 14 * HOUR_MS;
const OFFICE_LENGTH_MS = 3 * HOUR_MS;
const OPEN_SHARE = 0.5;
const CLICK_SHARE = 0.12;
const CATEGORISED_SHARE = 0.75;

const END_OF_FATE: Readonly<Partial<Record<Fate, (life: Life, contact: Contact, until: number) => void>>> = {
  replied: (life, contact, until) => {
    writeReply(life, contact, { until });
    if (life.random.next() < CATEGORISED_SHARE) categorise(life, contact, CATEGORIES);
  },
  talking: (life, contact, until) => {
    writeReply(life, contact, { until, kind: "interested" });
    categorise(life, contact, CATEGORIES);
    answerByHand(life, contact, soonAfter(life, contact, until));
    writeReply(life, contact, { until });
  },
  bounced: (life, contact, until) => {
    const message = newestStepMail(contact.enrolment);
    if (message !== null) bounceMail(life, contact, { message, at: until });
  },
  unsubscribed: (life, contact, until) => unsubscribe(life, contact, until),
};

function stepsOfFate(random: Random, fate: Fate, length: number): number {
  if (fate === "fresh") return 0;
  if (fate === "finished") return length;
  if (fate === "bounced") return 1;
  return length < 2 ? length : random.int(1, length - 1);
}

function writeReply(life: Life, contact: Contact, { until, kind }: { until: number; kind?: ReplyKind }): void {
  const step = newestStepMail(contact.enrolment);
  if (step === null) return;
  const at = soonAfter(life, contact, until);
  receiveReply(life, contact, kind === undefined ? { step, at } : { step, at, kind });
}

function soonAfter({ random }: Life, { enrolment }: Contact, until: number): number {
  const last = lastTimeOf(enrolment);
  return instantBetween(random, last, Math.min(until, last + 30 * HOUR_MS));
}

function reactTo(life: Life, contact: Contact, until: number): void {
  const { random } = life;
  const mail = newestStepMail(contact.enrolment);
  if (mail === null) return;
  const at = instantBetween(random, mail.at, Math.min(until, mail.at + 20 * HOUR_MS));
  const isOpened = random.next() < OPEN_SHARE;
  if (isOpened && !contact.campaign.trackSettings.includes("DONT_EMAIL_OPEN")) openMail(contact, mail, at);
  const link = linksIn(mail.html)[0];
  if (link !== undefined && random.next() < CLICK_SHARE) clickLink(contact, mail, { link, at });
}

/** A time in the afternoon of that day, or of the Monday after a weekend. */
function officeTime(random: Random, ms: number): number {
  const day = Math.floor(ms / DAY_MS);
  const weekday = weekdayOf(ms);
  const skippedDays = weekday === 6 ? 2 : weekday === 0 ? 1 : 0;
  return (day + skippedDays) * DAY_MS + OFFICE_FROM_MS + Math.floor(random.next() * OFFICE_LENGTH_MS);
}

/** `low` wins if `high` is smaller. */
function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
