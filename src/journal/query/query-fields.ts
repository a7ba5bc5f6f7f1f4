import { ATTEMPT_OUTCOMES, DELIVERY_STATES, DUPLICATE_VERDICTS, tryNumberOf } from "../../delivery/delivery.ts";
import { FAULT_KINDS } from "../../delivery/faults/fault.ts";
import { SEEN_EVENT_TYPES } from "../../smartlead/events/event-types.ts";
import type { QuerySubject } from "./subject.ts";

/** A value of a field; text matches in any letter case. */
export type FieldValue = string | number;

/** The syntax of a field's values. */
export type FieldKind =
  /** One of the words of the field, or a pattern over them. */
  | "word"
  /** A part of the value, or a pattern of all of it. */
  | "text"
  /** A whole number, a comparison, a range. */
  | "number"
  /** An HTTP status, a class of them, a comparison. */
  | "status"
  /** A number, or a text as above. */
  | "number-or-text"
  /** A duration, a comparison, a range; values are ms. */
  | "duration"
  /** A day, a time of day, or both, or as much of them as is known. */
  | "time";

export interface FieldSpec {
  readonly kind: FieldKind;
  /** Other names of the field. */
  readonly aliases: readonly string[];
  readonly meaning: string;
  readonly examples: readonly string[];
  /** All possible values, if they are words. */
  readonly words: readonly string[];
  /** Whether the value may be missing, so that `none` and `any` can be used. */
  readonly isOptional: boolean;
  /** Every value that the subject has. */
  read(subject: QuerySubject): readonly FieldValue[];
}

export const FIELD_NAMES = [
  "status",
  "outcome",
  "state",
  "reason",
  "type",
  "lead",
  "campaign",
  "client",
  "webhook",
  "level",
  "url",
  "dup",
  "attempt",
  "fault",
  "took",
  "error",
  "dialect",
  "created",
  "id",
  "is",
  "text",
] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

/** Every field of the query language: the parser, the completion and the table in the docs use it. */
export const FIELDS: Readonly<Record<FieldName, FieldSpec>> = {
  status: {
    ...field("status", "the HTTP status of any of its attempts", ["status:5xx", "status:404,409", "status:>=400"]),
    isOptional: true,
    read: ({ attempts }) => present(attempts.map(({ status }) => status)),
  },
  outcome: {
    ...words(ATTEMPT_OUTCOMES, "how any of its attempts ended", ["outcome:timeout", "outcome:timeout|network_error"]),
    read: ({ attempts }) => present(attempts.map(({ outcome }) => outcome)),
  },
  state: {
    ...words(DELIVERY_STATES, "the state of the delivery", ["state:failed", "-state:delivered"]),
    read: ({ state }) => present([state]),
  },
  reason: {
    ...words(["rejected", "exhausted", "disabled"], "why it failed", ["reason:exhausted"]),
    isOptional: true,
    read: ({ reason }) => present([reason]),
  },
  type: {
    ...words(SEEN_EVENT_TYPES, "the event type", ["type:EMAIL_REPLY", "type:EMAIL_*"]),
    aliases: ["event", "event_type"],
    read: ({ event_type }) => [event_type],
  },
  lead: {
    ...field("text", "the lead's address, or a part of it", ["lead:ann@*", "lead:example.com"]),
    aliases: ["email", "lead_email"],
    isOptional: true,
    read: ({ lead_email }) => present([lead_email]),
  },
  campaign: {
    ...field("number", "the campaign's id; * matches any digits", ["campaign:3", "campaign:*0001", "campaign:none"]),
    aliases: ["campaign_id"],
    isOptional: true,
    read: ({ campaign_id }) => present([campaign_id]),
  },
  client: {
    ...field("number", "the id of the campaign's client", ["client:30101", "client:none"]),
    aliases: ["client_id"],
    isOptional: true,
    read: ({ client_id }) => present([client_id]),
  },
  webhook: {
    ...field("number-or-text", "the webhook's id, or a part of its name", ["webhook:7", "webhook:target"]),
    aliases: ["webhook_id", "hook"],
    read: ({ webhook }) => (webhook === null ? [] : [webhook.id, webhook.name]),
  },
  level: {
    ...words(["user", "client", "campaign"], "the webhook's level", ["level:client,campaign"]),
    read: ({ webhook }) => present([webhook?.level ?? null]),
  },
  url: {
    ...field("text", "the webhook's address, or a part of it", ["url:localhost:3000"]),
    read: ({ webhook }) => present([webhook?.url ?? null]),
  },
  dup: {
    ...words(DUPLICATE_VERDICTS, "the verdict on any attempt that was a duplicate", ["dup:unproven", "dup:any"]),
    aliases: ["duplicate", "verdict"],
    isOptional: true,
    read: ({ attempts }) => present(attempts.map(({ duplicate }) => duplicate?.verdict ?? null)),
  },
  attempt: {
    ...field("number", "number of its latest attempt", ["attempt:>1", "attempt:2..3"]),
    aliases: ["attempts", "try", "tries"],
    read: (delivery) => [tryNumberOf(delivery)],
  },
  fault: {
    ...words(FAULT_KINDS, "a fault that touched any of its attempts", ["fault:lost-response", "fault:any"]),
    aliases: ["faults"],
    isOptional: true,
    read: ({ attempts }) => attempts.flatMap(({ faults }) => faults),
  },
  took: {
    ...field("duration", "the real time that any of its attempts took", ["took:>1s", "took:100ms..2s"]),
    aliases: ["duration"],
    isOptional: true,
    read: ({ attempts }) => present(attempts.map(({ duration_ms }) => duration_ms)),
  },
  error: {
    ...field("text", "why an attempt got no answer", ["error:ECONNREFUSED", "error:none"]),
    isOptional: true,
    read: ({ attempts }) => present(attempts.map(({ error }) => error)),
  },
  dialect: {
    ...words(["guide", "live", "core"], "the shape of its body", ["dialect:live"]),
    read: ({ dialect }) => present([dialect]),
  },
  created: {
    ...field("time", "when it began, on the mock's clock", ["created:2026-01-05", "created:>=09:30"]),
    aliases: ["at", "time"],
    read: ({ created_at }) => [created_at],
  },
  id: {
    ...field("text", "the id of delivery, event or request", ["id:dlv_*", "id:0d5b0a4e"]),
    aliases: ["request", "request_id", "event_id", "delivery"],
    read: ({ id, event_id, request_id }) => [id, event_id, request_id],
  },
  is: {
    ...words(
      ["open", "settled", "resent", "clipped", "unheard"],
      "open or settled; sent again; cut before its full timeout; or, in the console, an event that reached no webhook",
      ["is:open", "is:resent"],
    ),
    read: flagsOf,
  },
  text: {
    ...field("text", "anywhere in all of this; the same as a bare word", ["text:refused", '"connection refused"']),
    read: textsOf,
  },
};

