/** The steps of a scenario as schemas: one for each action. */

import { z } from "zod";
import { eventFaultInput, faultRuleInput } from "../../delivery/faults/fault-input.ts";
import { MAX_EVENTS_PER_CALL } from "../../smartlead/events/event.ts";
import { EXPECTATION_SCHEMAS, expectationSchema } from "./expectation-schemas.ts";
import type { Step } from "./step.ts";
import {
  anyEventType,
  anything,
  bound,
  campaign,
  duration,
  emittedType,
  expectedValues,
  flag,
  instant,
  matched,
  name,
  object,
  reference,
  text,
  wholeNumber,
} from "./value-schemas.ts";

/** Maximum rounds of a repeat step. */
const MAX_ROUNDS = 10_000;
/** Maximum items of a list in a scenario. */
const MAX_LIST = 10_000;

const stepName = { name: name.exactOptional().describe("name of the step in progress lines and failures") };
const faults = z.array(faultRuleInput, { error: "must be a list of fault rules" }).max(MAX_LIST).readonly();
const eventFaults = z.array(eventFaultInput, { error: "must be a list of fault rules" }).max(MAX_LIST).readonly();

const receiverAnswer = z.strictObject(
  {
    event: anyEventType.exactOptional().describe("only for requests of this type"),
    times: z
      .union([wholeNumber(1), z.literal("always")], { error: "must be a whole number, or always" })
      .exactOptional()
      .describe("how many requests get this answer before the next one applies; 1 by default"),
    status: wholeNumber(200, 599).exactOptional(),
    body: anything.exactOptional(),
    headers: z.record(z.string(), text, { error: "must be a mapping of headers to strings" }).exactOptional(),
    after: duration.exactOptional().describe("real time before the answer"),
    works: flag
      .exactOptional()
      .describe("whether the work is done before this answer; by default true for 2xx and false without an answer"),
    instead: z.enum(["break", "hang"]).exactOptional().describe("instead of an answer"),
  },
  { error: "must be an answer such as {status: 500, times: 2}" },
);

const answers = z.array(receiverAnswer, { error: "must be a list of answers" }).min(1).max(MAX_LIST).readonly();

