import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  outgoingRequest,
  signatureOf,
  spanIdOf,
  traceIdOf,
  traceparentOf,
} from "../../../src/delivery/outgoing-request.ts";
import { createSmartLead } from "../../../src/index.ts";

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

const REQUEST_ID = "0d5b0a4e-6f0c-4b2f-8a50-2f1f6c7e9a11";

it("A trace has the request id as its id, hashed where W3C does not take it", () => {
  expect(traceIdOf(REQUEST_ID)).toBe("0d5b0a4e6f0c4b2f8a502f1f6c7e9a11");
  for (const id of ["req-7", "00000000-0000-0000-0000-000000000000"]) {
    expect(traceIdOf(id)).toMatch(/^(?!0+$)[\da-f]{32}$/);
    expect(traceIdOf(id)).toBe(traceIdOf(id));
  }
});

it("A span's id follows from the delivery and the attempt", () => {
  const ids = [spanIdOf("dlv_1"), spanIdOf("dlv_1", 1), spanIdOf("dlv_1", 2), spanIdOf("dlv_2")];
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{16}$/);
});

it("Deliveries carry traceparent when asked to, the same on each attempt, and not otherwise", async () => {
  const seen: (string | null)[] = [];
  const target = (request: Request) => {
    seen.push(request.headers.get("traceparent"));
    return new Response(null, { status: seen.length === 1 ? 503 : 200 });
  };
  const traced = await createSmartLead({ target, clock: "virtual", traceparent: true });
  const event = await traced.emit("EMAIL_REPLY");
  await traced.settle();
  const [{ id = "", request_id = "" } = {}] = event.deliveries;
  await traced.close();
  expect(seen).toEqual([traceparentOf(request_id, id), traceparentOf(request_id, id)]);
  const plain = await createSmartLead({ target, clock: "virtual" });
  await plain.emit("EMAIL_REPLY");
  await plain.settle();
  await plain.close();
  expect(seen[2]).toBeNull();
});
