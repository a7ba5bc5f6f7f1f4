/** A delivery and its attempts as a schema (`entry-schema.ts`). */
import { z } from "zod";
import { ATTEMPT_OUTCOMES, DELIVERY_STATES, DUPLICATE_VERDICTS, SIGNATURE_CHECKS } from "../delivery/delivery.ts";
import { HELD_AT } from "../delivery/facts.ts";
import { SEEN_EVENT_TYPES } from "../smartlead/events/event-types.ts";
import { WEBHOOK_LEVELS } from "../smartlead/webhooks/webhook.ts";

export const time = z.iso.datetime({ precision: 3 });
export const wholeNumber = z.int().min(0);
export const seenEventType = z.enum(SEEN_EVENT_TYPES).describe("the event type; UNKNOWN if it is not known");
const verdict = z.enum(DUPLICATE_VERDICTS);

const response = z.object({
  headers: z
    .record(z.string(), z.union([z.string(), z.array(z.string())]))
    .describe("as received, names in lower case"),
  body: z.string().describe("the first 16 KiB, decoded as UTF-8"),
  bytes: wholeNumber.describe("number of bytes received, kept or dropped"),
  truncated: z.boolean().describe("whether only the first part of the body is kept"),
});

const sent = z.object({
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  body_bytes: wholeNumber,
  truncated: z.boolean(),
});

export const finding = {
  verdict: verdict.describe("how the receiver handled the duplicate"),
  evidence: z.array(z.string()).describe("facts, one sentence each"),
  explanation: z.string().describe("the verdict as text"),
};

export const attemptSchema = z.object({
  number: z.int().min(1).describe("counts the delivery's attempts from 1"),
  started_at: time.describe("on the mock's clock"),
  ended_at: time.nullable().describe("on the mock's clock; null while it is in flight"),
  duration_ms: z
    .number()
    .min(0)
    .nullable()
    .describe("real milliseconds; null while in flight, or when the mock was killed meanwhile"),
  outcome: z.enum(ATTEMPT_OUTCOMES).nullable().describe("how it ended; null while it is in flight"),
  status: z.int().nullable().describe("HTTP status; null without an answer"),
  error: z.string().nullable().describe("`CODE: text` without a complete answer"),
  clipped: z.boolean().describe("cut short before its full timeout in real time"),
  faults: z.array(z.string()).describe("faults that affected it"),
  held: z.enum(HELD_AT).exactOptional().describe("it is held: before it is sent, or before its answer counts"),
  response: response
    .nullable()
    .describe("`headers, body, bytes, truncated` of the receiver's answer; null without a complete answer"),
  sent: sent
    .exactOptional()
    .describe("`url, headers, body, body_bytes, truncated` as really sent, if a fault changed the request"),
  duplicate: z.object(finding).nullable().describe("the conclusion, if the request id was sent before"),
  next_attempt_at: time.nullable().describe("when the next attempt is due; null if there is none"),
});

export const deliverySchema = z.object({
  id: z.string().describe("`dlv_…`"),
  event_id: z.string().describe("`evt_…` of the event on its way"),
  request_id: z.string().describe("the `X-Request-Id`, the same on every attempt"),
  resent_from: z.string().nullable().describe("the delivery that this one resends"),
  event_type: seenEventType,
  event_name: z.string().exactOptional().describe("your own event type, which is like `event_type`"),
  campaign_id: z.int().nullable().describe("null for account events"),
  client_id: z.int().nullable().describe("the campaign's client"),
  lead_email: z.string().nullable().describe("the lead"),
  webhook: z
    .object({ id: z.int(), name: z.string(), level: z.enum(WEBHOOK_LEVELS), url: z.string() })
    .describe("`id, name, level, url` of the webhook at that time"),
  dialect: z.string().describe("the shape of the body"),
  state: z.enum(DELIVERY_STATES).describe("its state"),
  reason: z.enum(["rejected", "exhausted", "disabled"]).nullable().describe("why it failed"),
  attempts: z.array(attemptSchema).describe("oldest first"),
  duplicate: verdict.nullable().describe("the worst verdict of its attempts"),
  created_at: time.describe("on the mock's clock"),
  settled_at: time.nullable().describe("on the mock's clock; null while it is open"),
  max_attempts: z.int().min(1).describe("tries that the policy allows"),
  withheld_because: z.string().exactOptional().describe("why it is not sent, if it is withheld"),
  request: z
    .object({
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.string(),
      body_base64: z.base64().exactOptional(),
    })
    .exactOptional()
    .describe("`url, headers, body` as sent, `body_base64` next to a body that is not UTF-8; not in lists"),
  proxied: z
    .object({
      arrival: z.int().min(1).nullable(),
      event_name: z.string().nullable(),
      known_by: z.string(),
      signature: z.enum(SIGNATURE_CHECKS),
      url: z.string(),
      remarks: z.array(z.string()),
    })
    .exactOptional()
    .describe(
      "`arrival, event_name, known_by, signature, url, remarks` of a delivery that the real SmartLead sent through the proxy",
    ),
});
