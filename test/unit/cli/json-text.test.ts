import { describe, expect, it } from "vitest";
import { jsonText, recordText } from "../../../src/cli/output/stdout-json.ts";
import { aDelivery, created } from "./frames.ts";

describe("JSON for standard output", () => {
  it("masks secrets in addresses, headers, bodies and sentences, and leaves the rest as it is", () => {
    const url = "http://me:pw@localhost:3000/hook?token=s3cret&page=2";
    const body = '{"secret_key":"9d1f","webhook_url":"http://localhost/h?token=abc","preview_text":"key=1"}';
    const webhook = { ...aDelivery().webhook, url };
    const request = { url, headers: { "X-Api-Key": "abc", "X-Page": "2" }, body };
    const withheld_because = `Nothing listens at ${url}.`;
    const frame = created(aDelivery({ webhook, request, withheld_because }));
    const read = JSON.parse(jsonText(frame)) as { delivery: ReturnType<typeof aDelivery> };
    const shown = "http://***@localhost:3000/hook?token=***&page=2";
    expect(read.delivery.webhook.url).toBe(shown);
    expect(read.delivery.withheld_because).toBe(`Nothing listens at ${shown}.`);
    expect(read.delivery.request).toEqual({
      url: shown,
      headers: { "X-Api-Key": "***", "X-Page": "2" },
      body: '{"secret_key":"***","webhook_url":"http://localhost/h?token=***","preview_text":"key=1"}',
    });
    expect({ ...read, delivery: { ...read.delivery, webhook, request, withheld_because } }).toEqual(frame);
  });

  it("masks secrets in bytes that are no text", () => {
    const bytes = Buffer.from([0xff, ...Buffer.from('{"token":"abc"}')]);
    const { body_base64 } = JSON.parse(jsonText({ body_base64: bytes.toString("base64") })) as Record<string, string>;
    expect(Buffer.from(body_base64 ?? "", "base64").toString("latin1")).toBe('\u00ff{"token":"***"}');
  });

  it("keeps what is named like a secret and is a fact of the mock's own", () => {
    const facts = { type: "effect.seen", key: "0d5b0a4e-6f0c-4b2f-8a50-2f1f6c7e9a11", proxied: { signature: "valid" } };
    expect(JSON.parse(jsonText(facts))).toEqual(facts);
  });
});

describe("JSON for a recording", () => {
  it("keeps what is needed to send it again", () => {
    const request = { url: "http://localhost/?token=abc", headers: { "X-Api-Key": "abc" }, body: '{"secret_key":"1"}' };
    expect(JSON.parse(recordText(request))).toEqual({ ...request, url: "http://localhost/?token=***" });
  });
});
