import { z } from "zod";
import { SmartLeadMockError } from "../../base/errors.ts";
import type { Event } from "../events/event.ts";
import type { AnyEventType } from "../events/event-types.ts";
import type { Dialect, DialectName, EventsByType, PayloadContext, PayloadRow } from "./dialect.ts";
import { DIALECT_TABLES } from "./dialect-tables.ts";

/** A body, or the reason why the dialect has none. */
export type Payload =
  | { readonly kind: "body"; readonly body: Record<string, unknown> }
  | { readonly kind: "withheld"; readonly reason: string };

/** A JSON Schema document, draft 2020-12. */
export type PayloadJsonSchema = Record<string, unknown>;

/** A dialect's table with its name for messages. */
export interface NamedDialect {
  readonly name: string;
  readonly table: Dialect;
}

/**
 * The body of an event in a dialect, checked by its own schema. Throws `internal` if the schema refuses it: no such body is sent, except
 * after a fault or an override, which are applied later.
 * @example buildPayload(event, "guide", { webhook: null, secretKey: null })
 */
export function buildPayload(event: Event, dialect: DialectName, context: PayloadContext): Payload {
  return buildPayloadIn({ name: dialect, table: DIALECT_TABLES[dialect] }, event, context);
}

/** The same with a given table. */
export function buildPayloadIn(dialect: NamedDialect, event: Event, context: PayloadContext): Payload {
  return buildRow(dialect, event.type, event, context);
}

/**
 * The JSON Schema (draft 2020-12) of an event's body. Throws `bad_request` when the dialect has no such event.
 * @example payloadSchema("EMAIL_REPLY", "guide").title // "EMAIL_REPLY"
 */
export function payloadSchema(type: AnyEventType, dialect: DialectName): PayloadJsonSchema {
  const row = DIALECT_TABLES[dialect][type];
  if (row === null) throw new SmartLeadMockError("bad_request", noSuchEvent(type, dialect));
  return { ...z.toJSONSchema(row.schema, { target: "draft-2020-12" }) };
}

/**
 * The mismatches of a changed body with its schema, a sentence each; empty if it matches, or if the dialect has no such event.
 * @example misfits("EMAIL_REPLY", "guide", { ...body, campaign_id: "x" }) // ["EMAIL_REPLY in guide: campaign_id …"]
 */
export function misfits(type: AnyEventType, dialect: DialectName, body: unknown): string[] {
  const checked = DIALECT_TABLES[dialect][type]?.schema.safeParse(body);
  const issues = checked?.error?.issues ?? [];
  return issues.map(({ path, message }) => {
    const where = path.length === 0 ? "the body" : path.map(String).join(".");
    return `${type} in ${dialect} no longer matches its schema: ${where}: ${message}. It is sent anyway.`;
  });
}

/** `Type` ties the row and the event to the same event type, which a union could not. */
function buildRow<Type extends AnyEventType>(
  dialect: NamedDialect,
  type: Type,
  event: EventsByType[Type],
  context: PayloadContext,
): Payload {
  const row: PayloadRow<Type> | null = dialect.table[type];
  if (row === null) return { kind: "withheld", reason: noSuchEvent(type, dialect.name) };
  const body = row.build(event, context);
  const checked = row.schema.safeParse(body);
  if (!checked.success) throw refusal(checked.error, type, dialect.name);
  return { kind: "body", body };
}

function noSuchEvent(type: AnyEventType, dialect: string): string {
  return `The dialect ${dialect} has no ${type}; choose another dialect for it.`;
}

function refusal(error: z.ZodError, type: AnyEventType, dialect: string): SmartLeadMockError {
  const issue = error.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? "its root" : issue.path.join(".");
  const what = issue?.message ?? "no reason given";
  return new SmartLeadMockError(
    "internal",
    `The ${dialect} body of ${type} does not match its own schema at ${path} (${what}); please report this bug.`,
    { cause: error },
  );
}
