import { CAMPAIGN_STATUSES } from "../../events/event.ts";
import { SEEN_EVENT_TYPES } from "../../events/event-types.ts";

/** Values that are SmartLead's own words, or answers that everybody gives; as whole values only (smartlead.md §2, §4 "Lead categories"). */
const WORDS: ReadonlySet<string> = new Set([
  ...SEEN_EVENT_TYPES,
  ...CAMPAIGN_STATUSES,
  ..."SENT OPENED CLICKED REPLIED BOUNCED UNSUBSCRIBED EMAIL_OPENED EMAIL_CLICKED EMAIL_REPLIED EMAIL_BOUNCED EMAIL_UNSUBSCRIBED".split(
    " ",
  ),
  ..."LEAD_OPENED LEAD_CLICKED LEAD_REPLIED LEAD_BOUNCED LINK_CLICKED REPLY CAMPAIGN SameCompany DifferentCompany Unknown".split(
    " ",
  ),
  ..."positive negative neutral user client campaign true false null".split(" "),
  "Interested",
  "Meeting Request",
  "Not Interested",
  "Do Not Contact",
  "Information Request",
  "Out Of Office",
  "Wrong Person",
  "Uncategorizable by Ai",
  "Sender Originated Bounce",
  ..."ok OK success error processed already_processed duplicate accepted received queued ignored skipped failed done".split(
    " ",
  ),
]);

/** A date, or a date and a time, and nothing else. */
const TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** Whether a whole value says nothing of anybody. */
export function isKept(value: string): boolean {
  return WORDS.has(value) || TIME.test(value);
}

/** Headers that speak of the exchange, not of those who take part in it. */
const KEPT_HEADERS = new Set(
  "accept accept-charset accept-encoding accept-language access-control-allow-credentials age allow cache-control connection content-encoding content-language content-length content-type date expires keep-alive pragma retry-after server transfer-encoding user-agent vary x-mock-fault x-mock-time x-powered-by x-webhook-level".split(
    " ",
  ),
);

export function isKeptHeader(name: string): boolean {
  return KEPT_HEADERS.has(name.toLowerCase());
}
