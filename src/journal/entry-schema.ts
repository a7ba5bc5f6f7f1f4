/**
 * The frames as a schema: the content of the stream, recordings and the data directory, field by field. Only the build and tests read it.
 */
import { z } from "zod";
import type { Mutable, Same } from "../base/agreement.ts";
import { CLOCK_MODES } from "../base/time/clock.ts";
import { type Attempt, DELIVERY_STATES, type Delivery } from "../delivery/delivery.ts";
import { CHECK_GRADES, HELD_AT, HOLD_CHANGES } from "../delivery/facts.ts";
import { FAULT_KINDS } from "../delivery/faults/fault.ts";
import { ALL_EVENT_TYPES, EVENT_TYPES } from "../smartlead/events/event-types.ts";
import { WEBHOOK_LEVELS } from "../smartlead/webhooks/webhook.ts";
import { attemptSchema, deliverySchema, finding, seenEventType, time, wholeNumber } from "./delivery-schema.ts";
import type { Frame } from "./entry.ts";

const eventType = z.enum(ALL_EVENT_TYPES);

const webhook = z.object({
  id: z.int(),
  name: z.string(),
  level: z.enum(WEBHOOK_LEVELS),
  url: z.string(),
  client_id: z.int().nullable(),
  campaign_id: z.int().nullable(),
  event_types: z.array(z.enum(EVENT_TYPES)),
  category_ids: z.array(z.int()),
  disabled: z.boolean(),
  created_at: time,
});

/** The rule as it was written; each kind has further fields (`faults/rule-kinds.ts`). */
const faultRule = z.looseObject({
  kind: z.enum(FAULT_KINDS),
  event_type: z.union([eventType, z.array(eventType)]).exactOptional(),
  level: z.enum(WEBHOOK_LEVELS).exactOptional(),
  campaign_id: z.number().exactOptional(),
  lead_email: z.string().exactOptional(),
  attempt: z.union([z.number(), z.array(z.number())]).exactOptional(),
  operation: z.string().exactOptional(),
  probability: z.number().exactOptional(),
  first: z.number().exactOptional(),
  every: z.number().exactOptional(),
  limit: z.number().exactOptional(),
  from: z.string().exactOptional(),
  until: z.string().exactOptional(),
});

const fault = z.object({
  id: z.string(),
  kind: z.enum(FAULT_KINDS),
  rule: faultRule,
  explain: z.string(),
  event_id: z.string().nullable(),
  armed_at: time,
  matched: wholeNumber,
  performed: wholeNumber,
  ended: z.boolean(),
});

const shadowed = z.object({ webhook_id: z.int(), level: z.enum(WEBHOOK_LEVELS), reason: z.string() });

/** The fields that every entry begins with. */
const numbered = {
  seq: z.int().min(1).describe("increases by one, and never restarts in a data directory"),
  at: time.describe("on the mock's clock, ISO 8601, UTC, milliseconds"),
};
const deliveryId = z.string().describe("the delivery");

const checkPlace = {
  check: z.string().describe("its id, such as `SL-4.2`"),
  title: z.string().describe("what a correct receiver does"),
  group: z.string().describe("what it is about, such as Idempotency"),
  number: z.int().min(1).describe("position in the run, from 1"),
  of: z.int().min(1).describe("total number of checks"),
};

const entry = <Type extends string, Fields extends z.core.$ZodLooseShape>(type: Type, fields: Fields) =>
  z.object({ ...numbered, type: z.literal(type), ...fields });

