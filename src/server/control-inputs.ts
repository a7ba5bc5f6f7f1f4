import { z } from "zod";
import { MAX_SPEED } from "../base/time/clock.ts";
import { parseDuration } from "../base/time/duration.ts";
import { msFromIso } from "../base/time/iso.ts";
import { DELIVERY_STATES } from "../delivery/delivery.ts";
import { describedFaultRule } from "../delivery/faults/fault-input.ts";
import { MAX_EVENTS_PER_CALL } from "../smartlead/events/event.ts";
import { eventName, eventType, exactly, numberInQuery, quoted, wholeId } from "./input.ts";

/** Limit of fault rules in one call: each kind once would be 25. */
const MAX_FAULTS_OF_EVENT = 50;
/** Default page size of the list of deliveries. */
const DEFAULT_PAGE_LIMIT = 50;
/** Maximum page size of deliveries: some megabytes with their answers. */
const MAX_PAGE_LIMIT = 500;
/** Limit of one clock move, in ms: ten years, more than all waits add up to and well within the range of dates. */
const MAX_ADVANCE_MS = 3_653 * 86_400_000;
/** Maximum characters of an email address (RFC 5321: 64 + 1 + 255). */
const MAX_EMAIL_CHARACTERS = 320;

/** For calls whose input is not read. */
export const NO_INPUT = z.unknown();

export const BY_ID = z.object({ id: z.string() });

export const BY_NAME = z.object({ name: z.string() });

export const EMPTY_BODY = exactly("body", {}).optional();

/** The mock checks the rule before anything runs; editors and OpenAPI get the schema of each kind. */
const FAULT_OF_EVENT = z.unknown().meta(describedFaultRule());

export const EVENT_BODY = exactly("body", {
  event_type: eventName,
  campaign_id: wholeId.exactOptional(),
  lead_email: z.string().min(1).max(MAX_EMAIL_CHARACTERS).exactOptional(),
  overrides: z.record(z.string(), z.unknown()).exactOptional(),
  body: z.unknown().exactOptional(),
  like: z.record(z.string(), z.unknown()).exactOptional(),
  count: z.int().min(1).max(MAX_EVENTS_PER_CALL).exactOptional(),
  faults: z.array(FAULT_OF_EVENT).max(MAX_FAULTS_OF_EVENT).exactOptional(),
});

export const RESEND_BODY = exactly("body", {
  request_id: z.enum(["same", "new"]).default("same"),
  body: z.unknown().exactOptional(),
}).prefault({});

const advance = z.string().transform((text, check) => {
  const ms = parseDuration(text);
  if (ms !== null && ms <= MAX_ADVANCE_MS) return ms;
  const message = `"advance" must be a duration such as "30m" or "1h30m", up to ten years, not ${quoted(text)}.`;
  check.addIssue({ code: "custom", message });
  return z.NEVER;
});

export const CLOCK_BODY = exactly("body", {
  advance: advance.exactOptional(),
  mode: z.enum(["real", "virtual", "manual"]).exactOptional(),
  speed: z.number().positive().max(MAX_SPEED).exactOptional(),
  next: z.literal(true).exactOptional(),
}).refine((body) => Object.keys(body).length === 1, {
  error: 'The body must have exactly one of "advance", "mode", "speed" and "next".',
});

export const TRAFFIC_BODY = exactly("body", { rate: z.number().min(0) });

/** Reporters of effects do not read the answer, so an unexpected body must not drop the evidence. */
export const EFFECT_BODY = z
  .object({
    name: z.string().trim(),
    value: z.union([z.string(), z.number(), z.boolean()]).optional().catch(undefined),
  })
  .catch({ name: "" });

export const EFFECTS_QUERY = exactly("query", { key: z.string().optional() });

export const DELIVERY_QUERY = exactly("query", {
  state: z.enum(DELIVERY_STATES).optional(),
  event_type: eventType.optional(),
  campaign_id: numberInQuery.optional(),
  webhook_id: numberInQuery.optional(),
  q: z.string().optional(),
  cursor: z.string().optional(),
  limit: numberInQuery.pipe(z.int().min(1).max(MAX_PAGE_LIMIT)).default(DEFAULT_PAGE_LIMIT),
});

export const PAYLOAD_QUERY = exactly("query", { dialect: z.string().min(1) });

