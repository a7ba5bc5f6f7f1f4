import { describe, expect, it } from "vitest";
import { differencesOf, describe as inWords } from "../../../src/smartlead/payloads/own/differences.ts";
import type { FieldSchema } from "../../../src/smartlead/payloads/own/field-schema.ts";

const schema: FieldSchema = {
  type: "object",
  properties: {
    id: { type: "integer", exclusiveMinimum: 0 },
    name: { type: "string", description: "Name of the lead." },
    at: { type: "string", pattern: "Z$", description: "When it happened. ISO 8601 with Z." },
    kind: { const: "SENT" },
    status: { type: "string", enum: ["ACTIVE", "PAUSED"] },
    client: { type: ["integer", "null"] },
    last: {
      anyOf: [{ type: "object", properties: { text: { type: "string" } }, required: ["text"] }, { type: "null" }],
    },
    history: {
      type: "array",
      items: { type: "object", properties: { step: { type: "integer" } }, required: ["step"] },
    },
    own: { type: "object", additionalProperties: { type: "string" } },
  },
  required: ["id", "name"],
  additionalProperties: false,
};

const fitting = { id: 1, name: "Ada" };
const found = (body: unknown) => differencesOf(schema, body).map(({ path, kind }) => `${kind} ${path}`);

describe("differencesOf", () => {
  it("finds none where all is as it should be", () => {
    const whole = {
      ...fitting,
      at: "10:00Z",
      kind: "SENT",
      status: "PAUSED",
      client: null,
      last: null,
      history: [{ step: 1 }],
      own: { a: "b" },
    };
    expect(found(fitting)).toEqual([]);
    expect(found(whole)).toEqual([]);
    expect(found({ ...whole, client: 4, last: { text: "x" }, history: [] })).toEqual([]);
  });

  it.each([
    [{ id: 1 }, ["missing name"]],
    [{ ...fitting, more: true }, ["extra more"]],
    [{ ...fitting, id: "1" }, ["type id"]],
    [{ ...fitting, id: 1.5 }, ["type id"]],
    [{ ...fitting, id: 0 }, ["format id"]],
    [{ ...fitting, at: "10:00+00:00" }, ["format at"]],
    [{ ...fitting, kind: "REPLY" }, ["format kind"]],
    [{ ...fitting, status: "GONE" }, ["format status"]],
    [{ ...fitting, client: "4" }, ["type client"]],
    [{ ...fitting, last: 5 }, ["type last"]],
    [{ ...fitting, last: { text: 5 } }, ["type last.text"]],
    [{ ...fitting, last: {} }, ["missing last.text"]],
    [{ ...fitting, history: [{}, { step: 1, more: 1 }, {}] }, ["missing history[].step", "extra history[].more"]],
    [{ ...fitting, own: { a: 1, b: 2 } }, ["type own.*"]],
    ["text", ["type "]],
  ])("of %j", (body, expected) => {
    expect(found(body)).toEqual(expected);
  });

  it("does not compare a value that a log has masked, and says of an unknown one that it is masked", () => {
    expect(found({ id: "***", name: "[Redacted]", at: "[Filtered]", client: "******", own: { a: "***" } })).toEqual([]);
    expect(differencesOf(schema, { ...fitting, key: "***" })).toMatchObject([
      { kind: "extra", path: "key", found: "a masked value" },
    ]);
    expect(found({ ...fitting, at: "**" })).toEqual(["format at"]);
  });

  it("says what is expected in the words of the schema, and what is there without what people wrote", () => {
    const [name, at, more] = differencesOf(schema, {
      id: 1,
      at: "2026-03-05T12:01:58.023+00:00",
      more: "ann@example.com",
    });
    expect(at).toMatchObject({
      expected: "a string: When it happened. ISO 8601 with Z",
      found: '"2026-03-05T12:01:58.023+00:00"',
    });
    expect(name).toMatchObject({ expected: "a string: Name of the lead", found: null });
    expect(more).toMatchObject({ expected: null, found: "a string of 15 characters" });
    expect(["SENT", "", 5, null, true, [], ["x"], { email: "ann@example.com" }].map(inWords)).toEqual([
      '"SENT"',
      "an empty string",
      "a whole number",
      "null",
      "true or false",
      "an empty list",
      "a list of 1, the first is a string",
      "an object with email",
    ]);
  });
});
