import { describe, expect, it } from "vitest";
import { adviceForDelivery } from "../../../src/cli/deliveries/delivery-advice.ts";
import type { Attempt } from "../../../src/delivery/delivery.ts";
import { aDelivery, anAttempt } from "./frames.ts";

const failedBy = (changes: Partial<Attempt>) =>
  adviceForDelivery(aDelivery({ state: "failed", reason: "exhausted", attempts: [anAttempt(changes)] }));
const answer = (body: string, headers: Record<string, string> = {}) => ({
  headers,
  body,
  bytes: body.length,
  truncated: false,
});

describe("the advice for a delivery", () => {
  it("has nothing to do for one that was delivered, or is under way", () => {
    const delivered = adviceForDelivery(aDelivery({ state: "delivered", attempts: [anAttempt()] }));
    expect(delivered).toEqual({
      what: "EMAIL_REPLY to http://localhost:3000/hook was delivered on attempt 1 of 3: 200",
      fix: null,
    });
    expect(adviceForDelivery(aDelivery()).fix).toBeNull();
  });

  it.each([
    [
      "nobody listens",
      {
        outcome: "network_error",
        status: null,
        error: "ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:3000",
        response: null,
      },
      "Start your receiver",
    ],
    [
      "the connection breaks",
      { outcome: "network_error", status: null, error: "ECONNRESET: read ECONNRESET", response: null },
      "smartlead-mock doctor",
    ],
    [
      "no answer comes",
      { outcome: "timeout", status: null, error: "TIMEOUT: no complete answer", response: null },
      "Answer 2xx first",
    ],
    [
      "the path is wrong",
      { outcome: "rejected", status: 404, response: answer("Cannot POST /hook") },
      "check the path of --target",
    ],
    ["a secret is missing", { outcome: "rejected", status: 401, response: answer("bad signature") }, "--secret"],
    ["the body is of another shape", { outcome: "rejected", status: 422, response: answer("unknown") }, "--dialect"],
    [
      "it redirects",
      { outcome: "redirect", status: 308, response: answer("", { location: "/hook/" }) },
      "use the address /hook/",
    ],
    ["it fails", { outcome: "server_error", status: 500, response: answer("boom") }, "Check your receiver's log"],
    ["the mock ended", { outcome: "interrupted", status: null, error: null, response: null }, "deliveries resend"],
  ] as const)("says what to do where %s", (_, changes, fix) => {
    expect(failedBy(changes).fix).toContain(fix);
  });

  it("names a fault that was armed, before anything else", () => {
    const { fix } = failedBy({ outcome: "server_error", status: 500, faults: ["status"], response: answer("") });
    expect(fix).toMatch(/^A fault was active \(status\): `smartlead-mock faults disarm all` ends it\. Check/);
  });

  it("blames a hold for what it changed only", () => {
    const held = { outcome: "rejected", status: 404, faults: ["hold"] } as const;
    expect(failedBy({ ...held, response: answer("Cannot POST /hook") }).fix).toMatch(/^What to do: check the path/);
    const replaced = answer("", { "x-mock-fault": "hold-answer" });
    expect(failedBy({ ...held, response: replaced }).fix).toMatch(/^This answer was given with `smartlead-mock hold`/);
    const dropped = { outcome: "network_error", status: null, error: "FAULT_RESET: reset", response: null } as const;
    expect(failedBy({ ...held, ...dropped }).fix).toMatch(/^It was dropped with `smartlead-mock hold`/);
    const sent = { url: "http://localhost/hook", headers: {}, body: "{}", body_bytes: 2, truncated: false };
    expect(failedBy({ ...held, sent, response: answer("") }).fix).toMatch(/^The request was changed/);
  });

  it("says why an event was withheld", () => {
    const { what, fix } = adviceForDelivery(
      aDelivery({ state: "withheld", withheld_because: "core has no such event." }),
    );
    expect(what).toContain("was not sent: core has no such event.");
    expect(fix).toContain("--dialect guide");
  });

  it("says when the next try comes", () => {
    const { what } = adviceForDelivery(
      aDelivery({
        state: "waiting",
        attempts: [anAttempt({ outcome: "server_error", status: 503, next_attempt_at: "2026-01-05T12:03:00.000Z" })],
      }),
    );
    expect(what).toContain(
      "is waiting; attempt 1 of 3 was answered 503; the next attempt is at 2026-01-05T12:03:00.000Z",
    );
  });

  it("shows no secret of the address", () => {
    const webhook = { id: 1, name: "target", level: "user" as const, url: "http://localhost:3000/hook?token=sEcReT" };
    expect(adviceForDelivery(aDelivery({ webhook })).what).not.toContain("sEcReT");
  });
});