export const scenarioReceiver = z
  .strictObject(
    {
      url: z.url({ protocol: /^https?$/, error: "must be a URL that begins with http:// or https://" }).exactOptional(),
      command: z
        .union([text.min(1), z.array(text).min(1).readonly()], { error: "must be a command, or a list of its words" })
        .exactOptional()
        .describe("started before the first step, with PORT and SMARTLEAD_MOCK_URL"),
      path: text.regex(/^\//, { error: "must begin with /" }).exactOptional().describe("of a command's endpoint"),
      answers: answers.exactOptional().describe("a script for the built-in receiver"),
    },
    { error: "must be a receiver such as {command: node server.js}" },
  )
  .refine(({ url, command, answers: script }) => [url, command, script].filter((one) => one !== undefined).length < 2, {
    error: "must have at most one of url, command and answers",
  });

const emitted = {
  campaign: campaign.exactOptional().describe("campaign of the event"),
  lead: name.exactOptional().describe("lead of the event"),
  set: object.exactOptional().describe("dotted path → value, set in the body"),
  body: anything.exactOptional().describe("body that is sent unchanged"),
  faults: eventFaults.exactOptional().describe("only for this event's deliveries"),
};

const row = z.strictObject(
  { emit: emittedType.exactOptional(), as: bound.exactOptional(), ...emitted },
  { error: "must be a row such as {lead: ann@example.com}" },
);

const faultRules = z.union([faultRuleInput, faults], { error: "must be a fault rule, or a list of them" });
const oneExpectation = z.union([expectationSchema, z.array(expectationSchema).min(1).max(MAX_LIST).readonly()]);
const until = z.union(
  Object.values(EXPECTATION_SCHEMAS).map((schema) => schema.extend({ within: duration.exactOptional() })),
);

/** Steps within steps. */
const steps: z.ZodType<readonly Step[]> = z.lazy(() => z.array(stepSchema).min(1).max(MAX_LIST).readonly());

/** Action → its schema. Every step has exactly one action. */
export const STEP_SCHEMAS = {
  emit: z.strictObject({
    emit: emittedType.describe("triggers exactly this event"),
    as: bound.exactOptional().describe("name for it in later steps"),
    ...emitted,
    count: wholeNumber(1, MAX_EVENTS_PER_CALL).exactOptional().describe("number of events, all at once"),
    table: z
      .array(row, { error: "must be a list of rows" })
      .min(1)
      .max(MAX_EVENTS_PER_CALL)
      .readonly()
      .exactOptional()
      .describe("one event for each row, all at once; a row overrides the step"),
    ...stepName,
  }),
  api: z.strictObject({
    api: text
      .regex(/^\s*(GET|POST|PUT|PATCH|DELETE)\s+\/\S*\s*$/, {
        error: "must be a method and a path, such as GET /campaigns",
      })
      .describe("calls SmartLead's API: method and path below /api/v1"),
    query: object.exactOptional(),
    body: anything.exactOptional(),
    status: matched(wholeNumber(100, 599), "a status").exactOptional().describe("200 by default"),
    answer: expectedValues.exactOptional().describe("path into the answer → value or matcher"),
    as: bound.exactOptional().describe("name for the answer, and the events that the call caused, in later steps"),
    capture: z.record(bound, text, { error: "must be a mapping of names to paths" }).exactOptional(),
    ...stepName,
  }),
  arm: z.strictObject({
    arm: faultRules.describe("arms faults from this step on"),
    as: bound.exactOptional(),
    ...stepName,
  }),
  disarm: z.strictObject({ disarm: reference.describe("all, or the name in the `as` of an arm step"), ...stepName }),
  receiver: z.strictObject({
    receiver: z
      .union([z.enum(["start", "stop", "restart"]), answers], {
        error: "must be start, stop, restart, or a list of answers",
      })
      .describe("start, stop or restart a command; or script the built-in receiver"),
    ...stepName,
  }),
  wait: z.strictObject({
    wait: z
      .union([duration, until], { error: "must be a duration of real time, or an expectation" })
      .describe(
        "that much real time, while a virtual clock stands still; or until an expectation holds, at most `within` of real time (10s)",
      ),
    ...stepName,
  }),
  advance: z.strictObject({
    advance: z
      .union([z.literal("next"), duration, instant], {
        error: "must be a duration such as 30m, a time such as 2026-01-05T12:00:00Z, or next",
      })
      .describe("moves the mock's clock, and runs everything that is due on the way"),
    ...stepName,
  }),
  settle: z.strictObject({
    settle: z
      .union([reference, z.array(reference).min(1).readonly()], { error: "must be all, a name, or a list of names" })
      .describe("waits until these deliveries have settled, however long that takes on the mock's clock"),
    ...stepName,
  }),
  mock: z.strictObject({
    mock: z.enum(["crash", "restart", "reset"]).describe("crash (as with kill -9), restart, or reset the mock"),
    ...stepName,
  }),
  resend: z.strictObject({
    resend: reference.describe("sends a delivery again"),
    request_id: z.enum(["same", "new"]).exactOptional(),
    body: anything.exactOptional(),
    as: bound.exactOptional(),
    ...stepName,
  }),
  set_vars: z.strictObject({
    set_vars: z.record(bound, anything, { error: "must be a mapping of names to values" }).describe("sets variables"),
    ...stepName,
  }),
  expect: z.strictObject({
    expect: oneExpectation.describe("compares what happened with what is expected; time stands still meanwhile"),
    ...stepName,
  }),
  repeat: z.strictObject({
    repeat: wholeNumber(1, MAX_ROUNDS).describe("how often to repeat its steps"),
    index: bound.exactOptional().describe("a variable that counts from 0"),
    steps,
    ...stepName,
  }),
  choose: z.strictObject({
    choose: z
      .array(
        z.strictObject({
          weight: z.number().positive({ error: "must be a number above 0" }).exactOptional(),
          ...stepName,
          steps,
        }),
        { error: "must be a list of alternatives, each with steps" },
      )
      .min(1)
      .max(MAX_LIST)
      .readonly()
      .describe("runs one of them, chosen by the seed"),
    ...stepName,
  }),
} as const;

export type Action = keyof typeof STEP_SCHEMAS;

/** Any step, for types and for the published JSON Schema. */
export const stepSchema = z.union(Object.values(STEP_SCHEMAS));
