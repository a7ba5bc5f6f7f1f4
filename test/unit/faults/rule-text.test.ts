import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FAULT_KINDS, type FaultRule } from "../../../src/delivery/faults/fault.ts";
import { faultText, parseFaultText } from "../../../src/delivery/faults/rule-text.ts";

describe("a fault in one word of the command line", () => {
  it.each([
    ["lost-response", { kind: "lost-response" }],
    ["lost_response:", { kind: "lost-response" }],
    ["lost-response:attempt=1", { kind: "lost-response", attempt: 1 }],
    ["reset: at=after, attempt=1|2", { kind: "reset", at: "after", attempt: [1, 2] }],
    [
      "delay:by=1m30s,event_type=EMAIL_REPLY|EMAIL_OPEN",
      { kind: "delay", by: "1m30s", event_type: ["EMAIL_REPLY", "EMAIL_OPEN"] },
    ],
    ["duplicate:copies=3,concurrent=true", { kind: "duplicate", copies: 3, concurrent: true }],
    [
      'api-status:status=200,body={"data":[1,2],"ok":true}',
      { kind: "api-status", status: 200, body: { data: [1, 2], ok: true } },
    ],
    [
      "api-status:status=503,operation=POST /campaigns/*",
      { kind: "api-status", status: 503, operation: "POST /campaigns/*" },
    ],
    ["delay:from=2026-01-05T09:00:00Z", { kind: "delay", from: "2026-01-05T09:00:00Z" }],
    [
      'extra-field:value={"a":[1,2],"b":"x,y"},path=more',
      { kind: "extra-field", value: { a: [1, 2], b: "x,y" }, path: "more" },
    ],
    ['wrong-content-type:value="text/plain, really"', { kind: "wrong-content-type", value: "text/plain, really" }],
    ['{"kind":"timeout","first":2}', { kind: "timeout", first: 2 }],
  ])("reads %s", (text, rule) => {
    expect(parseFaultText(text)).toEqual(rule);
  });

  it.each([
    ["lost-respons", 'There is no fault "lost-respons"; did you mean lost-response?'],
    ["reset:during", 'The fault reset has "during", which is not field=value; write it like reset:attempt=1.'],
    ["reset:attempt=1,attempt=2", 'The fault reset names "attempt" twice; give it once.'],
    [
      '{"kind":"timeout"',
      'The fault "{\\"kind\\":\\"timeout\\"" starts like JSON but is not valid JSON; write KIND:field=value, or {"kind":"…"}.',
    ],
    ['{"first":2}', 'The fault "{\\"first\\":2}" has no "kind"; give it one, such as "lost-response".'],
  ])("says of %s what is wrong", (text, sentence) => {
    expect(() => parseFaultText(text)).toThrow(sentence);
  });

  it("names every kind where none is near", () => {
    expect(() => parseFaultText("qqqqqqqqqqqqqqqqqqqqqqqq")).toThrow(
      /the kinds are lost-response, timeout, .*api-reset\.$/,
    );
  });

  it("reads back whatever it writes", () => {
    const text = fc.string();
    const rule = fc.record(
      {
        kind: fc.constantFrom(...FAULT_KINDS),
        attempt: fc.oneof(fc.integer(), fc.array(fc.integer(), { minLength: 2 })),
        event_type: fc.constantFrom("EMAIL_REPLY" as const, "EMAIL_OPEN" as const),
        lead_email: text,
        path: text,
        value: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown),
      },
      { requiredKeys: ["kind"] },
    );
    fc.assert(
      fc.property(rule, (given) => {
        expect(parseFaultText(faultText(given as FaultRule))).toEqual(given);
      }),
    );
  });
});
