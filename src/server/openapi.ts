import { z } from "zod";
import { definedOnly } from "../base/defined-only.ts";
import { ownValue } from "../base/own-value.ts";
import { refusalAnswer } from "../smartlead/api/declared-answers.ts";
import type { Operation, OperationAnswer } from "../smartlead/api/operation.ts";
import { REST_BASE_PATH } from "../smartlead/api/routes.ts";
import type { ControlRoute } from "./control-route.ts";
import {
  DELIVERY_HEADERS,
  type OpenApiDocument,
  type OpenApiOperation,
  type OpenApiParameter,
  type OpenApiPart,
  SchemaComponents,
  webhookMessages,
  withComponents,
} from "./openapi-components.ts";

export interface DocumentParts {
  readonly operations: readonly Operation[];
  readonly control: readonly ControlRoute[];
  readonly controlPrefix: string;
  readonly version: string;
  /** The URL that the document was requested at, for instance `http://127.0.0.1:7627`. */
  readonly url: string;
}

/** Describes SmartLead's API and the control API as OpenAPI 3.1, from the tables that also make the routes. */
export function openApiDocument({ operations, control, controlPrefix, version, url }: DocumentParts): OpenApiDocument {
  const paths = new Map<string, Record<string, OpenApiOperation>>();
  const add = (path: string, method: string, operation: OpenApiOperation) => {
    paths.set(path, { ...paths.get(path), [method.toLowerCase()]: operation });
  };
  for (const operation of operations)
    add(pathOf(REST_BASE_PATH, operation.path), operation.method, ofOperation(operation));
  for (const route of control) add(pathOf(controlPrefix, route.path), route.method, ofControlRoute(route));
  return {
    openapi: "3.1.0",
    info: { title: "smartlead-mock", version, description: DESCRIPTION },
    servers: [{ url }],
    paths: Object.fromEntries(paths),
  };
}

/**
 * The document as it is published: bodies and answers are components, errors that all calls share have one name, and `webhooks` has an
 * entry for each event type and dialect that SmartLead sends.
 */
export function publishedOpenApi(parts: DocumentParts): OpenApiDocument {
  const components = new SchemaComponents();
  for (const [name, answer] of SHARED_NAMES) components.refTo(name, jsonSchema(answer, "output"));
  const messages = webhookMessages(components);
  const webhooks = messages.map(({ type, dialect, schema }) => [
    `${dialect}.${type}`,
    {
      post: {
        operationId: `webhook.${dialect}.${type}`,
        summary: `${type} in the dialect ${dialect}.`,
        tags: ["webhooks"],
        parameters: Object.entries(DELIVERY_HEADERS).map(([name, description]) => ({
          name,
          in: "header",
          description,
          schema: { type: "string" },
        })),
        requestBody: { required: true, content: { "application/json": { schema } } },
        responses: { "200": { description: "Any 2xx: delivered." } },
      },
    },
  ]);
  return { ...withComponents(openApiDocument(parts), components), webhooks: Object.fromEntries(webhooks) };
}

const DESCRIPTION =
  "SmartLead's REST API under /api/v1 as the mock answers it, and the mock's own control API under /_mock. SmartLead's calls take api_key in the query.";

const API_KEY: OpenApiParameter = {
  name: "api_key",
  in: "query",
  required: true,
  schema: { type: "string", minLength: 1 },
};

/** Answers that every call of SmartLead's API may give (smartlead.md §4 "Conventions"). */
const SHARED_ANSWERS: readonly OperationAnswer[] = [
  {
    status: 400,
    description: "Validation error, in Joi's words.",
    schema: z.strictObject({
      statusCode: z.literal(400),
      error: z.literal("Bad Request"),
      message: z.string(),
      validation: z.strictObject({ source: z.enum(["params", "query", "body"]), keys: z.array(z.string()) }),
    }),
  },
  { status: 401, description: "The key is missing or wrong.", schema: z.strictObject({ message: z.string() }) },
  {
    status: 429,
    description: "Only with --rate-limit.",
    schema: z.strictObject({
      error: z.strictObject({ code: z.literal("RATE_LIMIT_EXCEEDED"), message: z.string(), retry_after: z.int() }),
    }),
  },
];

