import { z } from "zod";
import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { ALL_EVENT_TYPES } from "../smartlead/events/event-types.ts";

/** Limit for foreign text that is looked up or repeated in an answer, in characters. */
const MAX_QUOTED_WORD = 64;

/** Ids of the world and the registry. */
export const wholeId = z.int().positive();

/** One of the fourteen event types; a mistyped one is answered with the one that was probably meant. */
export const eventType = z.enum(ALL_EVENT_TYPES, { error: ({ input }) => unknownEventType(input) });

/** The same, or an event type of the custom dialect, which only the mock knows. */
export const eventName = z
  .string({ error: ({ input }) => unknownEventType(input) })
  .max(60, { error: ({ input }) => unknownEventType(input) });

/** A number in a query, where everything is text. */
export const numberInQuery = z
  .string()
  .regex(/^\d{1,15}$/, { error: ({ path }) => `"${path?.at(-1)?.toString()}" must be a whole number.` })
  .transform(Number);

/** An object with these keys and no others; the error for an unknown key suggests the key that was probably meant. */
export function exactly<Shape extends z.core.$ZodShape>(place: "body" | "query", shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === "unrecognized_keys") return unknownKey(place, issue.keys[0] ?? "", Object.keys(shape));
      return `The ${place} must be a JSON object, not ${kindOf(issue.input)}.`;
    },
  });
}

/** The value as parsed by the schema. Throws `bad_request` with one sentence about the first problem. */
export function checkedInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value, { error: sentenceOf });
  if (result.success) return result.data;
  const { issues } = result.error;
  // Unknown keys are reported first: a mistyped key is usually the cause of a missing one.
  const worst = issues.find((issue) => issue.code === "unrecognized_keys") ?? issues[0];
  throw new SmartLeadMockError("bad_request", worst?.message ?? "The call contains something that is not allowed.");
}

/** Parses a body as JSON, whatever its content type; `undefined` when it is empty. Throws `bad_request`. */
export function parsedBody(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : "";
    throw new SmartLeadMockError("bad_request", `The body is not JSON: ${detail}.`, { cause });
  }
}

/** Shortens and quotes a word from outside. */
export function quoted(word: string): string {
  return JSON.stringify(word.length > MAX_QUOTED_WORD ? `${word.slice(0, MAX_QUOTED_WORD)}…` : word);
}

function sentenceOf(issue: z.core.$ZodRawIssue): string {
  const name = `"${issue.path?.slice(1).join(".")}"`;
  if (issue.input === undefined) return `${name} is missing.`;
  switch (issue.code) {
    case "invalid_type":
      return `${name} must be ${issue.expected === "int" ? "a whole number" : `of type ${issue.expected}`}, not ${kindOf(issue.input)}.`;
    case "invalid_value":
      return `${name} must be one of ${issue.values.join(", ")}, not ${kindOf(issue.input)}.`;
    case "too_big":
      return `${name} must be at most ${issue.maximum}${unitOf(issue.origin)}.`;
    case "too_small":
      return `${name} must be ${issue.inclusive ? "at least" : "over"} ${issue.minimum}${unitOf(issue.origin)}.`;
    default:
      return `${name} has an invalid value.`;
  }
}

function unitOf(origin: string): string {
  return origin === "string" ? " characters long" : "";
}

function unknownKey(place: "body" | "query", key: string, known: readonly string[]): string {
  const meant = didYouMean(key.slice(0, MAX_QUOTED_WORD), known);
  const hint = meant === null ? `the known keys are ${known.join(", ")}` : `did you mean "${meant}"?`;
  return `The ${place} has an unknown key ${quoted(key)}; ${hint}${meant === null ? "." : ""}`;
}

function unknownEventType(input: unknown): string {
  if (input === undefined) return '"event_type" is missing.';
  if (typeof input !== "string") return `"event_type" must be a string, not ${kindOf(input)}.`;
  const meant = didYouMean(input.slice(0, MAX_QUOTED_WORD), ALL_EVENT_TYPES);
  if (meant !== null) return `${quoted(input)} is not an event type; did you mean "${meant}"?`;
  return `${quoted(input)} is not an event type; the event types are ${ALL_EVENT_TYPES.join(", ")}.`;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "absent";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return quoted(value);
  return typeof value === "object" ? "an object" : String(value);
}