const FIELD_OF_NAME: ReadonlyMap<string, FieldName> = new Map(
  FIELD_NAMES.flatMap((name) => [name, ...FIELDS[name].aliases].map((word): [string, FieldName] => [word, name])),
);

/** The field of this name or alias, in any case. */
export function fieldNamed(word: string): FieldName | undefined {
  return FIELD_OF_NAME.get(word.toLowerCase());
}

/** Every name and alias. */
export const FIELD_WORDS: readonly string[] = [...FIELD_OF_NAME.keys()];

type Bare = Omit<FieldSpec, "read">;

function field(kind: FieldKind, meaning: string, examples: readonly string[]): Bare {
  return { kind, meaning, examples, aliases: [], words: [], isOptional: false };
}

function words(all: readonly string[], meaning: string, examples: readonly string[]): Bare {
  return { ...field("word", meaning, examples), words: all };
}

function present<Value>(values: readonly (Value | null)[]): readonly Value[] {
  return values.filter((value) => value !== null);
}

function flagsOf({ state, settled_at, resent_from, attempts }: QuerySubject): readonly string[] {
  if (state === null) return ["unheard"];
  const flags = [settled_at === null ? "open" : "settled"];
  if (resent_from !== null) flags.push("resent");
  if (attempts.some(({ clipped }) => clipped)) flags.push("clipped");
  return flags;
}

function textsOf(subject: QuerySubject): readonly string[] {
  const texts: string[] = [];
  hasText(subject, (text) => {
    texts.push(text);
    return false;
  });
  return texts;
}

/** Whether a condition is true for any text that a bare word searches. Allocates no list: ten thousand rows are searched per keystroke. */
export function hasText(subject: QuerySubject, holds: (text: string) => boolean): boolean {
  const { id, event_id, request_id, event_type, campaign_id, lead_email, webhook, state, reason, duplicate } = subject;
  const fits = (text: string | number | null) => text !== null && holds(typeof text === "number" ? String(text) : text);
  return (
    holds(id) ||
    holds(event_id) ||
    holds(request_id) ||
    holds(event_type) ||
    fits(campaign_id) ||
    fits(lead_email) ||
    (webhook !== null && (holds(webhook.name) || holds(webhook.level) || holds(webhook.url))) ||
    fits(state) ||
    fits(reason) ||
    fits(duplicate) ||
    subject.attempts.some(({ outcome, status, error }) => fits(outcome) || fits(status) || fits(error))
  );
}
