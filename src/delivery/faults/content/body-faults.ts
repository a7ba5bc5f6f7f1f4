import { assertNever, SmartLeadMockError } from "../../../base/errors.ts";
import type { Random } from "../../../base/random.ts";
import { applyOverrides } from "../../../smartlead/payloads/overrides.ts";
import type { BODY_FAULT_KINDS } from "../fault.ts";
import type { AttemptEffect } from "../selecting.ts";
import { ofAnotherType, withoutPath } from "./body-fields.ts";
import { withStaleTimestamps } from "./stale-timestamps.ts";

type Body = Readonly<Record<string, unknown>>;
/** Kinds that change fields of the body. */
export type BodyEffect = Extract<AttemptEffect, { readonly kind: (typeof BODY_FAULT_KINDS)[number] }>;

export interface BodyFaultContext {
  readonly random: Random;
  /** Whether the dialect's own schema takes a body: what may be missing or null, is optional. */
  readonly fits: (body: unknown) => boolean;
}

/** Under which the body names its event: `event` in `core`, `event_type` elsewhere (smartlead.md §2). */
const EVENT_KEYS = ["event_type", "event"] as const;
/** Where a body is blown up. */
const PADDING_KEY = "mock_padding";

/** The body with one fault. One that finds nothing to change leaves it as it is. */
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

/** One that the schema does not need, if there is one, else any: a receiver has to bear the first and may refuse the second. */
function drawnField(body: Body, { random, fits }: BodyFaultContext, changed: (key: string) => Body): string {
  const keys = changeableKeys(body);
  const optional = keys.filter((key) => fits(changed(key)));
  return quoted(random.pick(optional.length > 0 ? optional : keys));
}

/** Without its event a body would be another fault. */
function changeableKeys(body: Body): readonly string[] {
  const keys = Object.keys(body);
  const others = keys.filter((key) => key !== eventKeyOf(body) && !key.includes('"'));
  return others.length > 0 ? others : ["event_type"];
}

function eventKeyOf(body: Body): string {
  return EVENT_KEYS.find((key) => typeof body[key] === "string") ?? "event_type";
}

/** As a path, whatever is in the key. */
function quoted(key: string): string {
  return /^[\w-]+$/.test(key) ? key : `["${key}"]`;
}

function laid(body: Body, path: string, value: unknown): Body {
  try {
    return applyOverrides(body, { [path]: value });
  } catch (error) {
    // The path leads through something that this body has as a text or a number.
    if (error instanceof SmartLeadMockError) return body;
    throw error;
  }
}
