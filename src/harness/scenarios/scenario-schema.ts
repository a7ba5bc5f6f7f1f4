/** A scenario as a schema: the source of the check and of the published JSON Schema. It must agree with the types of `scenario.ts`. */
import { z } from "zod";
import { faultRuleInput } from "../../delivery/faults/fault-input.ts";
import { POLICY_NAMES } from "../../delivery/retry-policies.ts";
import { DIALECTS } from "../../smartlead/payloads/dialect.ts";
import { SCOPE_READINGS, WEBHOOK_LEVELS } from "../../smartlead/webhooks/webhook.ts";
import type { Scenario } from "./scenario.ts";
import { scenarioReceiver, stepSchema } from "./step-schemas.ts";
import {
  anything,
  bound,
  duration,
  eventType,
  instant,
  name,
  object,
  text,
  webUrl,
  wholeNumber,
} from "./value-schemas.ts";

/** Maximum steps, webhooks, or faults in a list of a scenario. */
const MAX_LIST = 10_000;
const MAX_TRIES = 100;

const policyName = z.enum(POLICY_NAMES);

const policy = z.union(
  [
    policyName,
    z.strictObject({
      name: policyName.exactOptional().describe("the policy that supplies the numbers that are not given"),
      tries: wholeNumber(1, MAX_TRIES).exactOptional().describe("attempts in total, including the first"),
      waits: z.array(duration).min(1).max(MAX_TRIES).readonly().exactOptional(),
      timeout: z.union([duration, z.literal("none")], { error: "must be a duration, or none" }).exactOptional(),
    }),
  ],
  { error: `must be one of ${POLICY_NAMES.join(", ")}, or numbers as {tries, waits, timeout}` },
);

const scenarioWebhook = z.strictObject(
  {
    level: z.enum(WEBHOOK_LEVELS),
    events: z.array(eventType).min(1).readonly().exactOptional().describe("all eleven by default"),
    name: name.exactOptional(),
    client_id: wholeNumber(1, Number.MAX_SAFE_INTEGER).exactOptional().describe("required on level client"),
    campaign_id: wholeNumber(1, Number.MAX_SAFE_INTEGER).exactOptional().describe("required on level campaign"),
    categories: z
      .array(z.union([name, wholeNumber(1)], { error: "must be a category's name or id" }))
      .readonly()
      .exactOptional()
      .describe("filters LEAD_CATEGORY_UPDATED"),
    url: webUrl.exactOptional().describe("the receiver's by default"),
  },
  { error: "must be a webhook such as {level: user, events: [EMAIL_REPLY]}" },
);

/** Everything but the steps. */
export const SETTING_SCHEMAS = {
  $schema: text.exactOptional(),
  name: name.describe("a sentence that says what happens"),
  description: text.exactOptional().describe("what happens, in more detail"),
  covers: z
    .array(name, { error: "must be a list of strings" })
    .max(MAX_LIST)
    .readonly()
    .exactOptional()
    .describe("tags"),
  needs: z
    .array(z.enum(["secret", "command"]), { error: "must be a list" })
    .readonly()
    .exactOptional()
    .describe("what the command line must provide; without it the scenario is skipped"),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).exactOptional().describe("seed for everything random; 1 by default"),
  now: instant.exactOptional().describe("start of the mock's clock"),
  clock: z
    .enum(["virtual", "manual", "real"])
    .exactOptional()
    .describe("virtual by default; real follows the machine's clock, manual moves only by advance"),
  speed: z
    .number({ error: "must be a number" })
    .positive({ error: "must be above 0" })
    .exactOptional()
    .describe("how many times faster than the machine's clock it runs"),
  world_time: duration.exactOptional().describe("how long campaigns run on their schedules"),
  policy: policy.exactOptional().describe("how SmartLead retries; guide by default"),
  dialect: z.enum(DIALECTS).exactOptional().describe("guide by default"),
  secret: text.min(1).exactOptional().describe("bodies are signed with it"),
  secret_key: z
    .uuid({ error: "must be a UUID" })
    .exactOptional()
    .describe("secret_key of bodies, in dialects that have one"),
  scope: z.enum(SCOPE_READINGS).exactOptional().describe("priority by default"),
  rate_limit: text
    .regex(/^[1-9]\d{0,5}\/([1-9]\d{0,3})?(s|min|m|h)$/, { error: "must be calls and a time, such as 60/min" })
    .exactOptional()
    .describe("limit of REST API calls per key"),
  min_timeout: duration.exactOptional().describe("minimum real time for an attempt"),
  receiver: scenarioReceiver.exactOptional().describe("where deliveries go without --target"),
  world: z
    .union([text.min(1), object], { error: "must be the path of a world file, or its content" })
    .exactOptional()
    .describe("its own account: a world file next to it, or the content of one"),
  webhooks: z
    .array(scenarioWebhook, { error: "must be a list of webhooks" })
    .max(MAX_LIST)
    .readonly()
    .exactOptional()
    .describe("one user-level webhook for all eleven events by default"),
  vars: z
    .record(bound, anything, { error: "must be a mapping of names to values" })
    .exactOptional()
    .describe("variables and their values"),
  faults: z
    .array(faultRuleInput, { error: "must be a list of fault rules" })
    .max(MAX_LIST)
    .readonly()
    .exactOptional()
    .describe("active from the start"),
} as const;

export const scenarioSchema = z.strictObject({
  ...SETTING_SCHEMAS,
  steps: z.array(stepSchema).min(1).max(MAX_LIST).readonly(),
});

type Written = Omit<z.output<typeof scenarioSchema>, "$schema">;
/** Checks that schema and types agree: otherwise neither compiles. */
type Agrees<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : never) : never;
export const SCHEMA_AGREES_WITH_TYPES: Agrees<Written, Scenario> = true;

/** The JSON Schema (draft 2020-12) for editors that complete and check a scenario file. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return {
    // Steps contain faults, expectations and steps: references make the schema eight times smaller.
    ...z.toJSONSchema(scenarioSchema, { io: "input", unrepresentable: "any", reused: "ref" }),
    title: "smartlead-mock scenario",
  };
}
