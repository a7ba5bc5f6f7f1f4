import { withoutPath } from "../../../delivery/faults/content/body-fields.ts";
import { EVENT_TYPES, type EventType } from "../../../smartlead/events/event-types.ts";
import type { DialectName } from "../../../smartlead/payloads/dialect.ts";
import { applyOverrides } from "../../../smartlead/payloads/overrides.ts";
import { databaseTimestamp, javascriptTimestamp } from "../../../smartlead/payloads/timestamps.ts";
import { type Check, defineCheck } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import { type Body, isObject } from "../context/plain-body.ts";
import type { Sent } from "../context/sent.ts";
import { judgeChanged } from "../judging/changed.ts";
import { judgeBuiltOn } from "../judging/final-answer.ts";
import { typeProfile } from "../receiver-profile.ts";
import { type Change, type ChangedEvents, inVariants } from "./event-sequences.ts";
import { OPTIONAL_FIELDS, type OptionalFields } from "./optional-fields.ts";

const UNKNOWN_TYPE = "EMAIL_SOMETHING_NEW";
/** Events whose bodies differ most. */
const TYPES_OF_ALL_SHAPES: readonly EventType[] = [
  "EMAIL_SENT",
  "EMAIL_REPLY",
  "LEAD_CATEGORY_UPDATED",
  "LEAD_UNSUBSCRIBED",
];
/** Ids that captured bodies have as numbers or as texts (smartlead.md §2; E1, E2). */
const ID_FIELDS = [
  "campaign_id",
  "client_id",
  "sequence_number",
  "sl_email_lead_id",
  "sl_email_lead_map_id",
  "webhook_id",
  "lead_id",
] as const;

/** Sends changed events in each accepted dialect, with a connection, a request id and a lead for each. */
async function sendChanged(
  context: CheckContext,
  types: readonly EventType[],
  changesOf: (type: EventType, dialect: DialectName) => readonly Change[],
): Promise<ChangedEvents> {
  const all: ChangedEvents[] = [];
  for (const dialect of context.known.dialects) {
    const changes = types.map((type) => [type, changesOf(type, dialect)] as const);
    const wanted = new Map(changes.filter(([, some]) => some.length > 0));
    if (wanted.size > 0) all.push(await inVariants(context, dialect, wanted));
  }
  return { plain: all.flatMap(({ plain }) => plain), changed: all.flatMap(({ changed }) => changed) };
}

function unknownType(type: EventType): Change {
  return {
    label: `an event of the unknown type ${UNKNOWN_TYPE}, shaped like ${type}`,
    change: (body) => ({ ...body, event_type: UNKNOWN_TYPE }),
  };
}

/** Types of the custom dialect that are like one that the receiver accepts: it may do something for them, or nothing. */
async function sendOwn(context: CheckContext): Promise<readonly Sent[]> {
  const { known, settings } = context;
  const all = [...(settings.ownDialect?.own.values() ?? [])];
  const types = all.flatMap(({ name, like }) => {
    const type = EVENT_TYPES.find((one) => one === like);
    return type === undefined || typeProfile(known, type).kind === "refused" ? [] : [{ name, type }];
  });
  if (types.length === 0) return [];
  const account = context.account();
  const orders = types.map(({ name, type }) => ({
    type,
    label: `an event of your own type ${name}`,
    ownEvent: name,
    lead: type === "UNTRACKED_REPLIES" ? null : account.newLead(),
  }));
  return account.sendAll(orders, { answersOnly: true });
}

function extraFields(type: EventType): Change {
  return {
    label: `${type} with unknown fields`,
    change: (body) => ({
      ...body,
      unexpected_text: "new",
      unexpected_number: 1.5,
      unexpected_object: { nested: { deeply: [true, null] } },
      unexpected_list: [],
    }),
  };
}

