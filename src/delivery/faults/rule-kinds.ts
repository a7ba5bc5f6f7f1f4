/** The kinds of rules as schemas: the fields of each, and its selectors. */
import { z } from "zod";
import { ALL_EVENT_TYPES } from "../../smartlead/events/event-types.ts";
import { WEBHOOK_LEVELS } from "../../smartlead/webhooks/webhook.ts";
import type { FaultKind } from "./fault.ts";
import {
  flag,
  headerName,
  headerValue,
  holdDuration,
  mockDuration,
  payloadPath,
  realDuration,
  ruleTime,
  share,
  text,
  wholeNumber,
} from "./rule-values.ts";

/** Bytes of a padded body: above every receiver's limit, and small compared with the memory of a test. */
const MAX_HUGE_BODY_BYTES = 32 * 1024 * 1024;
/** Copies that one rule may add to a delivery: fifty at once is a retry storm. */
const MAX_COPIES = 50;
/** Deliveries that one rule may hold back together. */
const MAX_HELD = 10_000;
/** Upper limit of counted matches. */
const MAX_COUNT = 1_000_000_000;
const MAX_ATTEMPT = 1_000;
/** Characters of a custom signature: far longer than any real one, and shorter than the headers that servers refuse. */
const MAX_SIGNATURE = 4_096;

/** Characters of an answer's body as JSON: a long list of leads, short enough to be shown with its rule. */
const MAX_ANSWER_BODY = 64 * 1024;

const answerBody = z
  .json()
  .refine(
    (body) => JSON.stringify(body).length <= MAX_ANSWER_BODY,
    `must have at most ${MAX_ANSWER_BODY} characters as JSON`,
  );

const oneEventType = z.enum(ALL_EVENT_TYPES);
const attemptNumber = wholeNumber(1, MAX_ATTEMPT);

export const HOW_OFTEN = {
  probability: share.exactOptional().describe("0 to 1, drawn from the seed for each match"),
  first: wholeNumber(1, MAX_COUNT).exactOptional().describe("only the first N matches"),
  every: wholeNumber(1, MAX_COUNT).exactOptional().describe("only every Nth match: 3 = the third, the sixth, …"),
  limit: wholeNumber(1, MAX_COUNT).exactOptional().describe("the rule ends after N times"),
  from: ruleTime.exactOptional().describe("not before: ISO 8601 on the mock's clock, or a duration after arming"),
  until: ruleTime
    .exactOptional()
    .describe("then the rule ends: ISO 8601 on the mock's clock, or a duration after arming"),
};

const OF_EVENTS = {
  event_type: z
    .union([oneEventType, z.array(oneEventType).min(1)])
    .exactOptional()
    .describe("only deliveries of this event type, or of these"),
  level: z.enum(WEBHOOK_LEVELS).exactOptional().describe("only to webhooks of this level"),
  campaign_id: wholeNumber(1, Number.MAX_SAFE_INTEGER).exactOptional().describe("only of this campaign"),
  lead_email: text.exactOptional().describe("only of this lead"),
};

export const OF_ATTEMPTS = {
  ...OF_EVENTS,
  attempt: z
    .union([attemptNumber, z.array(attemptNumber).min(1)])
    .exactOptional()
    .describe("only attempts with this number, or one of these; the first is 1"),
};

export const OF_CALLS = {
  operation: text
    .exactOptional()
    .describe(
      "only calls of this operation, such as campaigns.status, or method and path, such as POST /campaigns/*; or sink, for what is written to the sink",
    ),
};

function onAttempts<Kind extends FaultKind, Fields extends z.core.$ZodLooseShape>(kind: Kind, fields: Fields) {
  return z.strictObject({ kind: z.literal(kind), ...fields, ...OF_ATTEMPTS, ...HOW_OFTEN });
}

function onDeliveries<Kind extends FaultKind, Fields extends z.core.$ZodLooseShape>(kind: Kind, fields: Fields) {
  return z.strictObject({ kind: z.literal(kind), ...fields, ...OF_EVENTS, ...HOW_OFTEN });
}

function onCalls<Kind extends FaultKind, Fields extends z.core.$ZodLooseShape>(kind: Kind, fields: Fields) {
  return z.strictObject({ kind: z.literal(kind), ...fields, ...OF_CALLS, ...HOW_OFTEN });
}

