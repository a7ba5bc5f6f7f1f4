/** The subset of JSON Schema (draft 2020-12) that describes bodies. Other keywords are ignored. */
export interface FieldSchema {
  readonly type?: JsonType | readonly JsonType[] | undefined;
  readonly properties?: Readonly<Record<string, FieldSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  /** `false`, or left out: no other keys. */
  readonly additionalProperties?: boolean | FieldSchema | undefined;
  readonly items?: FieldSchema | undefined;
  readonly anyOf?: readonly FieldSchema[] | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly pattern?: string | undefined;
  readonly minimum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly description?: string | undefined;
  /** Not a JSON Schema keyword: the value that is sent, with placeholders such as `{{lead.email}}`. */
  readonly value?: unknown;
}

export const JSON_TYPES = ["object", "array", "string", "number", "integer", "boolean", "null"] as const;
export type JsonType = (typeof JSON_TYPES)[number];

/** The type of a value; a whole number is an `integer`. */
export function typeOf(value: unknown): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "string" || typeof value === "boolean") return typeof value === "string" ? "string" : "boolean";
  return "object";
}

export function hasType(value: unknown, wanted: JsonType): boolean {
  const type = typeOf(value);
  return type === wanted || (wanted === "number" && type === "integer");
}

/** The types that a schema allows; empty if it does not restrict them. */
export function typesOf({ type, anyOf = [], properties, const: only, enum: words }: FieldSchema): readonly JsonType[] {
  if (type !== undefined) return typeof type === "string" ? [type] : type;
  if (anyOf.length > 0) return [...new Set(anyOf.flatMap(typesOf))];
  if (properties !== undefined) return ["object"];
  const values = only === undefined ? (words ?? []) : [only];
  return [...new Set(values.map(typeOf))];
}

const TYPE_WORDS: Readonly<Record<JsonType, string>> = {
  object: "an object",
  array: "a list",
  string: "a string",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  null: "null",
};

/** `a string or null`. */
export function typesInWords(types: readonly JsonType[]): string {
  if (types.length === 0) return "anything";
  const words = types.map((type) => TYPE_WORDS[type]);
  return words.length === 1 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
