import { afterEach, describe, expect, it } from "vitest";
import { answer } from "../delivery/raw-receiver.ts";
import { selfSigned } from "../delivery/self-signed.ts";
import { BODY, closeAll, receiver, send } from "./wire-bench.ts";

const CERTIFICATE = selfSigned();

afterEach(closeAll);

describe.each([
  ["plain", null],
  ["TLS", CERTIFICATE],
])("a reset over %s", (_, tls) => {
  it("before the body: the headers come, no byte of the body, then a RST", async () => {
    const got = await receiver(() => {}, tls);
    const result = await send(got.url, { faults: [{ kind: "reset", at: "before" }] });
    await got.until(() => got.seen[0]?.end != null);
    expect([got.seen[0]?.end, got.seen[0]?.body.length]).toEqual(["ECONNRESET", 0]);
    expect(got.seen[0]?.head).toContain(`content-length: ${Buffer.byteLength(BODY)}`);
    expect(result).toEqual({
      outcome: "network_error",
      status: null,
      error: `FAULT_RESET: the connection was reset when 0 of the body's ${Buffer.byteLength(BODY)} bytes had been sent`,
      response: null,
    });
  });

  it("during the body: half of it comes, then a RST", async () => {
    const got = await receiver(() => {}, tls);
    const result = await send(got.url, { faults: [{ kind: "reset", at: "during" }] });
    await got.until(() => got.seen[0]?.end != null);
    const half = Math.floor(Buffer.byteLength(BODY) / 2);
    expect(got.seen[0]?.end).toBe("ECONNRESET");
    expect(got.seen[0]?.body).toEqual(Buffer.from(BODY).subarray(0, half));
    expect(result.error).toMatch(new RegExp(`^FAULT_RESET: .* ${half} of `));
  });

  it("after the body: all of it comes, then a RST, and the answer finds nobody", async () => {
    const got = await receiver(({ socket, body }) => {
      if (body.length === Buffer.byteLength(BODY)) socket.write(answer(200));
    }, tls);
    const result = await send(got.url, { faults: [{ kind: "reset", at: "after" }] });
    await got.until(() => got.seen[0]?.end != null);
    expect(got.seen[0]?.body.toString()).toBe(BODY);
    expect(got.seen[0]?.end).toBe("ECONNRESET");
    expect(result).toEqual({
      outcome: "network_error",
      status: null,
      error: "FAULT_RESET_AFTER: the connection was reset right after the last byte of the body",
      response: null,
    });
  });
});
