import { ALL_EVENT_TYPES, type AnyEventType } from "../smartlead/events/event-types.ts";
import { payloadSchema } from "../smartlead/payloads/build-payload.ts";
import { DIALECTS, type DialectName } from "../smartlead/payloads/dialect.ts";
import { DIALECT_TABLES } from "../smartlead/payloads/dialect-tables.ts";

/** A part of the document; JSON data. */
export type OpenApiPart = Readonly<Record<string, unknown>>;

export interface OpenApiDocument extends OpenApiPart {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

export interface OpenApiOperation extends OpenApiPart {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly OpenApiParameter[];
  readonly requestBody?: OpenApiPart;
  readonly responses: Readonly<Record<string, OpenApiPart>>;
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly schema: OpenApiPart;
}

/** Collects schemas by their name under `#/components/schemas`. */
export class SchemaComponents {
  readonly #byName = new Map<string, OpenApiPart>();
  readonly #nameByText = new Map<string, string>();

  /** Gives a reference to the schema: under this name, or under the name that an equal schema already has. */
  refTo(name: string, schema: OpenApiPart): OpenApiPart {
    const text = JSON.stringify(schema);
    const known = this.#nameByText.get(text);
    if (known !== undefined) return { $ref: `#/components/schemas/${known}` };
    const free = this.#freeName(name);
    this.#byName.set(free, schema);
    this.#nameByText.set(text, free);
    return { $ref: `#/components/schemas/${free}` };
  }

  all(): Readonly<Record<string, OpenApiPart>> {
    return Object.fromEntries(this.#byName);
  }

  #freeName(name: string): string {
    for (let number = 1; ; number += 1) {
      const candidate = number === 1 ? name : `${name}${number}`;
      if (!this.#byName.has(candidate)) return candidate;
    }
  }
}

/** The same document with bodies and answers as named components, so that generated clients have names for them. */
export function withComponents(document: OpenApiDocument, components: SchemaComponents): OpenApiDocument {
  const paths = Object.entries(document.paths).map(([path, methods]) => {
    const named = Object.entries(methods).map(([method, operation]) => [method, withNames(operation, components)]);
    return [path, Object.fromEntries(named)];
  });
  return { ...document, paths: Object.fromEntries(paths), components: { schemas: components.all() } };
}

function withNames(operation: OpenApiOperation, components: SchemaComponents): OpenApiOperation {
  const name = pascal(operation.operationId);
  const responses = Object.entries(operation.responses).map(([status, response]) => [
    status,
    namedContent(response, status === "200" ? `${name}Answer` : `${name}Answer${pascal(status)}`, components),
  ]);
  const { requestBody } = operation;
  return {
    ...operation,
    ...(requestBody !== undefined && { requestBody: namedContent(requestBody, `${name}Body`, components) }),
    responses: Object.fromEntries(responses),
  };
}

function namedContent(part: OpenApiPart, name: string, components: SchemaComponents): OpenApiPart {
  const content = Object.entries((part.content ?? {}) as Readonly<Record<string, { readonly schema: OpenApiPart }>>);
  if (content.length === 0) return part;
  const named = content.map(([type, { schema }]) => [type, { schema: namedSchema(schema, name, components) }]);
  return { ...part, content: Object.fromEntries(named) };
}

/** Alternatives are named one by one: the errors that all calls share have one name. Plain values get no name. */
function namedSchema(schema: OpenApiPart, name: string, components: SchemaComponents): OpenApiPart {
  if (Array.isArray(schema.anyOf)) {
    const options = (schema.anyOf as readonly OpenApiPart[]).map((option) => namedSchema(option, name, components));
    return { ...schema, anyOf: options };
  }
  return schema.type === "object" || schema.type === "array" ? components.refTo(name, schema) : schema;
}

/** `campaign-leads.add` → `CampaignLeadsAdd`. */
export function pascal(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** A body that SmartLead sends: one event type in one dialect. */
export interface WebhookMessage {
  readonly type: AnyEventType;
  readonly dialect: DialectName;
  /** A reference to its schema. */
  readonly schema: OpenApiPart;
}

/** One message for each event type of a dialect, with its schema among the components: `GuideEmailReply`. */
export function webhookMessages(components: SchemaComponents): WebhookMessage[] {
  return DIALECTS.flatMap((dialect) =>
    ALL_EVENT_TYPES.filter((type) => DIALECT_TABLES[dialect][type] !== null).map((type) => {
      const { $schema: _, ...schema } = payloadSchema(type, dialect);
      return { type, dialect, schema: components.refTo(pascal(`${dialect}_${type.toLowerCase()}`), schema) };
    }),
  );
}

/** Headers of a delivery; the signature only with `--secret`. */
export const DELIVERY_HEADERS = {
  "X-Request-Id": "The same on every attempt of a delivery.",
  "X-Smartlead-Signature": "sha256=…, only where a signing secret is set.",
} as const;
