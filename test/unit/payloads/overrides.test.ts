import fc from "fast-check";
import { expect, test } from "vitest";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import { applyOverrides, parseSetFlag } from "../../../src/smartlead/payloads/overrides.ts";
import { PATH_DEPTH_LIMIT, parsePayloadPath } from "../../../src/smartlead/payloads/payload-path.ts";

const body = () => ({
  preview_text: "no",
  lastReply: null,
  lead_data: { category: { name: "Interested", sentiment_type: "positive" } },
  history: [{ type: "SENT" }, { type: "REPLY" }],
  unsubscribed_client_id_map: {},
});

function errorOf(act: () => unknown): SmartLeadMockError {
  try {
    act();
  } catch (error) {
    if (error instanceof SmartLeadMockError) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

test("An override replaces a field and keeps its place among the keys", () => {
  const changed = applyOverrides(body(), { preview_text: "yes" });
  expect(Object.entries(changed)[0]).toEqual(["preview_text", "yes"]);
});

test.each(["history[0].type", "history.0.type", 'history[0]["type"]'])("The path %s reaches into a list", (path) => {
  expect(applyOverrides(body(), { [path]: "OTHER" }).history).toEqual([{ type: "OTHER" }, { type: "REPLY" }]);
});

test.each<[string, object]>([
  ["lead_data.category.name", { lead_data: { category: { name: 7, sentiment_type: "positive" } } }],
  ["lead_data.owner.name", { lead_data: { category: body().lead_data.category, owner: { name: 7 } } }],
  ["lastReply.type", { lastReply: { type: 7 } }],
  ["history[2].type", { history: [...body().history, { type: 7 }] }],
  ["links[0]", { links: [7] }],
  ["unsubscribed_client_id_map.5", { unsubscribed_client_id_map: { "5": 7 } }],
  ['unsubscribed_client_id_map["a.b"]', { unsubscribed_client_id_map: { "a.b": 7 } }],
  ["toString", { toString: 7 }],
])("The path %s sets, and creates what is missing on the way", (path, changed) => {
  expect(applyOverrides(body(), { [path]: 7 })).toEqual({ ...body(), ...changed });
});

test("Overrides are laid on one after the other", () => {
  const changed = applyOverrides(body(), { lead_data: {}, "lead_data.email": "a@example.com" });
  expect(changed.lead_data).toEqual({ email: "a@example.com" });
});

test.each([
  ["", 'The path "" cannot be used: it is empty; name the field to set.'],
  ["a..b", 'The path "a..b" cannot be used: write it like "lead_data.category.name" or "history[0].type".'],
  [".a", 'The path ".a" cannot be used: write it like "lead_data.category.name" or "history[0].type".'],
  ["a.", 'The path "a." cannot be used: write it like "lead_data.category.name" or "history[0].type".'],
  ["a[", 'The path "a[" cannot be used: write it like "lead_data.category.name" or "history[0].type".'],
  ["a[-1]", 'The path "a[-1]" cannot be used: write it like "lead_data.category.name" or "history[0].type".'],
  ["a[0]b", 'The path "a[0]b" cannot be used: write it like "lead_data.category.name" or "history[0].type".'],
  ["[0]", 'The path "[0]" cannot be used: a body is an object; begin with the name of a field.'],
  ["__proto__.polluted", 'The path "__proto__.polluted" cannot be used: "__proto__" cannot be set.'],
  ["a.constructor", 'The path "a.constructor" cannot be used: "constructor" cannot be set.'],
  ['a["prototype"]', 'The path "a[\\"prototype\\"]" cannot be used: "prototype" cannot be set.'],
  ["preview_text.x", 'The path "preview_text.x" does not fit the body: a string is in the way.'],
  ["lead_data[0]", 'The path "lead_data[0]" does not fit the body: an object is where it asks for a list.'],
  [
    "history.type",
    'The path "history.type" does not fit the body: a list is where it asks for an object; name a place in it, the first is 0.',
  ],
  ["history[3]", 'The path "history[3]" does not fit the body: the list has 2 items, so 2 is the next free place.'],
])("The path %j is a bad request with a sentence", (path, sentence) => {
  const error = errorOf(() => applyOverrides(body(), { [path]: 1 }));
  expect([error.code, error.message]).toEqual(["bad_request", sentence]);
});

test("A path of endless depth is refused before it is walked, and its error stays short", () => {
  const error = errorOf(() => applyOverrides({}, { [`${"a.".repeat(100_000)}a`]: 1 }));
  expect(error.message).toContain(`more than ${PATH_DEPTH_LIMIT} levels deep`);
  expect(error.message.length).toBeLessThan(200);
});

test("A path of the greatest depth allowed works", () => {
  const path = Array.from({ length: PATH_DEPTH_LIMIT }, () => "a").join(".");
  expect(JSON.stringify(applyOverrides({}, { [path]: 1 }))).toBe(
    `${'{"a":'.repeat(PATH_DEPTH_LIMIT)}1${"}".repeat(PATH_DEPTH_LIMIT)}`,
  );
});

test("The body that is overridden stays as it is", () => {
  const keys = fc.constantFrom("preview_text", "lead_data", "history", "lastReply", "category", "new", "0", "1");
  fc.assert(
    fc.property(fc.array(keys, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (segments, value) => {
      const original = body();
      try {
        applyOverrides(original, { [segments.join(".")]: value });
      } catch (error) {
        expect(error).toBeInstanceOf(SmartLeadMockError);
      }
      expect(original).toEqual(body());
    }),
  );
});

test("Any text is either a path or a bad request, never another error, and no path touches Object.prototype", () => {
  const text = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[ab_.[\]"0-9]{0,12}$/),
    fc.constantFrom("__proto__.x", "a.__proto__"),
  );
  fc.assert(
    fc.property(text, (path) => {
      try {
        expect(parsePayloadPath(path).length).toBeGreaterThan(0);
        applyOverrides(body(), { [path]: "set" });
      } catch (error) {
        expect(error).toMatchObject({ name: "SmartLeadMockError", code: "bad_request" });
      }
      expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

test.each<[string, string, unknown]>([
  ["preview_text=yes", "preview_text", "yes"],
  ["campaign_id=12", "campaign_id", 12],
  ['campaign_id="12"', "campaign_id", "12"],
  ["client_id=null", "client_id", null],
  ["is_bounced=true", "is_bounced", true],
  ['history=[{"type":"SENT"}]', "history", [{ type: "SENT" }]],
  ["subject=a=b", "subject", "a=b"],
  ["subject=", "subject", ""],
  ["subject= Re: hello", "subject", " Re: hello"],
])("--set %s is read as path and value", (text, path, value) => {
  expect(parseSetFlag(text)).toEqual({ path, value });
});

test.each([
  ["preview_text", '--set "preview_text" has no value; write it like --set preview_text=yes.'],
  ["=yes", '--set "=yes": The path "" cannot be used: it is empty; name the field to set.'],
  ["__proto__=1", '--set "__proto__=1": The path "__proto__" cannot be used: "__proto__" cannot be set.'],
])("--set %s is a usage error that names the flag", (text, sentence) => {
  const error = errorOf(() => parseSetFlag(text));
  expect([error.code, error.message]).toEqual(["usage", sentence]);
});
