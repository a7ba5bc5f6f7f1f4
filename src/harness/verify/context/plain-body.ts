import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { CheckLead } from "./check-leads.ts";

export type Body = Readonly<Record<string, unknown>>;

/** Maximum characters of a text that is kept. */
const LONG_TEXT = 160;
/** Every character beyond the basic plane, such as an emoji, has one; most texts have none, which this detects fast. */
const HALF_OF_A_PAIR = /[\ud800-\udbff]/;
/** Replaces longer texts, so that a finding can be read and resent by hand. */
const SHORT_TEXT = "<div>Hello,</div><div>shall we talk on Thursday?</div>";

/**
 * Removes parts of the body that have their own checks: generated emoji, a colleague who answered, a category other than Interested. A
 * receiver that fails on one of them then fails in one check, and not in whichever happened to get it.
 */
export function plainBody(type: EventType, body: Body, { lead, isWhole }: PlainOptions): Body {
  const simple = withTexts(body, (text) => {
    const tame = HALF_OF_A_PAIR.test(text) ? text.replaceAll(/ ?[\u{10000}-\u{10ffff}]/gu, "") : text;
    return isWhole || tame.length <= LONG_TEXT ? tame : SHORT_TEXT;
  });
  if (!isObject(simple)) return body;
  if (type === "EMAIL_REPLY" && lead !== null) return answeredByLead(simple, lead);
  return type === "LEAD_CATEGORY_UPDATED" ? categorised(simple, INTERESTED) : simple;
}

interface PlainOptions {
  readonly lead: CheckLead | null;
  /** Keeps long texts complete. */
  readonly isWhole: boolean;
}

/** A category in the form of bodies. */
export interface BodyCategory {
  readonly id: number;
  readonly name: string;
  readonly sentimentType: string | null;
}

/** smartlead.md §4 "Lead categories": the real id of Interested is 1. */
export const INTERESTED: BodyCategory = { id: 1, name: "Interested", sentimentType: "positive" };

/** The body with this new category, in all category fields of its dialect. */
export function categorised(body: Body, { id, name, sentimentType }: BodyCategory): Body {
  const { lead_data: data, lead_category: change } = body;
  return {
    ...body,
    category: name,
    lead_category_id: id,
    ...(isObject(data) ? { lead_data: { ...data, category: { name, sentiment_type: sentimentType } } } : {}),
    ...(isObject(change) ? { lead_category: { ...change, new_id: id, new_name: name } } : {}),
  };
}

/** In `live` bodies `to_email` is the person who answered (smartlead.md §2 EMAIL_REPLY; E3). */
function answeredByLead(body: Body, { email, name }: CheckLead): Body {
  const { leadCorrespondence: who, description } = body;
  if (!isObject(who)) return body;
  const sentence = typeof description === "string" ? { description: description.replace(/^\S+/, email) } : {};
  const correspondence = { ...who, replyReceivedFrom: email, repliedCompanyDomain: "SameCompany" };
  return { ...body, to_email: email, to_name: name, cc_emails: [], ...sentence, leadCorrespondence: correspondence };
}

function withTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => withTexts(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTexts(inner, change)]));
}

export function isObject(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
