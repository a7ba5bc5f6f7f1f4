/** Realistic sequences of events: the email before the reply, one lead for each. */

import { definedOnly } from "../../../base/defined-only.ts";
import type { FaultRule } from "../../../delivery/faults/fault.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { DialectName } from "../../../smartlead/payloads/dialect.ts";
import type { CheckContext } from "../context/check-context.ts";
import type { CheckLead } from "../context/check-leads.ts";
import type { Account, CampaignKind } from "../context/check-mock.ts";
import type { Order } from "../context/phase.ts";
import type { Body } from "../context/plain-body.ts";
import type { Sent } from "../context/sent.ts";
import { isAccepted } from "../judging/final-answer.ts";
import { isZero } from "../measuring/measurement.ts";
import { PROBE_EFFECT } from "../measuring/work-measure.ts";
import { type ReceiverProfile, typeProfile } from "../receiver-profile.ts";

/** Events of a lead that has received no email yet, or of no lead at all. */
const NEEDS_NO_MAIL: ReadonlySet<EventType> = new Set([
  "EMAIL_SENT",
  "FIRST_EMAIL_SENT",
  "CAMPAIGN_STATUS_CHANGED",
  "UNTRACKED_REPLIES",
]);

export interface Words {
  readonly type?: EventType;
  readonly label?: string;
  readonly faults?: readonly FaultRule[];
  readonly isUnwanted?: boolean;
  readonly reshape?: (body: Body) => unknown;
}

/** Sends an event in a realistic sequence, after its email. By default the type that causes effects. */
export async function naturally(account: Account, context: CheckContext, words: Words = {}): Promise<Sent> {
  const { type = context.known.workType, ...rest } = words;
  const lead = await leadReadyFor(account, type);
  return account.send({ type, lead, ...rest });
}

/** A lead for which an event of this type can happen, with the usual earlier events sent; `null` for a type without a lead. */
export async function leadReadyFor(account: Account, type: EventType): Promise<CheckLead | null> {
  const lead = account.newLead();
  if (!NEEDS_NO_MAIL.has(type)) await account.introduce(lead);
  return leadFor(type, lead);
}

/** Several such leads, whose emails are sent together. */
export async function leadsReadyFor(
  account: Account,
  type: EventType,
  number: number,
): Promise<readonly (CheckLead | null)[]> {
  const leads = Array.from({ length: number }, () => account.newLead());
  if (!NEEDS_NO_MAIL.has(type)) await account.introduce(...leads);
  return leads.map((lead) => leadFor(type, lead));
}

interface EachRequest {
  /** Does not wait for effects of the events. */
  readonly answersOnly?: boolean;
  /** The name in findings; the type by default. */
  labelOf?(type: EventType): string;
  /** Keeps long texts complete. */
  readonly isWhole?: boolean;
  /** The campaigns of their leads, in turn; by default one with a client and one without. */
  readonly campaigns?: readonly CampaignKind[];
  /** Called once the emails before the events are answered. */
  between?(mails: readonly Sent[]): Promise<void>;
}

const BOTH_KINDS: readonly CampaignKind[] = ["with client", "without client"];

/** One event of each type, each of its own lead, with the preceding emails. */
export async function eventsOfEach(
  account: Account,
  types: readonly EventType[],
  requested: EachRequest = {},
): Promise<{ readonly mails: readonly Sent[]; readonly events: readonly Sent[] }> {
  const { answersOnly = false } = requested;
  const { mails, events } = await introducedLeads(account, types, requested);
  return { mails, events: await account.sendAll(events, { answersOnly }) };
}

interface Alone {
  readonly type: EventType;
  readonly events: readonly Sent[];
  /** Number of earlier writes that named no event. */
  readonly strayBefore: number;
}

/** One event of each type, one after the other. If a number shows emails late, they are sent first, and waited for once. */
export async function* eachAlone(
  account: Account,
  types: readonly EventType[],
  { isNumberLate, between }: Pick<EachRequest, "between"> & { readonly isNumberLate: boolean },
): AsyncGenerator<Alone> {
  const requested = definedOnly({ answersOnly: true, between });
  const told = isNumberLate ? (await introducedLeads(account, types, requested)).events : [];
  for (const [index, type] of types.entries()) {
    const strayBefore = account.mock.reactions.unattributed();
    const order = told[index] ?? null;
    const events =
      order === null
        ? (await eventsOfEach(account, [type], requested)).events
        : await account.sendAll([order], { answersOnly: true });
    yield { type, events, strayBefore };
  }
}

async function introducedLeads(
  account: Account,
  types: readonly EventType[],
  { answersOnly = false, labelOf = (type) => type, isWhole = false, campaigns = BOTH_KINDS, between }: EachRequest,
): Promise<{ readonly mails: readonly Sent[]; readonly events: readonly Order[] }> {
  const orders = types.map((type, index) => {
    const lead = account.newLead(campaigns[index % campaigns.length]);
    return { type, lead, label: labelOf(type), isWhole };
  });
  const leads = orders.filter(({ type }) => !NEEDS_NO_MAIL.has(type)).map(({ lead }) => lead);
  const mails = leads.map((lead) => ({ type: "EMAIL_SENT" as const, lead }));
  const sentMails = mails.length === 0 ? [] : await account.sendAll(mails, { answersOnly });
  await between?.(sentMails);
  return { mails: sentMails, events: orders.map((order) => ({ ...order, lead: leadFor(order.type, order.lead) })) };
}

