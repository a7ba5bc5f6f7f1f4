import { createRequire } from "node:module";
import Ajv, { type AnySchemaObject } from "ajv";
import draft6 from "ajv/dist/refs/json-schema-draft-06.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { HAR_HEAD, harOf } from "../../src/capture/har/har-of-deliveries.ts";
import { aDelivery, anAttempt } from "./journal/a-delivery.ts";

const schemas: Record<string, AnySchemaObject> = createRequire(import.meta.url)("har-schema");
const ajv = new Ajv({ strict: false, validateFormats: false }).addMetaSchema(draft6);
const isHar = ajv.addSchema(Object.values(schemas)).getSchema("har.json#");

const REQUEST = {
  url: "http://localhost:3000/hook?token=abc&page=2",
  headers: { "Content-Type": "application/json", "X-Smartlead-Signature": "sha256=abc" },
  body: '{"secret_key":"9d1f","n":1}',
};
const RESPONSE = {
  headers: { "content-type": "text/html", "set-cookie": ["a=1", "b=2"] },
  body: "<h1>no</h1>",
  bytes: 40_000,
  truncated: true,
};

const DELIVERIES = [
  aDelivery({
    request: REQUEST,
    attempts: [
      anAttempt(1, "network_error", { error: "ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:3000" }),
      anAttempt(2, "server_error", { status: 500, response: RESPONSE, started_at: "2026-01-05T09:01:00.000Z" }),
    ],
  }),
  aDelivery({ id: "dlv_2", request: REQUEST, attempts: [anAttempt(1)] }),
  aDelivery({ id: "dlv_3", state: "withheld" }),
];

describe("an HTTP Archive of deliveries", () => {
  it("is valid by the format's schemas", () => {
    expect(isHar?.(harOf(DELIVERIES, "1.0.0")), JSON.stringify(isHar?.errors)).toBe(true);
    expect(isHar?.({ log: { version: "1.2" } })).toBe(false);
  });

  it("has an entry for each attempt, in order of time, and status 0 where no answer came", () => {
    const { entries } = harOf(DELIVERIES, "1.0.0").log;
    expect(entries.map((entry) => [Reflect.get(entry, "_delivery"), entry.response.status, entry.time])).toEqual([
      ["dlv_1", 0, 5],
      ["dlv_2", 0, 0],
      ["dlv_1", 500, 5],
    ]);
    expect(entries[2]?.response.content).toMatchObject({ size: 40_000, mimeType: "text/html", comment: "cut off" });
    expect(entries[2]?.response.headers.filter(({ name }) => name === "set-cookie")).toHaveLength(2);
  });

  it("holds no secret, in the address, the headers or the body", () => {
    const text = JSON.stringify(harOf(DELIVERIES, "1.0.0"), null, 2);
    expect(text).not.toMatch(/abc|9d1f|a=1/);
    expect(text).toContain('"value": "2"');
    expect(text.startsWith(HAR_HEAD)).toBe(true);
  });
});
