import { readFileSync, writeFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import { beforeAll, describe, expect, test } from "vitest";
import type { AnyEventType } from "../../../src/events/event-types.ts";
import { ALL_EVENT_TYPES } from "../../../src/events/event-types.ts";
import { buildPayload, payloadSchema } from "../../../src/payloads/payload.ts";
import { EVENTS } from "./events.ts";

/** `UPDATE_FIXTURES=1 npx vitest run test/unit/payloads/fixtures.test.ts` writes the samples anew. */
const isUpdating = process.env.UPDATE_FIXTURES === "1";

const fixtureUrl = (type: AnyEventType) => new URL(`../../../fixtures/payloads/guide/${type}.json`, import.meta.url);

function sampleOf(type: AnyEventType): string {
  const payload = buildPayload(EVENTS[type], "guide", { webhook: null, secretKey: null });
  if (payload.kind !== "body") throw new Error(payload.reason);
  return `${JSON.stringify(payload.body, null, 2)}\n`;
}

describe.each(ALL_EVENT_TYPES)("%s", (type) => {
  beforeAll(() => {
    if (isUpdating) writeFileSync(fixtureUrl(type), sampleOf(type));
  });

  test("the sample in fixtures/payloads/guide is byte for byte what is built", () => {
    expect(sampleOf(type)).toBe(readFileSync(fixtureUrl(type), "utf8"));
  });

  test("another JSON Schema validator accepts the sample by the published schema", () => {
    const validate = validatorOf(type);
    const isValid = validate(readSample(type));
    expect(validate.errors).toBeNull();
    expect(isValid).toBe(true);
  });

  test("the published schema refuses the sample when a field is missing, is null where it may not be, or is one too many", () => {
    const validate = validatorOf(type);
    const sample = readSample(type);
    for (const key of Object.keys(sample)) {
      const { [key]: _, ...rest } = sample;
      expect({ key, accepted: validate(rest) }).toEqual({ key, accepted: false });
    }
    const [first] = Object.keys(sample);
    expect(validate({ ...sample, [first as string]: null })).toBe(false);
    expect(validate({ ...sample, not_in_it: 1 })).toBe(false);
  });

  test("the published schema is draft 2020-12, has the event's name as title and describes every field", () => {
    const schema = payloadSchema(type, "guide");
    expect(schema).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema", title: type });
    expect(schema.description).toMatch(/\.$/);
    expect(undescribed(schema)).toEqual([]);
  });
});

function validatorOf(type: AnyEventType) {
  return new Ajv2020({ strict: true, validateFormats: false }).compile(payloadSchema(type, "guide"));
}

function readSample(type: AnyEventType): Record<string, unknown> {
  return JSON.parse(readFileSync(fixtureUrl(type), "utf8"));
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