function optionalOf(kind: keyof OptionalFields, change: (body: Body, path: string) => unknown, words: string) {
  return (type: EventType, dialect: DialectName): readonly Change[] =>
    (OPTIONAL_FIELDS[dialect][type]?.[kind] ?? []).map((path) => ({
      label: `${type} in ${dialect} ${words.replace("PATH", path)}`,
      change: (body) => change(body, path),
    }));
}

/** A path that the body does not have changes nothing. */
function withNull(body: Body, path: string): Body {
  return withoutPath(body, path) === body ? body : applyOverrides(body, { [path]: null });
}

function idsAs(make: "number" | "text", type: EventType): Change {
  const convert = (value: unknown) => {
    if (make === "text") return typeof value === "number" ? String(value) : value;
    return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  };
  return {
    label: `${type} with every id as a ${make === "text" ? "string" : make}`,
    change: (body) => {
      const changed = ID_FIELDS.filter((key) => body[key] !== undefined).map((key) => [key, convert(body[key])]);
      return { ...body, ...Object.fromEntries(changed) };
    },
  };
}

/** The time formats of captured bodies (smartlead.md §2 "Timestamps come in two styles"; E1, C1). */
const TIME_STYLES: readonly { readonly name: string; readonly write: (ms: number) => string }[] = [
  { name: "+00:00 without decimals", write: (ms) => databaseTimestamp(Math.floor(ms / 1_000) * 1_000) },
  { name: "+00:00 with one decimal", write: (ms) => databaseTimestamp(Math.floor(ms / 1_000) * 1_000 + 200) },
  { name: "+00:00 with six decimals", write: (ms) => databaseTimestamp(ms, 881) },
  { name: "Z with three decimals", write: javascriptTimestamp },
  { name: "Z without decimals", write: (ms) => javascriptTimestamp(ms).replace(/\.\d+Z$/, "Z") },
];
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00:00)$/;

function timesIn({ name, write }: (typeof TIME_STYLES)[number], type: EventType): Change {
  const rewrite = (value: unknown): unknown => {
    if (typeof value === "string") return ISO_TIME.test(value) ? write(Date.parse(value)) : value;
    if (Array.isArray(value)) return value.map(rewrite);
    return isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rewrite(inner)]))
      : value;
  };
  return { label: `${type} with times as ${name}`, change: rewrite };
}

