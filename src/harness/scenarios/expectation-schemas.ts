/** The expectations of a scenario as schemas: one for each subject. */
import { z } from "zod";
import {
  ATTEMPT_OUTCOMES,
  DELIVERY_STATES,
  DUPLICATE_VERDICTS,
  type DuplicateVerdict,
} from "../../delivery/delivery.ts";
import { WEBHOOK_LEVELS } from "../../smartlead/webhooks/webhook.ts";
import {
  anything,
  campaign,
  duration,
  expectedValues,
  matched,
  name,
  reference,
  text,
  wholeNumber,
} from "./value-schemas.ts";

const count = matched(wholeNumber(0), "a whole number");
const of = reference.exactOptional().describe("only for the item that this name refers to");

const counted = count.exactOptional();
const duplicateCounts = z
  .strictObject(
    {
      swallowed: counted,
      reprocessed: counted,
      refused: counted,
      unproven: counted,
      "effect-once": counted,
      acknowledged: counted,
    } satisfies Record<DuplicateVerdict, typeof counted>,
    { error: "must be a mapping of verdicts to counts" },
  )
  .describe("verdict → number of attempts with it");

/** Subject → its schema. Every expectation has exactly one subject. */
export const EXPECTATION_SCHEMAS = {
  delivery: z.strictObject({
    delivery: reference.describe("one delivery, or every one that the name refers to"),
    state: matched(z.enum(DELIVERY_STATES), `one of ${DELIVERY_STATES.join(", ")}`).exactOptional(),
    reason: matched(z.enum(["rejected", "exhausted", "disabled"]).nullable(), "rejected, exhausted, disabled or null")
      .exactOptional()
      .describe("why it failed"),
    attempts: count.exactOptional().describe("number of attempts"),
    outcomes: z
      .array(z.enum(ATTEMPT_OUTCOMES), { error: "must be a list of outcomes" })
      .readonly()
      .exactOptional()
      .describe("of each attempt, in order"),
    statuses: z
      .array(wholeNumber(100, 999).nullable(), { error: "must be a list of statuses, with null for no answer" })
      .readonly()
      .exactOptional()
      .describe("of each attempt, in order; null without an answer"),
    duplicate: matched(z.enum(DUPLICATE_VERDICTS).nullable(), `one of ${DUPLICATE_VERDICTS.join(", ")}, or null`)
      .exactOptional()
      .describe("the worst verdict of its attempts"),
    waits: z
      .array(duration, { error: "must be a list of durations" })
      .readonly()
      .exactOptional()
      .describe("between the end of each attempt and the start of the next, on the mock's clock"),
    settled_within: duration.exactOptional().describe("time since its creation, on the mock's clock"),
    faults: z
      .array(text, { error: "must be a list of fault kinds" })
      .readonly()
      .exactOptional()
      .describe("kinds of fault that affected it"),
    payload: expectedValues.exactOptional().describe("path into the body → value or matcher"),
    headers: expectedValues.exactOptional().describe("header → value or matcher"),
    level: matched(z.enum(WEBHOOK_LEVELS), `one of ${WEBHOOK_LEVELS.join(", ")}`).exactOptional(),
  }),
  event: z.strictObject({
    event: reference.describe("one event, or every one that the name refers to"),
    deliveries: count.exactOptional().describe("number of webhooks that get it"),
    shadowed: count
      .exactOptional()
      .describe("number of webhooks that do not get it because another one takes precedence"),
    explanation: matched(text, "a string").exactOptional().describe("how the scope was decided, as text"),
  }),
  effects: z.strictObject({
    effects: count.describe("side effects that the receiver performed, as counted by evidence"),
    of,
    named: text.exactOptional().describe("only effects of this name"),
    source: z.enum(["beacon", "sink", "api", "log"]).exactOptional().describe("only effects known from this source"),
  }),
  duplicates: z.strictObject({ duplicates: duplicateCounts, of }),
  order: z.strictObject({
    order: z
      .array(reference, { error: "must be a list of names" })
      .min(2, { error: "must name at least two" })
      .readonly()
      .describe("the order: everything that a name refers to comes before everything of the next"),
    by: z.enum(["arrival", "settled"]).exactOptional().describe("order of the first attempts by default"),
  }),
  summary: z.strictObject({
    summary: expectedValues.describe("path into the answer of webhooks/summary → value or matcher"),
    campaign: campaign.exactOptional().describe("the first one by default"),
  }),
  counters: z.strictObject({ counters: expectedValues.describe("counter → value or matcher") }),
  calls: z.strictObject({
    calls: count.describe("the receiver's calls to SmartLead's API or the sink"),
    of,
    operation: name.exactOptional().describe("only of this operation"),
    source: z.enum(["api", "sink"]).exactOptional(),
  }),
  requests: z.strictObject({ requests: count.describe("requests that the built-in receiver got"), of }),
  lead: z.strictObject({
    lead: text.describe(
      "address of a lead: the state that the receiver keeps of it (--state, --state-cmd or the sink)",
    ),
    same_state_as: text.describe("address of another lead with the same events, in any order"),
  }),
  value: z.strictObject({
    value: anything.describe("any value, usually an expression"),
    is: anything.describe("value or matcher"),
  }),
} as const;

export type Subject = keyof typeof EXPECTATION_SCHEMAS;

/** Any expectation, for types and for the published JSON Schema. */
export const expectationSchema = z.union([
  EXPECTATION_SCHEMAS.delivery,
  EXPECTATION_SCHEMAS.event,
  EXPECTATION_SCHEMAS.effects,
  EXPECTATION_SCHEMAS.duplicates,
  EXPECTATION_SCHEMAS.order,
  EXPECTATION_SCHEMAS.summary,
  EXPECTATION_SCHEMAS.counters,
  EXPECTATION_SCHEMAS.calls,
  EXPECTATION_SCHEMAS.requests,
  EXPECTATION_SCHEMAS.lead,
  EXPECTATION_SCHEMAS.value,
]);
