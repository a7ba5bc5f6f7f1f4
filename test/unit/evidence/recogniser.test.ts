import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRecogniser } from "../../../src/delivery/idempotency/recogniser.ts";

const answer = (body: string, status = 200, headers: Record<string, string | readonly string[]> = {}) => ({
  status,
  headers,
  body,
});

describe("the recogniser knows an answer that says 'already processed'", () => {
  const recognise = createRecogniser();

  it.each([
    ['{"status":"already_processed"}', 'The answer says {"status":"already_processed"}.'],
    ['{"status":"Already processed."}', 'The answer says {"status":"Already processed."}.'],
    ['{"ok":true,"Status":"DUPLICATE"}', 'The answer says {"Status":"DUPLICATE"}.'],
    ['{"ok":true,"duplicate":true}', 'The answer says {"duplicate":true}.'],
    ['{"isDuplicate":"True"}', 'The answer says {"isDuplicate":"True"}.'],
    ['{"alreadyProcessed":true}', 'The answer says {"alreadyProcessed":true}.'],
    ['{"status":"ignored","reason":"duplicate"}', 'The answer says {"reason":"duplicate"}.'],
    ['{"data":{"status":"already_processed"}}', 'The answer says {"data":{"status":"already_processed"}}.'],
    ['[{"status":"already_processed"}]', 'The answer says {"status":"already_processed"}.'],
    ['"already_processed"', 'The answer says "already_processed".'],
    ["  Already processed!\r\n", 'The answer says "Already processed!".'],
    ["duplicate", 'The answer says "duplicate".'],
  ])("body %s", (body, evidence) => {
    expect(recognise(answer(body))).toBe(evidence);
  });

  it("by its status", () => {
    expect(recognise(answer("", 208))).toBe("The answer has status 208.");
  });

  it.each([
    [{ "idempotent-replayed": "true" }, "The answer has the header idempotent-replayed: true."],
    [{ "idempotency-replayed": "True " }, "The answer has the header idempotency-replayed: True."],
    [{ "x-duplicate": ["false", "true"] }, "The answer has the header x-duplicate: true."],
  ])("by its header %o", (headers, evidence) => {
    expect(recognise(answer("ok", 200, headers))).toBe(evidence);
  });
});

describe("the recogniser is not taken in", () => {
  const recognise = createRecogniser();

  it.each([
    '{"status":"processed"}',
    '{"duplicate":false}',
    '{"duplicate":null}',
    '{"duplicate":"false"}',
    '{"duplicate":1}',
    '{"duplicate":{"checked":true}}',
    '{"duplicates":0}',
    '{"already_processed":[]}',
    '{"status":"not a duplicate"}',
    '{"status":"ignored"}',
    '{"message":"Stored. 0 duplicate leads were found."}',
    '{"payload":{"status":"already_processed"}}',
    '[{"status":"already_processed"},{"status":"processed"}]',
    "no duplicate found",
    "This page explains duplicate handling: already processed requests are skipped.",
    "<html><body>duplicate</body></html>",
    '{"status":"already_processed"',
    "null",
    "true",
    "",
    " \u0000 ",
  ])("by the body %s", (body) => {
    expect(recognise(answer(body))).toBeNull();
  });

  it.each([200, 201, 204, 409, 500])("by the bare status %i", (status) => {
    expect(recognise(answer("", status))).toBeNull();
  });

  it("by a header that says no, or by one that every object has", () => {
    expect(recognise(answer("ok", 200, { "x-duplicate": "false" }))).toBeNull();
    expect(createRecogniser({ headers: { constructor: "*" } })(answer("ok", 200, {}))).toBeNull();
  });

  it("by any answer in which no whole phrase stands, and never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (json, text) => {
        const wrapped = JSON.stringify({ received: json, note: `${text} duplicate of nothing` });
        return recognise(answer(wrapped)) === null && recognise(answer(`${text}, no duplicate`)) === null;
      }),
    );
  });
});

describe("the recogniser's config", () => {
  it("adds names to the defaults and replaces those that it names", () => {
    const recognise = createRecogniser({ json: { "meta.repeat": [true, 1], status: ["seen"] } });
    expect(recognise(answer('{"meta":{"repeat":1}}'))).toBe('The answer says {"meta":{"repeat":1}}.');
    expect(recognise(answer('{"status":"Seen"}'))).toBe('The answer says {"status":"Seen"}.');
    expect(recognise(answer('{"status":"duplicate"}'))).toBeNull();
    expect(recognise(answer('{"duplicate":true}'))).toBe('The answer says {"duplicate":true}.');
  });

  it("replaces the lists of statuses and texts, and an empty one switches them off", () => {
    const recognise = createRecogniser({ statuses: [], text: ["had it"] });
    expect(recognise(answer("", 208))).toBeNull();
    expect(recognise(answer("duplicate"))).toBeNull();
    expect(recognise(answer("Had it."))).toBe('The answer says "Had it.".');
    expect(createRecogniser({ text: [""] })(answer(""))).toBeNull();
  });

  it("takes any value of a header for `*`, and none for an empty text", () => {
    const recognise = createRecogniser({ headers: { "X-Duplicate-Of": "*", "x-duplicate": "" } });
    expect(recognise(answer("", 200, { "x-duplicate-of": "dlv_1" }))).toBe(
      "The answer has the header x-duplicate-of: dlv_1.",
    );
    expect(recognise(answer("", 200, { "x-duplicate": "true" }))).toBeNull();
  });
});
