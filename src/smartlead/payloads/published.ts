import { SmartLeadMockError } from "../../base/errors.ts";
import type { AnyEventType } from "../events/event-types.ts";
import { payloadSchema as schemaOf } from "./build-payload.ts";
import { DIALECTS, type DialectName } from "./dialect.ts";
import { DIALECT_TABLES } from "./dialect-tables.ts";
import type { CorePayloads, GuidePayloads, LivePayloads } from "./payload-types.ts";

/** Dialect → event type → body. */
export interface PayloadsByDialect {
  guide: GuidePayloads;
  live: LivePayloads;
  core: CorePayloads;
}

/**
 * The body of an event type in a dialect; `never` where the dialect has no such event.
 * @example function onReply(body: Payload<"EMAIL_REPLY", "live">) { return body.sl_email_lead_id; }
 */
export type Payload<Type extends AnyEventType, Dialect extends DialectName = "guide"> = {
  [One in Dialect]: PayloadsByDialect[One][Type & keyof PayloadsByDialect[One]];
}[Dialect];

/** Any body of one dialect, or of all. */
export type WebhookPayload<Dialect extends DialectName = DialectName> = {
  [One in Dialect]: PayloadsByDialect[One][keyof PayloadsByDialect[One]];
}[Dialect];

/**
 * The JSON Schema (draft 2020-12) of an event's body. Throws `bad_request` when the dialect has no such event.
 * @example payloadSchema("EMAIL_REPLY", "live").required
 */
export function payloadSchema(type: AnyEventType, dialect: DialectName = "guide"): Record<string, unknown> {
  mustBeDialect(dialect);
  return schemaOf(type, dialect);
}

/**
 * Whether a body matches this event type in this dialect: every key present, with its type, and no other keys.
 * @example if (isPayload(body, "EMAIL_REPLY")) body.preview_text
 */
export function isPayload<Type extends AnyEventType, Dialect extends DialectName = "guide">(
  body: unknown,
  type: Type,
  dialect?: Dialect,
): body is Payload<Type, Dialect> {
  const name: DialectName = dialect ?? "guide";
  mustBeDialect(name);
  return DIALECT_TABLES[name][type]?.schema.safeParse(body).success ?? false;
}

function mustBeDialect(dialect: DialectName): void {
  if (DIALECTS.includes(dialect)) return;
  const message = `${JSON.stringify(dialect)} is not a dialect; there are ${DIALECTS.join(", ")}.`;
  throw new SmartLeadMockError("bad_request", message);
}
