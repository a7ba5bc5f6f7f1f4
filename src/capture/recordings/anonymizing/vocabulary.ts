import { CAMPAIGN_STATUSES } from "../../../smartlead/events/event.ts";
import { SEEN_EVENT_TYPES } from "../../../smartlead/events/event-types.ts";

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

/** Whether a whole value is a word that everybody uses. */
export function isWord(value: string): boolean {
  return WORDS.has(value);
}

/** Whether a whole value is a time; of whom or what, only its field can say. */
export function isTime(value: string): boolean {
  return TIME.test(value);
}