export const TOLERANCE_OF_SHAPE: readonly Check[] = [
  defineCheck({
    id: "SL-2.1",
    title: "an unknown event type is accepted",
    how: `A body whose event_type is ${UNKNOWN_TYPE}, and one of each event type of your own (--dialect). 4xx: warn, because SmartLead counts it as failed. 5xx or no answer: fail.`,
    source: "smartlead.md §2: four generations of names for the same events",
    hint: "Answer 2xx to events that you do not handle, and log their type.",
    isShrinkable: true,
    arrange: async (context) => {
      const sent = await sendChanged(context, [context.known.workType], (type) => [unknownType(type)]);
      return { ...sent, changed: [...sent.changed, ...(await sendOwn(context))] };
    },
    // No work is due for an unknown type, nor for a custom one.
    judge: ({ changed }, context) => judgeBuiltOn(changed, context, { refusalWarns: true }),
  }),
  defineCheck({
    id: "SL-2.2",
    title: "unknown fields are ignored",
    how: "Four event types, each with an extra string, number, object and list that no documentation mentions. Not accepted, or no effect though a plain one has one: fail.",
    source: "smartlead.md §2 columns A and E: captured bodies have three times as many fields as the guide shows",
    hint: "Do not reject a body because of a strict schema: read the fields that you need and ignore the others.",
    isShrinkable: true,
    arrange: (context) => sendChanged(context, TYPES_OF_ALL_SHAPES, (type) => [extraFields(type)]),
    judge: (sent, context) => judgeChanged(sent, context, { ifIdle: "fail" }),
  }),
  defineCheck({
    id: "SL-2.3",
    title: "optional fields may be absent",
    how: "Bodies that each lack one field that is optional, or that only one generation of bodies has. Not accepted: fail. Accepted, but no effect though a plain one has one: warn.",
    source: "smartlead.md §2, fields marked opt; columns A, C and E",
    hint: "Treat every field but event_type as optional, and answer 2xx when one is missing.",
    isShrinkable: true,
    arrange: (context) => sendChanged(context, EVENT_TYPES, optionalOf("absent", withoutPath, "without PATH")),
    judge: (sent, context) => judgeChanged(sent, context, { ifIdle: "warn" }),
  }),
  defineCheck({
    id: "SL-2.4",
    title: "optional fields may be null",
    how: "Bodies that each have one nullable field set to null, such as client_id of a campaign without a client. Graded like SL-2.3.",
    source: "smartlead.md §2, types marked |null",
    hint: "Treat null as absent; campaigns without a client are common.",
    isShrinkable: true,
    arrange: (context) => sendChanged(context, EVENT_TYPES, optionalOf("null", withNull, "with PATH null")),
    judge: (sent, context) => judgeChanged(sent, context, { ifIdle: "warn" }),
  }),
  defineCheck({
    id: "SL-2.5",
    title: "ids may be numbers or strings",
    how: "Replies and category changes with every id as a number, and with every id as a string. Graded like SL-2.2.",
    source:
      "smartlead.md §2: sl_email_lead_id is a string, sl_email_lead_map_id a number (E1); both seen for others (E2)",
    hint: "Convert ids to strings when you read them, and compare strings.",
    isShrinkable: true,
    arrange: (context) =>
      sendChanged(context, ["EMAIL_REPLY", "LEAD_CATEGORY_UPDATED"], (type) => [
        idsAs("text", type),
        idsAs("number", type),
      ]),
    judge: (sent, context) => judgeChanged(sent, context, { ifIdle: "fail" }),
  }),
  defineCheck({
    id: "SL-2.6",
    title: "both timestamp styles are accepted",
    how: "Sent emails, replies and unsubscribes with times as `+00:00` with zero to six decimals of a second, and as `Z` with zero or three. Graded like SL-2.2.",
    source: "smartlead.md §2: timestamps come in two styles (E1)",
    hint: "Parse times with an ISO 8601 parser, not with your own pattern.",
    isShrinkable: true,
    arrange: (context) =>
      sendChanged(context, ["EMAIL_SENT", "EMAIL_REPLY", "LEAD_UNSUBSCRIBED"], (type) =>
        TIME_STYLES.map((style) => timesIn(style, type)),
      ),
    judge: (sent, context) => judgeChanged(sent, context, { ifIdle: "fail" }),
  }),
];

/** The same JSON with different bytes: a receiver that serializes the body again to check or compare it sees another one. */
const SPELLINGS: readonly { readonly name: string; readonly write: (body: Body) => string }[] = [
  { name: "indented", write: (body) => JSON.stringify(body, null, 2) },
  { name: "with escaped slashes, as PHP writes it", write: (body) => JSON.stringify(body).replaceAll("/", "\\/") },
  { name: "with a space after each colon, as Python writes it", write: (body) => spaced(JSON.stringify(body)) },
];

/** Only outside of strings. */
function spaced(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|[:,]/g, (part) => (part === ":" || part === "," ? `${part} ` : part));
}

export const TOLERANCE_OF_SPELLING: Check = defineCheck({
  id: "SL-2.14",
  title: "JSON that is formatted differently is accepted",
  how: "The same event indented, with escaped slashes, and with spaces; each is signed over its own bytes if you give --secret. Graded like SL-2.2.",
  source: "smartlead.md §1 Headers: X-Smartlead-Signature covers the raw body (A1, D403)",
  hint: "Compute the signature over the raw bytes before parsing, not over a re-serialized body.",
  isShrinkable: false,
  arrange: (context) =>
    sendChanged(context, [...new Set([context.known.workType, context.known.plainType])], (type) =>
      SPELLINGS.map(({ name, write }) => ({ label: `${type} ${name}`, change: write })),
    ),
  judge: (sent, context) => judgeChanged(sent, context, { ifIdle: "fail" }),
});