/** The schema of any rule, for use in other schemas. Its messages complete "… must be". */
export const faultRuleSchema = z.discriminatedUnion("kind", [
  onAttempts("lost-response", {}),
  onAttempts("timeout", {}),
  onAttempts("reset", {
    at: z.enum(["before", "during", "after"]).default("during").describe("before, during or after the body"),
  }),
  onAttempts("slow-body", {
    over: realDuration.prefault("2s").describe("real time over which the body is sent"),
    pieces: wholeNumber(2, 1_000).default(8).describe("number of pieces"),
  }),
  onAttempts("truncated-body", {
    share: share.default(0.5).describe("share of the body's bytes that is sent"),
  }),
  onAttempts("override-status", {
    status: wholeNumber(100, 599).default(502).describe("status of the gateway's answer"),
  }),
  onAttempts("hold", {
    at: z.enum(["request", "answer"]).default("request").describe("before it is sent, or before its answer counts"),
    for: holdDuration.prefault("5m").describe("real time after which it continues automatically"),
  }),
  onDeliveries("duplicate", {
    copies: wholeNumber(1, MAX_COPIES).default(1).describe("further deliveries with the same request id"),
    spacing: mockDuration.prefault("0s").describe("time between two copies, on the mock's clock"),
    concurrent: flag.exactOptional().describe("send the bodies at the same time; the default without spacing"),
  }),
  onDeliveries("reorder", {
    behind: wholeNumber(1, MAX_HELD)
      .default(1)
      .describe("number of later deliveries to the same webhook that are sent first"),
    within: mockDuration.prefault("1m").describe("time on the mock's clock after which it is sent anyway"),
  }),
  onDeliveries("delay", {
    by: mockDuration.prefault("1m").describe("delay on the mock's clock"),
    jitter: mockDuration
      .exactOptional()
      .describe("additional random delay up to this, drawn from the seed for each delivery"),
  }),
  onDeliveries("burst", {
    size: wholeNumber(2, MAX_HELD).default(50).describe("number of deliveries that are sent together"),
    within: mockDuration.prefault("1m").describe("time on the mock's clock after which it is sent anyway"),
  }),
  onAttempts("malformed-json", {}),
  onAttempts("wrong-content-type", {
    value: headerValue.default("text/plain").describe("the Content-Type that is sent"),
  }),
  onAttempts("wrong-secret", {}),
  onAttempts("bad-signature", {
    value: z
      .string()
      .max(MAX_SIGNATURE)
      .exactOptional()
      .describe("the whole header; default: a wrong signature in the right form"),
  }),
  onAttempts("missing-header", {
    header: headerName.default("X-Request-Id").describe("the header that is left out"),
  }),
  onAttempts("drop-field", {
    path: payloadPath.exactOptional().describe("the field that is left out; default: a random optional one"),
  }),
  onAttempts("null-field", {
    path: payloadPath.exactOptional().describe("the field that is null; default: a random optional one"),
  }),
  onAttempts("extra-field", {
    path: payloadPath.default("unexpected_field").describe("name of the unknown field"),
    value: z.json().default({ nested: true }).describe("its value"),
  }),
  onAttempts("wrong-type", {
    path: payloadPath.exactOptional().describe("the field whose type changes; default: a random one"),
  }),
  onAttempts("huge-body", {
    bytes: wholeNumber(1, MAX_HUGE_BODY_BYTES)
      .default(1024 * 1024)
      .describe("minimum length of the body"),
  }),
  onAttempts("stale-timestamp", {
    by: mockDuration.prefault("1d").describe("how much earlier every timestamp in the body is"),
  }),
  onAttempts("unknown-event", {
    name: text.default("EMAIL_SOMETHING_NEW").describe("the event type in the body"),
  }),
  onCalls("api-status", {
    status: wholeNumber(200, 599).default(429).describe("status of the answer"),
    retry_after: wholeNumber(0, 86_400).exactOptional().describe("seconds in Retry-After; default 1 with a 429"),
    empty: flag.default(false).describe("the body is {}, as SmartLead sometimes answers with 200"),
    body: answerBody.exactOptional().describe("your own JSON body; default: SmartLead's body for this status"),
  }),
  onCalls("api-latency", { by: realDuration.prefault("2s").describe("real time before the answer") }),
  onCalls("api-reset", {}),
]);

/** A rule's meaning: defaults filled in, durations in milliseconds. */
export type FaultEffect = z.output<typeof faultRuleSchema>;
