/** What checks say to the receiver again and again. */
import type { EventType } from "../../events/event-types.ts";
import type { FaultRule } from "../../faults/fault.ts";
import type { DialectName } from "../../payloads/dialect.ts";
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

export interface EachWish {
  /** As findings name it; the type unless given. */
  labelOf?(type: EventType): string;
  /** With all their texts. */
  readonly isWhole?: boolean;
}

/** One event of each type, each of a lead of its own, as they come in life. Only their answers are waited for. */
export async function eachNaturally(
  account: Account,
  types: readonly EventType[],
  { labelOf = (type) => type, isWhole = false }: EachWish = {},
): Promise<readonly Sent[]> {
  const kinds: readonly CampaignKind[] = ["with client", "without client"];
  const orders = types.map((type, index) => {
    const lead = account.newLead(kinds[index % kinds.length]);
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

/** A plain event with each change, as a request of its own. Where the plain one is not accepted, SL-1 has told so, and nothing is built on it. */
export async function inVariants(
  account: Account,
  type: EventType,
  changes: readonly Change[],
): Promise<readonly Sent[]> {
  const [plain] = await eachNaturally(account, [type]);
  if (plain === undefined || !isAccepted(plain)) return [];
  const body = bodyOf(plain);
  return account.variantsOf(
    plain,
    changes.map(({ label, change }) => ({ label, body: change(body) })),
  );
}

export function bodyOf({ delivery }: Pick<Sent, "delivery">): Body {
  const parsed: unknown = JSON.parse(delivery.request?.body ?? "{}");
  return isObject(parsed) ? parsed : {};
}

/** The dialects that a check about bodies speaks: those that are accepted. */
export function spoken({ known }: Bench): readonly DialectName[] {
  return known.dialects;
}

/** Rows of a table that a policy may make senseless. */
export function hasRetries({ settings }: Bench): boolean {
  return settings.policy.tries > 1;
}

export const NO_RETRIES = "The retry policy has a single try, so nothing comes again.";
