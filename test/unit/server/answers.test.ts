import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ERROR_CODES, type ErrorCode, SmartLeadMockError } from "../../../src/base/errors.ts";
import { type ControlContext, controlRoute } from "../../../src/server/control-route.ts";
import { Delays } from "../../../src/server/delays.ts";
import { answerToFailure, errorAnswer } from "../../../src/server/error-answer.ts";

describe("the answer to a failed call", () => {
  it.each([
    ["bad_request", 400],
    ["target_not_allowed", 400],
    ["forbidden", 403],
    ["not_found", 404],
    ["conflict", 409],
    ["unreachable", 502],
    ["too_many_open", 503],
    ["journal_unwritable", 503],
    ["closed", 503],
  ] as const)("%s has status %i, its code and its sentence", (code, status) => {
    expect(answerToFailure(new SmartLeadMockError(code, "It is so."))).toEqual({
      status,
      body: { error: { code, message: "It is so." } },
    });
  });

  it("has an error status for each code", () => {
    const statuses = (Object.keys(ERROR_CODES) as ErrorCode[]).map((code) => errorAnswer(code, "").status);
    expect(statuses.filter((status) => !(status >= 400 && status < 600))).toEqual([]);
  });

  it.each([
    new SmartLeadMockError("internal", "password=hunter2"),
    new Error("password=hunter2"),
    Object.assign(new Error("password=hunter2"), { statusCode: 500 }),
    "password=hunter2",
    null,
  ])("tells nothing of the inside of the mock (%#)", (error) => {
    const { status, body } = answerToFailure(error);
    expect([status, body.error.code]).toEqual([500, "internal"]);
    expect(body.error.message).not.toContain("hunter2");
  });

  it("passes on what the server itself refuses, with its status and one full stop", () => {
    const refusal = (message: string) => Object.assign(new Error(message), { statusCode: 413 });
    const answer = { status: 413, body: { error: { code: "bad_request", message: "Request body is too large." } } };
    expect(answerToFailure(refusal("Request body is too large"))).toEqual(answer);
    expect(answerToFailure(refusal("Request body is too large."))).toEqual(answer);
  });
});

describe("a route of the control API", () => {
  const context = {} as ControlContext;
  const described = { summary: "Counts.", input: z.object({ body: z.object({ name: z.string() }).optional() }) };
  const handled: unknown[] = [];
  const handle = (input: unknown) => {
    handled.push(input);
    return {} as never;
  };
  const route = controlRoute("POST /reset", { ...described, handle });
  const tolerant = controlRoute("POST /reset", { ...described, status: 201, toleratesAnyBody: true, handle });

  it("takes method and path from its name, and 200 unless another status is given", () => {
    expect([route.method, route.path, route.status, tolerant.status]).toEqual(["POST", "/reset", 200, 201]);
  });

  it("hands over what its schema makes of the call, without what it does not ask for", () => {
    route.answer({ params: { id: "1" }, query: {}, bodyText: '{"name":"n","more":1}' }, context);
    expect(handled.at(-1)).toEqual({ body: { name: "n" } });
  });

  it("refuses a body that is no JSON, unless it tolerates any", () => {
    const call = { params: {}, query: {}, bodyText: "not json" };
    expect(() => route.answer(call, context)).toThrow("The body is not JSON");
    tolerant.answer(call, context);
    expect(handled.at(-1)).toEqual({});
  });
});

describe("calls that are held", () => {
  it("all go on when the server closes, and none is held from then on", async () => {
    const delays = new Delays();
    const held = [delays.pass(3_600_000), delays.pass(7_200_000)];
    delays.end();
    await expect(Promise.all([...held, delays.pass(3_600_000)])).resolves.toHaveLength(3);
  });
});
