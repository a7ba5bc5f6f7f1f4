/** What checks say to the receiver again and again. */
import type { EventType } from "../../events/event-types.ts";
import type { FaultRule } from "../../faults/fault.ts";
import type { Account, CampaignKind } from "../bench/account.ts";
import type { Bench } from "../bench/bench.ts";
import type { CheckLead } from "../bench/leads.ts";
import { type Body, isObject } from "../bench/plain-body.ts";
import type { Sent } from "../bench/sent.ts";
import { isAccepted } from "../judging/answers.ts";

/** Events that happen to a lead whom nobody has written to yet, or to no lead at all. */
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
  readonly reshape?: (body: Body) => unknown;
}

/** An event as it comes in life: the mail before it was told of. The one that the receiver does something for, unless said. */
export async function naturally(account: Account, bench: Bench, words: Words = {}): Promise<Sent> {
  const { type = bench.known.workType, ...rest } = words;
  const lead = account.newLead();
  if (!NEEDS_NO_MAIL.has(type)) await account.introduce(lead);
  return account.send({ type, lead: leadFor(type, lead), ...rest });
}

interface EachWish {
  /** As findings name it; the type unless given. */
  labelOf?(type: EventType): string;
  /** With all their texts. */
  readonly isWhole?: boolean;
  /** The campaigns of their leads, in turn; one with a client and one without unless given. */
  readonly campaigns?: readonly CampaignKind[];
}

const BOTH_KINDS: readonly CampaignKind[] = ["with client", "without client"];

/** One event of each type, each of a lead of its own, as they come in life. Only their answers are waited for. */
export async function eachNaturally(
  account: Account,
  types: readonly EventType[],
  { labelOf = (type) => type, isWhole = false, campaigns = BOTH_KINDS }: EachWish = {},
): Promise<readonly Sent[]> {
  const orders = types.map((type, index) => {
    const lead = account.newLead(campaigns[index % campaigns.length]);
    return { type, lead, label: labelOf(type), isWhole };
  });
  const mails = orders
    .filter(({ type }) => !NEEDS_NO_MAIL.has(type))
    .map(({ lead }) => ({ type: "EMAIL_SENT" as const, lead }));
  await account.sendAll(mails, { answersOnly: true });
  const events = orders.map((order) => ({ ...order, lead: leadFor(order.type, order.lead) }));
  return account.sendAll(events, { answersOnly: true });
}

function leadFor(type: EventType, lead: CheckLead): CheckLead | null {
  return type === "UNTRACKED_REPLIES" ? null : lead;
}

/** A change of a body, with its name. */
export interface Change {
  readonly label: string;
  change(body: Body): unknown;
}

/** Plain events, and each of their changes as a request of its own. Where a plain one is not accepted, SL-1 has told so, and nothing is built on it. */
export async function inVariants(
  account: Account,
  changes: ReadonlyMap<EventType, readonly Change[]>,
): Promise<readonly Sent[]> {
  const plain = await eachNaturally(account, [...changes.keys()], { campaigns: ["with client"] });
  const variants = plain.filter(isAccepted).flatMap((sent) => {
    const body = bodyOf(sent);
    return (changes.get(sent.type) ?? []).map(({ label, change }) => ({ sent, label, body: change(body) }));
  });
  return account.variants(variants);
}

function bodyOf({ delivery }: Pick<Sent, "delivery">): Body {
  const parsed: unknown = JSON.parse(delivery.request?.body ?? "{}");
  return isObject(parsed) ? parsed : {};
}

/** Whether anything comes again at all. */
export function hasRetries({ settings }: Bench): boolean {
  return settings.policy.tries > 1;
}

export const NO_RETRIES = "The retry policy has a single try, so nothing comes again.";
