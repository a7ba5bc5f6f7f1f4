/** The parts of `GET /_mock/openapi.json` (OpenAPI 3.1) that the page reads. */
export interface OpenApi {
  readonly info: { readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
}

export interface ApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly ApiParameter[];
  readonly requestBody?: JsonContent;
  readonly responses: Readonly<Record<string, JsonContent & { readonly description: string }>>;
}

export interface ApiParameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly schema: JsonSchema;
}

interface JsonContent {
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** A call of SmartLead's API or of the control API. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
}

/** All calls, in the order of the document. */
export function callsOf({ paths }: OpenApi): readonly ApiCall[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
}

/** Whether the method, path, name or summary of a call contains all these words. */
export function hasWords({ method, path, operation }: ApiCall, words: string): boolean {
  const text = `${method} ${path} ${operation.operationId} ${operation.summary}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Maximum nesting of objects in an example. */
const MAX_DEPTH = 4;

/** An example value for a schema, with required fields only. */
export function exampleOf(schema: JsonSchema, depth = 0): unknown {
  const { default: given, const: only, enum: words, type, properties, required, items, oneOf, anyOf } = schema;
  if (given !== undefined) return given;
  if (only !== undefined) return only;
  if (Array.isArray(words)) return words[0];
  const [first] = [oneOf, anyOf].filter(Array.isArray).flat();
  if (isSchema(first)) return exampleOf(first, depth);
  if (type === "object") return objectOf({ properties, required }, depth);
  if (type === "array") return isSchema(items) && depth < MAX_DEPTH ? [exampleOf(items, depth + 1)] : [];
  if (type === "integer" || type === "number")
    return typeof schema.minimum === "number" ? Math.max(0, schema.minimum) : 1;
  if (type === "boolean") return true;
  return type === "string" ? "" : null;
}

function objectOf({ properties, required }: { properties: unknown; required: unknown }, depth: number): unknown {
  if (!isSchema(properties) || depth >= MAX_DEPTH) return {};
  const names = Array.isArray(required) ? required.map(String) : [];
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => names.includes(name))
      .map(([name, schema]) => [name, isSchema(schema) ? exampleOf(schema, depth + 1) : null]),
  );
}

/** A short description of a schema: its type, or its allowed values. */
export function schemaText(schema: JsonSchema): string {
  const { type, enum: words, const: only, description } = schema;
  const values = Array.isArray(words) ? words.join(" | ") : only === undefined ? String(type ?? "any") : String(only);
  const range = [
    ["from", schema.minimum],
    ["to", schema.maximum],
  ].filter(([, value]) => typeof value === "number" && Number.isFinite(value) && Math.abs(value) < 2 ** 52);
  return [values, ...range.map(([word, value]) => `${word} ${value}`), description].filter(Boolean).join(", ");
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
