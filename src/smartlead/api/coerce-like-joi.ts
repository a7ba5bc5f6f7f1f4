import { z } from "zod";

/** What Joi reads as a number: surrounding blanks, a sign, a fraction, an exponent; no hexadecimal, no empty text. */
const NUMERIC_TEXT = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** Joi converts before it checks: `"12"` where a number is asked for becomes 12, `"true"` where a boolean is, true. Whatever does not convert is left for the schema to refuse. */
export function coerceLikeJoi(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return coerceLikeJoi(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodNumber) return numberFrom(value);
  if (schema instanceof z.ZodBoolean) return booleanFrom(value);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((item: unknown) => coerceLikeJoi(schema.element, item));
  }
  if (!isPlainObject(value)) return value;
  if (schema instanceof z.ZodRecord) return mapValues(value, () => schema.valueType);
  if (schema instanceof z.ZodObject)
    return mapValues(value, (key) => (Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined));
  return value;
}

function numberFrom(value: unknown): unknown {
  return typeof value === "string" && NUMERIC_TEXT.test(value) ? Number(value) : value;
}

function booleanFrom(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const text = value.toLowerCase();
  return text === "true" ? true : text === "false" ? false : value;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapValues(
  value: Record<string, unknown>,
  schemaOf: (key: string) => z.core.$ZodType | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const schema = schemaOf(key);
      return [key, schema === undefined ? item : coerceLikeJoi(schema, item)];
    }),
  );
}
