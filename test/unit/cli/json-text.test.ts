import { describe, expect, it } from "vitest";
import { jsonText } from "../../../src/cli/json-text.ts";
import { aDelivery, created } from "./frames.ts";

describe("JSON for standard output", () => {
  it("masks the secrets of addresses and leaves the rest as it is", () => {
    const url = "http://me:pw@localhost:3000/hook?token=s3cret&page=2";
    const body = '{"webhook_url":"http://localhost/h?token=abc","preview_text":"key=1"}';
    const webhook = { ...aDelivery().webhook, url };
    const frame = created(aDelivery({ webhook, request: { url, headers: {}, body } }));
    const read = JSON.parse(jsonText(frame)) as { delivery: ReturnType<typeof aDelivery> };
    expect(read.delivery.webhook.url).toBe("http://***@localhost:3000/hook?token=***&page=2");
    expect(read.delivery.request).toEqual({
      url: "http://***@localhost:3000/hook?token=***&page=2",
      headers: {},
      body,
    });
    expect({ ...read, delivery: { ...read.delivery, webhook, request: { url, headers: {}, body } } }).toEqual(frame);
  });
});
