/** JSON Schema as far as the operations use it. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly format?: string;
}

/** What a schema cannot say: texts of a form, and ids of the seeded account. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  api_key: "any",
  campaign_id: 3_600_004,
  email_campaign_id: 3_600_004,
  email_account_id: 130_001,
  client_id: 30_101,
  clientId: 30_101,
  start_hour: "09:00",
  end_hour: "17:00",
  timezone: "UTC",
  start_date: "2026-01-01",
  end_date: "2026-01-05",
  color: "#112233",
};

/** The least that fits the schema. */
export function sampleOf(schema: Schema, name: string): unknown {
  if (name in BY_NAME) return BY_NAME[name];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf?.[0] !== undefined) return sampleOf(schema.anyOf[0], name);
  switch (typeof schema.type === "object" ? schema.type[0] : schema.type) {
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, sampleOf(schema.properties?.[key] ?? {}, key)]),
      );
    case "array":
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}, name));
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 1, 1);
    case "boolean":
      return true;
    case "string":
      return textOf(schema.format, name);
    default:
      return {};
  }
}

function textOf(format: string | undefined, name: string): string {
  if (format === "uri") return "http://127.0.0.1:9/hook";
  if (format === "date-time" || /time|date/i.test(name)) return "2026-01-05T09:00:00Z";
  return /email/.test(name) ? "ada@lovelace.example" : "text";
}