export const ENTRY_SCHEMAS = {
  "event.emitted": entry("event.emitted", {
    event_id: z.string().describe("`evt_…`"),
    event_type: seenEventType,
    campaign_id: z.int().nullable().describe("its campaign; null for account events"),
    lead_email: z.string().nullable().describe("its lead"),
    cause: z
      .enum(["trigger", "traffic", "world", "scenario", "rest", "library", "smartlead", "replay"])
      .describe("what caused it"),
    shadowed: z.array(shadowed).describe("`webhook_id, level, reason` of webhooks that did not get it"),
    explanation: z.string().describe("which webhooks get it and why, as text"),
  }),
  "delivery.created": entry("delivery.created", { delivery: deliverySchema.describe("as it starts; see below") }),
  "attempt.started": entry("attempt.started", {
    delivery_id: deliveryId,
    attempt: attemptSchema.describe("as it starts; see below"),
  }),
  "attempt.finished": entry("attempt.finished", {
    delivery_id: deliveryId,
    attempt: attemptSchema.describe("as it ended; see below"),
  }),
  "delivery.settled": entry("delivery.settled", {
    delivery_id: deliveryId,
    state: z.enum(DELIVERY_STATES).describe("delivered, failed or withheld"),
    reason: z.enum(["rejected", "exhausted", "disabled"]).nullable().describe("why it failed"),
  }),
  "delivery.duplicate": entry("delivery.duplicate", {
    delivery_id: deliveryId,
    attempt_number: z.int().min(1).describe("the attempt with the verdict, new or revised"),
    ...finding,
  }),
  "effect.seen": entry("effect.seen", {
    key: z.string().describe("the request id that was reported"),
    delivery_id: z.string().nullable().describe("the delivery with that request id; null if the mock has none"),
    name: z.string().nullable().describe("what kind of effect"),
    source: z.enum(["beacon", "sink", "api", "log"]).describe("source of the evidence"),
    fingerprint: z
      .string()
      .exactOptional()
      .describe("only for idempotent effects: the same fingerprint for the same key is not counted again"),
    value: z
      .string()
      .exactOptional()
      .describe("only for effects that set a field of the lead: the new value of the field in `name`"),
  }),
  "webhook.changed": entry("webhook.changed", {
    change: z.enum(["created", "updated", "deleted", "disabled"]).describe("created, updated, deleted or disabled"),
    webhook: webhook.describe(
      "`id, name, level, url, client_id, campaign_id, event_types, category_ids, disabled, created_at`, as it is now, or was",
    ),
  }),
  "clock.changed": entry("clock.changed", {
    mode: z.enum(CLOCK_MODES).describe("real, virtual or manual"),
    speed: z.number().describe("mock seconds per real second"),
    now: time.describe("the mock's time"),
  }),
  "fault.changed": entry("fault.changed", {
    change: z.enum(["armed", "disarmed", "ended"]).describe("armed, disarmed or ended"),
    fault: fault.describe(
      "`id, kind, rule, explain, event_id, armed_at, matched, performed, ended` of the rule, as it is now, or was",
    ),
  }),
  "hold.changed": entry("hold.changed", {
    delivery_id: deliveryId,
    attempt_number: z.int().min(1).describe("the attempt"),
    held_at: z.enum(HELD_AT).describe("request: before it is sent; answer: before the answer counts"),
    change: z
      .enum(HOLD_CHANGES)
      .describe("held; or how the hold ended: released, answered, dropped, expired (time limit), cut (the mock ended)"),
  }),
  "world.changed": entry("world.changed", {
    change: z
      .string()
      .describe(
        "what changed, as text; `reset` drops everything before, `snapshot restored: NAME` ends the entries of a restore",
      ),
  }),
  "scenario.step": entry("scenario.step", {
    scenario: z.string().describe("the scenario's name"),
    step: z.int().min(1).describe("steps started so far, including this one"),
    path: z.string().describe("its place, such as `steps[2].steps[0]`"),
    name: z.string().describe("its own name, or its action"),
    state: z.enum(["begun", "passed", "failed"]).describe("begun, passed or failed"),
  }),
  "check.started": entry("check.started", checkPlace),
  "check.finished": entry("check.finished", {
    ...checkPlace,
    grade: z.enum(CHECK_GRADES).describe("ok, warn, fail, inconclusive or skip"),
    reason: z.string().nullable().describe("the reason for the grade, in a sentence; null if there is none"),
    duration_ms: z.int().min(0).describe("real milliseconds"),
  }),
} as const;

export const MARK_SCHEMAS = {
  hello: z.object({
    type: z.literal("hello"),
    version: z.string().describe("of smartlead-mock"),
    format: z.int().min(1).describe("of the entries; this is 1"),
    run: z.string().describe("salts every identifier"),
    first_seq: wholeNumber.describe("the oldest entry that can be read"),
    last_seq: wholeNumber.describe("the newest entry before this"),
  }),
  gap: z.object({
    type: z.literal("gap"),
    from: z.int().min(1).describe("the first entry that is missing"),
    to: wholeNumber.describe("the last one"),
  }),
} as const;

const { hello, gap } = MARK_SCHEMAS;
export const frameSchema = z
  .union([hello, gap, ...Object.values(ENTRY_SCHEMAS)])
  .describe("One line of a recording, of a segment of the data directory, of --ui json; one frame of the stream");

/** The JSON Schema (draft 2020-12) of a frame. Further fields may come with later versions of the same format. */
export function entryJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(frameSchema, { io: "input" });
  return { ...schema, title: "smartlead-mock frame, format 1" };
}

/** The schema and the types say the same, or this does not compile. */
export const agrees: Same<z.output<typeof deliverySchema>, Mutable<Delivery>> &
  Same<z.output<typeof attemptSchema>, Mutable<Attempt>> &
  Same<z.output<typeof frameSchema>, Mutable<Frame>> = true;