/** Default page size of leads: what fits on a screen. */
const DEFAULT_LEADS_LIMIT = 100;

export const WORLD_LEADS_QUERY = exactly("query", {
  campaign_id: numberInQuery.optional(),
  q: z.string().optional(),
  cursor: numberInQuery.optional(),
  limit: numberInQuery.pipe(z.int().min(1).max(MAX_PAGE_LIMIT)).default(DEFAULT_LEADS_LIMIT),
});

export const WORLD_THREAD_QUERY = exactly("query", {
  lead_email: z.string().min(1).max(MAX_EMAIL_CHARACTERS),
  campaign_id: numberInQuery.optional(),
});

/** Until when a lead is snoozed: ISO 8601, `null` for no longer. Given to the handler as epoch milliseconds. */
const snoozedUntil = z
  .string()
  .nullable()
  .transform((text, check) => {
    const ms = text === null ? null : msFromIso(text);
    if (text === null || ms !== null) return ms;
    const message = `"snoozed_until" must be a date in ISO 8601 such as "2026-01-31T09:00:00Z", or null, not ${quoted(text)}.`;
    check.addIssue({ code: "custom", message });
    return z.NEVER;
  });

export const MARKS_BODY = exactly("body", {
  lead_email: z.string().min(1).max(MAX_EMAIL_CHARACTERS),
  campaign_id: wholeId.exactOptional(),
  important: z.boolean().exactOptional(),
  archived: z.boolean().exactOptional(),
  snoozed_until: snoozedUntil.exactOptional(),
}).refine(
  ({ important, archived, snoozed_until }) => [important, archived, snoozed_until].some((mark) => mark !== undefined),
  {
    error: 'The body must have at least one of "important", "archived" and "snoozed_until".',
  },
);

/** Limit of tags of one campaign: more than fit on a screen. */
const MAX_CAMPAIGN_TAGS = 50;
/** Colour of a tag that is created without one: SmartLead's pages show no default. */
const DEFAULT_TAG_COLOR = "#6B7280";

export const CAMPAIGN_TAGS_BODY = exactly("body", {
  campaign_id: wholeId,
  tags: z
    .array(
      exactly("body", {
        name: z.string().trim().min(1).max(100),
        color: z
          .string()
          .regex(/^#[0-9a-fA-F]{6}$/, { error: '"color" must be a color such as "#2F80ED".' })
          .default(DEFAULT_TAG_COLOR),
      }),
    )
    .max(MAX_CAMPAIGN_TAGS),
});

export const RETRIGGER_BODY = exactly("body", { campaign_id: wholeId.exactOptional() }).prefault({});

export const EXPLAIN_QUERY = exactly("query", { event_type: eventName, campaign_id: numberInQuery.optional() });

/** The changes to a held attempt, or the answer that it gets; a header that is null is removed. */
export const HELD_BODY = exactly("body", {
  status: z.int().min(200).max(599).exactOptional(),
  headers: z
    .record(z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,200}$/, "is not a header name"), z.string().max(16_384).nullable())
    .exactOptional(),
  body: z.unknown().exactOptional(),
}).prefault({});

export const SNAPSHOT_BODY = exactly("body", { name: z.string() });

export const SNAPSHOT_QUERY = exactly("query", { name: z.string().optional() });

export const RESTORE_BODY = exactly("body", {
  name: z.string().exactOptional(),
  snapshot: z.unknown().exactOptional(),
  ids: z.enum(["same", "new"]).exactOptional(),
});

/** Limit of events, or of answers, in one call: some 200 KB. */
const MAX_OF_CALL = 2_000;
/** Maximum characters of a request id or an event type. */
const MAX_ID_CHARACTERS = 200;

/** A request id or an event type. */
const joinedId = z.string().min(1).max(MAX_ID_CHARACTERS);

export const JOINED_EVENTS_BODY = exactly("body", {
  events: z
    .array(
      z.strictObject({ request_id: joinedId, event_type: joinedId, campaign_id: z.int().nullable().default(null) }),
    )
    .min(1)
    .max(MAX_OF_CALL),
});

export const JOINED_ANSWERS_BODY = exactly("body", {
  answers: z
    .array(z.strictObject({ request_id: joinedId, status: z.int().min(0).max(999).nullable() }))
    .min(1)
    .max(MAX_OF_CALL),
});
