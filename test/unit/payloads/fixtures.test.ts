import { readFileSync, writeFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import { beforeAll, describe, expect, test } from "vitest";
import type { AnyEventType } from "../../../src/smartlead/events/event-types.ts";
import { ALL_EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { buildPayload, payloadSchema } from "../../../src/smartlead/payloads/build-payload.ts";
import { DIALECTS, type DialectName } from "../../../src/smartlead/payloads/dialect.ts";
import { DIALECT_TABLES } from "../../../src/smartlead/payloads/dialect-tables.ts";
import { EVENTS } from "./events.ts";

/** `UPDATE_FIXTURES=1 npx vitest run test/unit/payloads/fixtures.test.ts` writes the samples anew. */
const isUpdating = process.env.UPDATE_FIXTURES === "1";

const fixtureUrl = (dialect: DialectName, type: AnyEventType) =>
  new URL(`../../../fixtures/payloads/${dialect}/${type}.json`, import.meta.url);

const CONTEXT = {
  webhook: {
    id: 670_001,
    name: "my-hook",
    url: "https://dev.example.com/hooks/smartlead?token=abc",
    createdAt: Date.UTC(2026, 2, 5, 11, 50, 11, 530),
  },
  secretKey: "9d1f0c52-3a0e-4b7e-8f5c-2f2f3f6d1a77",
};

const SAMPLES = DIALECTS.flatMap((dialect) =>
  ALL_EVENT_TYPES.filter((type) => DIALECT_TABLES[dialect][type] !== null).map((type) => [dialect, type] as const),
);

/** Family B calls them otherwise; account events have one name everywhere. */
const NAMES_OF_CORE: Readonly<Partial<Record<AnyEventType, string>>> = {
  EMAIL_SENT: "EMAIL_SENT",
  EMAIL_OPEN: "EMAIL_OPENED",
  EMAIL_LINK_CLICK: "EMAIL_CLICKED",
  EMAIL_REPLY: "EMAIL_REPLIED",
  EMAIL_BOUNCE: "EMAIL_BOUNCED",
  LEAD_UNSUBSCRIBED: "EMAIL_UNSUBSCRIBED",
  EMAIL_ACCOUNT_DISCONNECTED: "EMAIL_ACCOUNT_DISCONNECTED",
  CAMPAIGN_BOUNCE_BREACH: "CAMPAIGN_BOUNCE_BREACH",
  LINKEDIN_DISCONNECTED: "LINKEDIN_DISCONNECTED",
};

function sampleOf(dialect: DialectName, type: AnyEventType): string {
  const payload = buildPayload(EVENTS[type], dialect, CONTEXT);
  if (payload.kind !== "body") throw new Error(payload.reason);
  return `${JSON.stringify(payload.body, null, 2)}\n`;
}

describe.each(SAMPLES)("%s %s", (dialect, type) => {
  beforeAll(() => {
    if (isUpdating) writeFileSync(fixtureUrl(dialect, type), sampleOf(dialect, type));
  });

  test("the sample in fixtures/payloads is byte for byte what is built", () => {
    expect(sampleOf(dialect, type)).toBe(readFileSync(fixtureUrl(dialect, type), "utf8"));
  });

  test("another JSON Schema validator accepts the sample by the published schema", () => {
    const validate = validatorOf(dialect, type);
    const isValid = validate(readSample(dialect, type));
    expect(validate.errors).toBeNull();
    expect(isValid).toBe(true);
  });

  test("the published schema refuses the sample when a field is missing, is null where it may not be, or is one too many", () => {
    const validate = validatorOf(dialect, type);
    const sample = readSample(dialect, type);
    for (const key of Object.keys(sample)) {
      const { [key]: _, ...rest } = sample;
      expect({ key, accepted: validate(rest) }).toEqual({ key, accepted: false });
    }
    const [first] = Object.keys(sample);
    expect(validate({ ...sample, [first as string]: null })).toBe(false);
    expect(validate({ ...sample, not_in_it: 1 })).toBe(false);
  });

  test("the published schema is draft 2020-12, has the event's name as title and describes every field", () => {
    const schema = payloadSchema(type, dialect);
    const title = dialect === "core" ? NAMES_OF_CORE[type] : type;
    expect(schema).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema", title });
    expect(schema.description).toMatch(/\.$/);
    expect(undescribed(schema)).toEqual([]);
  });
});

function validatorOf(dialect: DialectName, type: AnyEventType) {
  return new Ajv2020({ strict: true, validateFormats: false }).compile(payloadSchema(type, dialect));
}

function readSample(dialect: DialectName, type: AnyEventType): Record<string, unknown> {
  return JSON.parse(readFileSync(fixtureUrl(dialect, type), "utf8"));
}

/** Paths of the properties without a description, at any depth. */
function undescribed(schema: unknown, path = ""): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap((item) => undescribed(item, path));
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key !== "properties") return undescribed(value, path);
    return Object.entries(value as Record<string, { description?: string }>).flatMap(([name, property]) => [
      ...(property.description === undefined ? [`${path}.${name}`] : []),
      ...undescribed(property, `${path}.${name}`),
    ]);
  });
}
