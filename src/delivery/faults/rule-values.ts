/** Schemas of the values in rules, from the written form to the meaning. */
import { z } from "zod";
import { parseDuration } from "../../base/time/duration.ts";
import { msFromIso } from "../../base/time/iso.ts";
import { parsePayloadPath } from "../../smartlead/payloads/payload-path.ts";

/** Longest durations of a rule: longer than any policy, and a safe number of ms. */
const MAX_DURATION_MS = 366 * 86_400_000;
/** Real time that a receiver or a caller may be kept waiting: a test that stops for longer counts as hung. */
const MAX_REAL_MS = 10 * 60_000;
const MAX_HOLD_MS = 86_400_000;
/** Characters of a text in a rule: it becomes a header, a name or a path. */
const MAX_TEXT_LENGTH = 200;

const DURATION_PATTERN = /^(\d+(\.\d+)?(ms|s|m|h|d))+$/;

/** A text such as `30s`, read as milliseconds. */
const durationText = z
  .string({ error: "must be a duration such as 500ms, 30s or 10m" })
  .regex(DURATION_PATTERN, { error: "must be a duration such as 500ms, 30s or 10m" })
  .transform((text) => parseDuration(text) ?? 0);

/** On the mock's clock. */
export const mockDuration = durationText.refine((ms) => ms <= MAX_DURATION_MS, { error: "must be at most 366d" });
/** By the machine's clock. */
export const realDuration = durationText.refine((ms) => ms <= MAX_REAL_MS, { error: "must be at most 10m" });

/** By the machine's clock, for a person to look at the attempt. */
export const holdDuration = durationText.refine((ms) => ms <= MAX_HOLD_MS, { error: "must be at most 1d" });

/** When a rule begins or ends: at a time, or this many ms after it was armed. */
export interface RuleTime {
  readonly isAfterArming: boolean;
  readonly ms: number;
}

export const ruleTime = z
  .string({ error: "must be a time such as 2026-01-05T09:00:00Z, or a duration after arming such as 10m" })
  .transform((text, context): RuleTime => {
    if (DURATION_PATTERN.test(text)) return { isAfterArming: true, ms: parseDuration(text) ?? 0 };
    const ms = msFromIso(text);
    if (ms !== null) return { isAfterArming: false, ms };
    context.addIssue("must be a time such as 2026-01-05T09:00:00Z, or a duration after arming such as 10m");
    return z.NEVER;
  });

export const wholeNumber = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

/** 0 to 1. */
export const share = z
  .number({ error: "must be a number from 0 to 1" })
  .min(0, { error: "must be a number from 0 to 1" })
  .max(1, { error: "must be a number from 0 to 1" });

export const flag = z.boolean({ error: "must be true or false" });

export const text = z
  .string({ error: "must be a string" })
  .min(1, { error: "must not be empty" })
  .max(MAX_TEXT_LENGTH, { error: `must be at most ${MAX_TEXT_LENGTH} characters long` });

/** Allowed characters of a header's value: a line break would begin another header. */
export const headerValue = text.regex(/^[\x20-\x7e]+$/, { error: "must be plain ASCII on one line" });
export const headerName = text.regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: "must be the name of a header" });

/** A dotted path into the body. */
export const payloadPath = text.refine(isPath, {
  error: 'must be a path into the body such as lead_data.email or "history[0].type"',
});

function isPath(path: string): boolean {
  try {
    parsePayloadPath(path);
    return true;
  } catch {
    return false;
  }
}