/** Names for errors that many calls share. */
const SHARED_NAMES: readonly (readonly [name: string, schema: z.ZodType])[] = [
  ["Refusal", refusalAnswer(404, "").schema ?? z.unknown()],
  ...SHARED_ANSWERS.map(
    ({ status, schema }) =>
      [
        status === 400 ? "InvalidRequest" : status === 401 ? "InvalidApiKey" : "RateLimited",
        schema ?? z.unknown(),
      ] as const,
  ),
];

function pathOf(prefix: string, path: string): string {
  return prefix + path.replace(/:(\w+)/g, "{$1}");
}

function ofOperation(operation: Operation): OpenApiOperation {
  const body = operation.method === "GET" ? {} : bodyOf(operation.body);
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [operation.path.split("/")[1] ?? ""],
    parameters: [...parametersOf(operation.path, operation.params), API_KEY, ...queryOf(operation.query)],
    ...body,
    responses: responsesOf([...operation.answers, ...SHARED_ANSWERS]),
    "x-sources": operation.sources,
  };
}

function ofControlRoute({ method, path, summary, status, contentType, input }: ControlRoute): OpenApiOperation {
  const parts = input instanceof z.ZodObject ? input.shape : {};
  const body = method === "POST" && parts.body !== undefined ? bodyOf(parts.body) : {};
  return {
    operationId: `control.${method.toLowerCase()}${path.replace(/[^a-z]+/g, "-").replace(/-$/, "")}`,
    summary,
    tags: ["control"],
    parameters: [...parametersOf(path, parts.params ?? z.unknown()), ...queryOf(parts.query ?? z.unknown())],
    ...body,
    responses: {
      [status]: definedOnly({
        description: "Done.",
        content: contentType === undefined ? undefined : { "text/plain": { schema: { type: "string" } } },
      }),
      default: { description: "An error: {error: {code, message}}." },
    },
  };
}

function parametersOf(path: string, schema: z.core.$ZodType): OpenApiParameter[] {
  const properties = propertiesOf(jsonSchema(schema, "input"));
  return Array.from(path.matchAll(/:(\w+)/g), ([, name = ""]) => ({
    name,
    in: "path" as const,
    required: true,
    schema: ownValue(properties, name) ?? { type: "string" },
  }));
}

function queryOf(schema: z.core.$ZodType): OpenApiParameter[] {
  const json = jsonSchema(schema, "input");
  const required = Array.isArray(json.required) ? json.required : [];
  return Object.entries(propertiesOf(json)).map(([name, property]) => ({
    name,
    in: "query" as const,
    required: required.includes(name),
    schema: property,
  }));
}

function bodyOf(schema: z.core.$ZodType): { requestBody?: OpenApiPart } {
  const json = jsonSchema(schema, "input");
  if (json.type === undefined && json.anyOf === undefined) return {};
  return { requestBody: { required: true, content: { "application/json": { schema: json } } } };
}

/** Several answers of one status become one response with alternatives. */
function responsesOf(answers: readonly OperationAnswer[]): Record<string, OpenApiPart> {
  const statuses = [...new Set(answers.map(({ status }) => status))].sort();
  const entries = statuses.map((status) => {
    const alike = answers.filter((answer) => answer.status === status);
    const description = alike.map((answer) => answer.description).join(" Or: ");
    return [String(status), { description, content: contentOf(alike) }];
  });
  return Object.fromEntries(entries);
}

function contentOf(answers: readonly OperationAnswer[]): OpenApiPart {
  const schemas = answers.flatMap(({ schema }) => (schema === undefined ? [] : [jsonSchema(schema, "output")]));
  const texts = answers.flatMap(({ contentType }) =>
    contentType === undefined ? [] : [contentType.split(";")[0] ?? ""],
  );
  const json =
    schemas.length === 0
      ? {}
      : { "application/json": { schema: schemas.length === 1 ? schemas[0] : { anyOf: schemas } } };
  return { ...Object.fromEntries(texts.map((type) => [type, { schema: { type: "string" } }])), ...json };
}

/** Drops the name of the dialect, which the document states once. */
function jsonSchema(schema: z.core.$ZodType, io: "input" | "output"): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any", override: withoutTheObvious });
  return json;
}

/** Drops the bounds of safe integers, and patterns that a format already implies: an eighth of the document. */
function withoutTheObvious({ jsonSchema: json }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.format !== undefined) delete json.pattern;
}

function propertiesOf(schema: OpenApiPart): Readonly<Record<string, OpenApiPart>> {
  const { properties = {} } = schema;
  return properties as Readonly<Record<string, OpenApiPart>>;
}
