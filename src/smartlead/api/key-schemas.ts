import { z } from "zod";
import { msFromIso } from "../../base/time/iso.ts";
import { localTime } from "../../base/time/zone.ts";

/** A segment that SmartLead does not document is not checked, as in celebrate. */
export const UNCHECKED = z.unknown();

/** Maximum characters of a webhook's URL, which browsers and proxies still support. SmartLead's own limit is not known. */
const MAX_URL_LENGTH = 2_048;

/** Maximum characters of a webhook's name: enough for a sentence, short enough for a list. SmartLead's own limit is not known. */
const MAX_NAME_LENGTH = 255;

export const CAMPAIGN_PARAMS = z.strictObject({ campaign_id: z.int() });
export const CAMPAIGN_WEBHOOK_PARAMS = z.strictObject({ campaign_id: z.int(), webhook_id: z.int() });
export const CAMPAIGN_LEAD_PARAMS = z.strictObject({ campaign_id: z.int(), lead_id: z.int() });
export const WEBHOOK_PARAMS = z.strictObject({ webhook_id: z.int() });

export const webhookName = z.string().min(1).max(MAX_NAME_LENGTH);

/** `http://localhost` is allowed: it is the usual target of the mock. */
export const webhookUrl = z
  .string()
  .min(1)
  .max(MAX_URL_LENGTH)
  .refine(isHttpUrl, "must be a valid uri with a scheme matching the http|https pattern")
  .meta({ format: "uri" });

/** An ISO 8601 text, given to the handler as epoch milliseconds. */
export const isoTime = z
  .string({ error: (issue) => (issue.input === undefined ? undefined : "must be a valid date") })
  .meta({ format: "date-time" })
  .transform((text, check) => {
    const ms = msFromIso(text);
    if (ms !== null) return ms;
    check.addIssue({ code: "custom", message: "must be in ISO 8601 date format", input: text });
    return z.NEVER;
  });

/** A day, or an instant on it: SmartLead's pages show both for the same keys (smartlead.json `analytics-by-date`, A5). */
export const dayOrTime = z
  .string()
  .max(64)
  .regex(/^\d{4}-\d{2}-\d{2}(T.+)?$/, "must be in YYYY-MM-DD format")
  .refine((text) => msFromIso(text) !== null, "must be in YYYY-MM-DD format");

/** The calendar day of a value accepted by `dayOrTime`, as YYYY-MM-DD. */
export function dayIn(text: string, zone: string): string {
  return text.length === 10 ? text : localTime(msFromIso(text) ?? 0, zone).day;
}

/** The number of rows before the page. */
export const pageOffset = z.int().min(0).default(0);

const timeRangeFields = z.strictObject({ fromTime: isoTime, toTime: isoTime });

/** The window of summary and retrigger. SmartLead's answer to a window that ends before it begins is not known; Joi's message is used. */
export const TIME_RANGE = timeRangeFields.refine((range) => range.toTime >= range.fromTime, {
  path: ["toTime"],
  message: 'must be greater than or equal to "ref:fromTime"',
});

function isHttpUrl(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text);
}

export const isoDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "must be in YYYY-MM-DD format");
