import { describe, expect, it } from "vitest";
import { z } from "zod";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import {
  checkedInput,
  eventName,
  eventType,
  exactly,
  numberInQuery,
  parsedBody,
  quoted,
  wholeId,
} from "../../../src/server/input.ts";

const CALL = z.object({
  body: exactly("body", {
    event_type: eventType.optional(),
    campaign_id: wholeId.optional(),
    count: z.int().min(1).max(10).optional(),
    rate: z.number().gt(0).optional(),
    name: z.string().max(5).optional(),
    level: z.enum(["user", "client"]).optional(),
  }),
});

const REQUIRED = z.object({ body: exactly("body", { lead_email: z.string(), campaign_id: wholeId.optional() }) });

describe("a call that does not fit", () => {
  it.each([
    [{ campaign_id: "7" }, '"campaign_id" must be of type number, not "7".'],
    [{ campaign_id: 1.5 }, '"campaign_id" must be a whole number, not 1.5.'],
    [{ campaign_id: 0 }, '"campaign_id" must be over 0.'],
    [{ count: 11 }, '"count" must be at most 10.'],
    [{ count: 0 }, '"count" must be at least 1.'],
    [{ rate: 0 }, '"rate" must be over 0.'],
    [{ name: "abcdef" }, '"name" must be at most 5 characters long.'],
    [{ name: null }, '"name" must be of type string, not null.'],
    [{ name: [] }, '"name" must be of type string, not a list.'],
    [{ name: {} }, '"name" must be of type string, not an object.'],
    [{ level: "users" }, '"level" must be one of user, client, not "users".'],
    [{ event_type: "EMAIL_REPLYY" }, '"EMAIL_REPLYY" is not an event type; did you mean "EMAIL_REPLY"?'],
    [{ event_type: 7 }, '"event_type" must be a string, not 7.'],
    [{ campain_id: 7 }, 'The body has an unknown key "campain_id"; did you mean "campaign_id"?'],
    ["text", 'The body must be a JSON object, not "text".'],
    [null, "The body must be a JSON object, not null."],
    [undefined, "The body must be a JSON object, not absent."],
  ])("%j is answered with one sentence about it", (body, sentence) => {
    expect(() => checkedInput(CALL, { body })).toThrow(new SmartLeadMockError("bad_request", sentence));
  });

  it("names the known keys where none is meant", () => {
    expect(() => checkedInput(REQUIRED, { body: { lead_email: "a@b.example", zzz: 1 } })).toThrow(
      'The body has an unknown key "zzz"; the known keys are lead_email, campaign_id.',
    );
  });

  it("is told of the mistyped key, not of the one that is missing because of it", () => {
    expect(() => checkedInput(REQUIRED, { body: { lead_mail: "a@b.example" } })).toThrow('did you mean "lead_email"?');
    expect(() => checkedInput(REQUIRED, { body: {} })).toThrow('"lead_email" is missing.');
  });

  it("lists the event types where none is meant", () => {
    const call = z.object({ body: exactly("body", { event_type: eventType }) });
    expect(() => checkedInput(call, { body: { event_type: "x" } })).toThrow(
      '"x" is not an event type; the event types are EMAIL_SENT,',
    );
    expect(() => checkedInput(call, { body: {} })).toThrow('"event_type" is missing.');
  });
});

describe("an event name", () => {
  it("may be one that only the mock knows, but no longer than 60 characters", () => {
    expect(checkedInput(eventName, "MY_EVENT")).toBe("MY_EVENT");
    expect(checkedInput(eventName, "N".repeat(60))).toHaveLength(60);
    expect(() => checkedInput(eventName, "N".repeat(61))).toThrow("is not an event type");
  });
});

describe("a number in a query", () => {
  const query = z.object({ query: z.object({ limit: numberInQuery }) });

  it("is read from its text", () => {
    expect(checkedInput(query, { query: { limit: "0042" } })).toEqual({ query: { limit: 42 } });
  });

  it.each(["", "-1", "1.5", "1e3", " 1", "1234567890123456"])("%j is none", (limit) => {
    expect(() => checkedInput(query, { query: { limit } })).toThrow('"limit" must be a whole number.');
  });
});

describe("a body", () => {
  it("is JSON whatever its content type says, and may be missing", () => {
    expect(parsedBody(' {"a":[1]} ')).toEqual({ a: [1] });
    expect(parsedBody(" \r\n\t")).toBeUndefined();
  });

  it("that is no JSON is a bad request that says where", () => {
    expect(() => parsedBody('{"a":')).toThrow(expect.objectContaining({ code: "bad_request" }));
    expect(() => parsedBody('{"a":')).toThrow(/^The body is not JSON: .+\.$/);
  });
});

describe("a word from outside", () => {
  it("is repeated in quotes, escaped, and cut off after 64 characters", () => {
    expect(quoted('a"b\n')).toBe('"a\\"b\\n"');
    expect(quoted("x".repeat(64))).toBe(`"${"x".repeat(64)}"`);
    expect(quoted("x".repeat(65))).toBe(`"${"x".repeat(64)}…"`);
  });
});
