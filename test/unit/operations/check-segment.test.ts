import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkSegment } from "../../../src/smartlead/api/check-like-joi.ts";
import { isoTime, TIME_RANGE, webhookUrl } from "../../../src/smartlead/api/key-schemas.ts";

/** What Joi would say of `x`, or the value when it passes. */
function saysOf(schema: z.ZodType, value: unknown): unknown {
  const checked = checkSegment("body", z.strictObject({ x: schema }), value === undefined ? {} : { x: value });
  return checked.isValid ? checked.value.x : checked.failure.message;
}

describe("A segment of a request", () => {
  it.each([
    [z.string(), undefined, '"x" is required'],
    [z.int(), undefined, '"x" is required'],
    [z.enum(["a", "b"]), undefined, '"x" is required'],
    [z.array(z.string()), undefined, '"x" is required'],
    [isoTime, undefined, '"x" is required'],
    [webhookUrl, undefined, '"x" is required'],
    [z.string(), 5, '"x" must be a string'],
    [z.string(), null, '"x" must be a string'],
    [z.string().min(1), "", '"x" is not allowed to be empty'],
    [z.string().max(3), "four", '"x" length must be less than or equal to 3 characters long'],
    [z.int(), "abc", '"x" must be a number'],
    [z.int(), "", '"x" must be a number'],
    [z.int(), "0x10", '"x" must be a number'],
    [z.int(), ["1", "2"], '"x" must be a number'],
    [z.int(), true, '"x" must be a number'],
    [z.int(), "1.5", '"x" must be an integer'],
    [z.int(), "1e300", '"x" must be a safe number'],
    [z.int().min(1).max(100), "0", '"x" must be greater than or equal to 1'],
    [z.int().min(1).max(100), 101, '"x" must be less than or equal to 100'],
    [z.boolean(), "yes", '"x" must be a boolean'],
    [z.enum(["a", "b"]), "c", '"x" must be one of [a, b]'],
    [z.literal(["user", 1]), 7, '"x" must be one of [user, 1]'],
    [z.array(z.string()), "a", '"x" must be an array'],
    [z.array(z.string()), [1], '"x[0]" must be a string'],
    [z.array(z.enum(["a"])), ["a", "b"], '"x[1]" must be one of [a]'],
    [z.array(z.string()).min(1), [], '"x" must contain at least 1 items'],
    [z.array(z.union([z.string(), z.number()])), [true], '"x[0]" must be one of [string, number]'],
    [z.strictObject({ y: z.boolean() }), [], '"x" must be of type object'],
    [z.strictObject({ y: z.boolean() }), { y: 1 }, '"x.y" must be a boolean'],
    [z.strictObject({ y: z.boolean().optional() }), { z: 1 }, '"x.z" is not allowed'],
    [z.record(z.string().regex(/^\d+$/), z.boolean()), { five: true }, '"x.five" is not allowed'],
    [isoTime, 5, '"x" must be a valid date'],
    [isoTime, "yesterday", '"x" must be in ISO 8601 date format'],
    [webhookUrl, "localhost:3000/hook", '"x" must be a valid uri with a scheme matching the http|https pattern'],
    [webhookUrl, "ftp://host/hook", '"x" must be a valid uri with a scheme matching the http|https pattern'],
    [webhookUrl, "http://", '"x" must be a valid uri with a scheme matching the http|https pattern'],
    [webhookUrl, "http://host/a b", '"x" must be a valid uri with a scheme matching the http|https pattern'],
  ])("is refused in Joi's words (%#)", (schema, value, message) => {
    expect(saysOf(schema, value)).toBe(message);
  });

  it.each([
    [z.int(), "12", 12],
    [z.int(), " -3 ", -3],
    [z.number(), "1.5", 1.5],
    [z.int().optional(), "4", 4],
    [z.int().nullable(), null, null],
    [z.int().default(9), undefined, 9],
    [z.boolean().default(false), "TRUE", true],
    [z.boolean(), "false", false],
    [z.array(z.int()), ["1", 2], [1, 2]],
    [z.record(z.string(), z.boolean()), { "5": "true" }, { "5": true }],
    [z.strictObject({ y: z.int() }), { y: "6" }, { y: 6 }],
    [isoTime, "2026-01-05T10:00:00+01:00", Date.UTC(2026, 0, 5, 9)],
    [isoTime, "2026-01-05", Date.UTC(2026, 0, 5)],
    [webhookUrl, "http://localhost:3000/hook?token=abc", "http://localhost:3000/hook?token=abc"],
  ])("is converted as Joi converts (%#)", (schema, value, converted) => {
    expect(saysOf(schema, value)).toEqual(converted);
  });

  const inOrder = z
    .strictObject({ first: z.string(), second: z.int().optional(), third: z.string() })
    .refine((value) => value.second !== undefined, { path: ["second"], message: "is required", when: () => true });

  it("is judged key by key in the schema's order, and only the first complaint is told", () => {
    const diagnostics = [
      {},
      { first: "a" },
      { first: "a", second: 2 },
      { first: "a", second: 2, third: "c", other: 1 },
    ].map((value) => {
      const checked = checkSegment("body", inOrder, { extra: 1, ...value });
      return checked.isValid ? null : checked.failure.message;
    });
    expect(diagnostics).toEqual([
      '"first" is required',
      '"second" is required',
      '"third" is required',
      '"extra" is not allowed',
    ]);
  });

  it("is reported with the segment's name and the dotted path of the key", () => {
    const schema = z.strictObject({ list: z.array(z.strictObject({ id: z.int() })) });
    expect(checkSegment("query", schema, { list: [{ id: 1 }, { id: "x" }] })).toEqual({
      isValid: false,
      failure: {
        statusCode: 400,
        error: "Bad Request",
        message: '"list[1].id" must be a number',
        validation: { source: "query", keys: ["list.1.id"] },
      },
    });
  });

  it("counts as empty when it is missing, and is refused when it is not an object", () => {
    const schema = z.strictObject({ id: z.int() });
    expect(checkSegment("body", schema, undefined)).toMatchObject({ failure: { message: '"id" is required' } });
    expect(checkSegment("body", schema, [1])).toMatchObject({ failure: { message: '"value" must be of type object' } });
  });

  it("may not be a window that ends before it begins", () => {
    const query = { fromTime: "2026-01-06T00:00:00Z", toTime: "2026-01-05T00:00:00Z" };
    expect(checkSegment("query", TIME_RANGE, query)).toMatchObject({
      failure: {
        message: '"toTime" must be greater than or equal to "ref:fromTime"',
        validation: { keys: ["toTime"] },
      },
    });
  });

  it("does not trip over keys that every object inherits", () => {
    const schema = z.strictObject({ id: z.int() });
    expect(checkSegment("body", schema, { id: 1, constructor: 1 })).toMatchObject({
      failure: { message: '"constructor" is not allowed' },
    });
    expect(checkSegment("body", schema, JSON.parse('{"id":1,"__proto__":{"a":1}}'))).toMatchObject({
      failure: { message: '"__proto__" is not allowed' },
    });
  });
});
