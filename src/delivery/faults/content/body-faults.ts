import { assertNever, SmartLeadMockError } from "../../../base/errors.ts";
import type { Random } from "../../../base/random.ts";
import { isoFromMs } from "../../../base/time/iso.ts";
import { applyOverrides } from "../../../smartlead/payloads/overrides.ts";
import type { BODY_FAULT_KINDS } from "../fault.ts";
import type { AttemptEffect } from "../selecting.ts";
import { ofAnotherType, withoutPath } from "./body-fields.ts";

type Body = Readonly<Record<string, unknown>>;
/** Kinds that change fields of the body. */
export type BodyEffect = Extract<AttemptEffect, { readonly kind: (typeof BODY_FAULT_KINDS)[number] }>;

interface BodyFaultContext {
  readonly random: Random;
  /** Whether the dialect's schema accepts a body; a field that it accepts as missing or null is optional. */
  readonly fits: (body: unknown) => boolean;
}

/** Keys for the name of the event: `event` in `core`, `event_type` elsewhere (smartlead.md §2). */
const EVENT_KEYS = ["event_type", "event"] as const;
/** The key that receives the padding of an oversized body. */
const PADDING_KEY = "mock_padding";

/** Applies one fault to the body. A fault without a matching field leaves it unchanged. */
export function withBodyFault(body: Body, effect: BodyEffect, context: BodyFaultContext): Body {
  switch (effect.kind) {
    case "drop-field":
      return withoutPath(body, effect.path ?? drawnField(body, context, (key) => withoutPath(body, quoted(key))));
    case "null-field":
      return laid(body, effect.path ?? drawnField(body, context, (key) => ({ ...body, [key]: null })), null);
    case "extra-field":
      return laid(body, effect.path, effect.value);
    case "wrong-type":
      return ofAnotherType(body, effect.path ?? quoted(context.random.pick(changeableKeys(body))));
    case "huge-body":
      return { ...body, [PADDING_KEY]: "x".repeat(effect.bytes) };
    case "stale-timestamp":
      return withStaleTimestamps(body, effect.by);
    case "unknown-event":
      return { ...body, [eventKeyOf(body)]: effect.name };
    case "wrong-secret":
      return Object.hasOwn(body, "secret_key") ? { ...body, secret_key: context.random.uuid() } : body;
    default:
      return assertNever(effect);
  }
}

/** Draws an optional field if there is one, else any field: a receiver must accept the first and may refuse the second. */
function drawnField(body: Body, { random, fits }: BodyFaultContext, changed: (key: string) => Body): string {
  const keys = changeableKeys(body);
  const optional = keys.filter((key) => fits(changed(key)));
  return quoted(random.pick(optional.length > 0 ? optional : keys));
}

/** A body without its event name would be a different fault. */
function changeableKeys(body: Body): readonly string[] {
  const keys = Object.keys(body);
  const others = keys.filter((key) => key !== eventKeyOf(body) && !key.includes('"'));
  return others.length > 0 ? others : ["event_type"];
}

function eventKeyOf(body: Body): string {
  return EVENT_KEYS.find((key) => typeof body[key] === "string") ?? "event_type";
}

/** Quotes any key as a path. */
function quoted(key: string): string {
  return /^[\w-]+$/.test(key) ? key : `["${key}"]`;
}

function laid(body: Body, path: string, value: unknown): Body {
  try {
    return applyOverrides(body, { [path]: value });
  } catch (error) {
    // The path leads through a text or a number in this body.
    if (error instanceof SmartLeadMockError) return body;
    throw error;
  }
}

/** Matches both styles of SmartLead's bodies and emails: `2026-03-05T12:01:58Z`, `2026-03-05T12:01:58.023+00:00` (smartlead.md §2). */
const TIMESTAMP =
  /^(?<date>\d{4}-\d{2}-\d{2})(?<gap>[T ])(?<time>\d{2}:\d{2}:\d{2})(?<fraction>\.\d{1,9})?(?<zone>Z|[+-]\d{2}:?\d{2})?$/;
const SECONDS = 19;

/** Moves every timestamp in a value back by this many ms, and keeps its format. */
export function withStaleTimestamps<Value>(value: Value, byMs: number): Value;
export function withStaleTimestamps(value: unknown, byMs: number): unknown {
  if (typeof value === "string") return earlier(value, byMs);
  if (Array.isArray(value)) return value.map((item: unknown) => withStaleTimestamps(item, byMs));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withStaleTimestamps(inner, byMs)]));
}

/** Fractions of a second are kept as text: the shift is whole seconds, at least one. */
function earlier(text: string, byMs: number): string {
  const { date, gap, time, fraction = "", zone = "" } = TIMESTAMP.exec(text)?.groups ?? {};
  const ms = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(ms)) return text;
  const shifted = isoFromMs(ms - Math.max(1, Math.round(byMs / 1_000)) * 1_000).slice(0, SECONDS);
  return `${shifted.replace("T", gap ?? "T")}${fraction}${zone}`;
}