/** One event of each type in a realistic sequence. Waits only for their answers. */
export async function eachNaturally(
  account: Account,
  types: readonly EventType[],
  requested: Omit<EachRequest, "answersOnly" | "between"> = {},
): Promise<readonly Sent[]> {
  return (await eventsOfEach(account, types, { ...requested, answersOnly: true })).events;
}

function leadFor(type: EventType, lead: CheckLead): CheckLead | null {
  return type === "UNTRACKED_REPLIES" ? null : lead;
}

/** A change of a body, with its name. */
export interface Change {
  readonly label: string;
  change(body: Body): unknown;
}

/** Changed events, and one of each type without a change. */
export interface ChangedEvents {
  readonly plain: readonly Sent[];
  readonly changed: readonly Sent[];
}

/** Real ms of lag from which a number is not read for variants: a run would take minutes. */
const TOO_LATE_MS = 1_000;

/** Whether only a number shows the work, and it rises late, or its increase is unknown. */
function isReadInVain({ known, sharesReadings }: CheckContext, dialect: DialectName): boolean {
  if (sharesReadings) return false;
  const { lags, types }: ReceiverProfile = known;
  const units = [...(types.get(dialect)?.values() ?? [])].flatMap((one) =>
    one.kind === "works" ? [...one.units.keys()] : [],
  );
  const lagMs = lags.longestMs("probe");
  return lagMs > (units.length === 0 ? 0 : TOO_LATE_MS) && units.every((name) => name === PROBE_EFFECT);
}

/** Maximum events that are sent one by one, if their sum does not show which of them was missed. */
const MAX_ONE_BY_ONE = 40;
/** Maximum real ms for them together. */
const MAX_ONE_BY_ONE_MS = 20_000;

/**
 * Events with one change each and a lead each, so that no receiver can confuse them, whatever it identifies events by; and the same types
 * without a change, as their twins. Types that the receiver refuses are left out: SL-1 reports them.
 */
export async function inVariants(
  context: CheckContext,
  dialect: DialectName,
  changes: ReadonlyMap<EventType, readonly Change[]>,
): Promise<ChangedEvents> {
  const { known } = context;
  const taken = [...changes].filter(([type]) => typeProfile(known, type, dialect).kind !== "refused");
  const account = context.account({ dialect, concurrency: context.variantsAtOnce });
  const plain = taken.map(([type]) => ({ type }));
  const changed = taken.flatMap(([type, some]) => some.map(({ label, change }) => ({ type, label, reshape: change })));
  const sent = await sendEach(context, account, [...plain, ...changed]);
  const plainSent = sent.slice(0, plain.length);
  const accepted = new Set(plainSent.filter(isAccepted).map(({ type }) => type));
  return { plain: plainSent, changed: sent.slice(plain.length).filter(({ type }) => accepted.has(type)) };
}

interface FullWords extends Words {
  readonly type: EventType;
}

/** All together; then one by one if only their sum was counted and it is wrong, or if some seem to have no effect. */
async function sendEach(
  context: CheckContext,
  account: Account,
  words: readonly FullWords[],
): Promise<readonly Sent[]> {
  if (words.length === 0) return [];
  const answersOnly = isReadInVain(context, account.dialect);
  const together = await account.sendAll(await ordersOf(account, words, answersOnly), { answersOnly });
  if (answersOnly || context.sharesReadings) return together;
  const isUnclear = together.some(({ work, ...sent }) => work.kind === "unknown" && isDue(sent, context));
  const asked = isUnclear ? words : words.filter((_, index) => isMissed(together[index], context));
  const aloneMs = asked.length * context.known.lags.patienceMs({ isPatient: false });
  if (asked.length === 0 || asked.length > MAX_ONE_BY_ONE || aloneMs > MAX_ONE_BY_ONE_MS) return together;
  const all: Sent[] = [];
  for (const [index, one] of words.entries()) {
    const sent = together[index];
    all.push(sent === undefined || asked.includes(one) ? await naturally(account, context, one) : sent);
  }
  return all;
}

/** It was delivered, and such an event alone has an effect. */
function isDue(
  { type, dialect, delivery }: Pick<Sent, "type" | "dialect" | "delivery">,
  { known }: CheckContext,
): boolean {
  return delivery.state === "delivered" && typeProfile(known, type, dialect).kind === "works";
}

/** Counted, and without work: the reason may be its change, or that other events came within the same second. */
function isMissed(sent: Sent | undefined, context: CheckContext): boolean {
  return sent !== undefined && isZero(sent.work) && isDue(sent, context);
}

async function ordersOf(
  account: Account,
  words: readonly FullWords[],
  answersOnly: boolean,
): Promise<readonly Order[]> {
  const orders = words.map((one) => ({ ...one, lead: account.newLead() }));
  const leads = orders.filter(({ type }) => !NEEDS_NO_MAIL.has(type)).map(({ lead }) => lead);
  const mails = leads.map((lead) => ({ type: "EMAIL_SENT" as const, lead }));
  if (answersOnly && mails.length > 0) await account.sendAll(mails, { answersOnly });
  else if (mails.length > 0) await account.introduce(...leads);
  return orders.map((order) => ({ ...order, lead: leadFor(order.type, order.lead) }));
}

/** Whether the policy retries at all. */
export function hasRetries({ settings }: CheckContext): boolean {
  return settings.policy.tries > 1;
}

export const NO_RETRIES = "The retry policy allows a single attempt, so there is no retry.";
