import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { outgoingRequest, signatureOf } from "../../../src/delivery/outgoing-request.ts";

const PARTS = {
  url: "http://localhost/hook",
  requestId: "0b0b0b0b-0000-4000-8000-000000000000",
  level: "client",
  body: '{"text":"Grüße 👩‍💻"}',
  signingSecret: null,
} as const;

describe("outgoingRequest", () => {
  it("has SmartLead's headers and is unsigned without a secret", () => {
    expect(outgoingRequest(PARTS)).toEqual({
      url: "http://localhost/hook",
      headers: {
        "Content-Type": "application/json",
        "X-Request-Id": "0b0b0b0b-0000-4000-8000-000000000000",
        "X-Webhook-Level": "client",
        "User-Agent": "SmartLead-Webhook/1.0 (smartlead-mock)",
      },
      body: PARTS.body,
    });
  });

  it("signs the bytes of the body with a secret", () => {
    const hex = createHmac("sha256", Buffer.from("s3cret")).update(Buffer.from(PARTS.body, "utf8")).digest("hex");
    expect(outgoingRequest({ ...PARTS, signingSecret: "s3cret" }).headers["X-Smartlead-Signature"]).toBe(
      `sha256=${hex}`,
    );
  });

  it("signs as RFC 4231 says (test case 2)", () => {
    expect(signatureOf("what do ya want for nothing?", "Jefe")).toBe(
      "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });
});
