import { ALL_EVENT_TYPES, type AnyEventType } from "../smartlead/events/event-types.ts";
import { payloadSchema } from "../smartlead/payloads/build-payload.ts";
import { DIALECTS, type DialectName } from "../smartlead/payloads/dialect.ts";
import { DIALECT_TABLES } from "../smartlead/payloads/dialect-tables.ts";
import { pascal, type SchemaComponents } from "./openapi-components.ts";
import type { OpenApiPart } from "./openapi-document.ts";

/** A body that SmartLead sends: an event type in a dialect. */
export interface WebhookMessage {
  readonly type: AnyEventType;
  readonly dialect: DialectName;
  /** A reference to its schema. */
  readonly schema: OpenApiPart;
}

/** One for each event type that a dialect has, with its schema among the components: `GuideEmailReply`. */
export function webhookMessages(components: SchemaComponents): WebhookMessage[] {
  return DIALECTS.flatMap((dialect) =>
    ALL_EVENT_TYPES.filter((type) => DIALECT_TABLES[dialect][type] !== null).map((type) => {
      const { $schema: _, ...schema } = payloadSchema(type, dialect);
      return { type, dialect, schema: components.refTo(pascal(`${dialect}_${type.toLowerCase()}`), schema) };
    }),
  );
}

/** What a delivery carries besides its body; the signature only with `--secret`. */
export const DELIVERY_HEADERS = {
  "X-Request-Id": "The same on every attempt of a delivery.",
  "X-Smartlead-Signature": "sha256=…, only where a signing secret is set.",
} as const;
