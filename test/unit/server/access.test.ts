import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { type AccessOptions, accessRules, bearerToken, isFromElsewhere } from "../../../src/server/access.ts";

const OPTIONS: AccessOptions = { host: "127.0.0.1", token: null, apiKey: null, allowNames: ["mock.test"] };

/** A call with these headers that came to 127.0.0.1. */
function aCall(headers: Readonly<Record<string, string>>, addresses: object = {}): IncomingMessage {
  const rawHeaders = Object.entries(headers).flat();
  const socket = { remoteAddress: "127.0.0.1", localAddress: "127.0.0.1", ...addresses };
  return { headers, rawHeaders, socket } as unknown as IncomingMessage;
}

describe("a call", () => {
  const { refusal } = accessRules(OPTIONS);

  it.each([
    [{ host: "localhost:7627" }],
    [{ host: "127.0.0.1:7627" }],
    [{ host: "[::1]:7627" }],
    [{ host: "app.localhost" }],
    [{ host: "LOCALHOST." }],
    [{ host: "host.docker.internal:7627" }],
    [{ host: "mock.test" }],
    [{ host: "localhost", origin: "http://localhost:5173" }],
    [{ host: "localhost", "sec-fetch-site": "same-site" }],
  ])("with %j may pass", (headers) => {
    expect(refusal(aCall(headers))).toBeNull();
  });

  it.each([
    [{}, 'The Host "" is not accepted'],
    [{ host: "rebound.example" }, 'The Host "rebound.example" is not accepted'],
    [{ host: "localhost.evil.example" }, "is not accepted"],
    [{ host: "127.0.0.1.evil.example" }, "is not accepted"],
    [{ host: "user@localhost" }, "is not accepted"],
    [{ host: "localhost", origin: "https://evil.example" }, 'The Origin "https://evil.example" is not accepted'],
    [{ host: "localhost", origin: "null" }, 'The Origin "null" is not accepted'],
    [{ host: "localhost", origin: "file://localhost" }, "is not accepted"],
    [{ host: "localhost", "sec-fetch-site": "cross-site" }, "The request comes from a page of another site"],
  ])("with %j may not", (headers, reason) => {
    expect(refusal(aCall(headers as Record<string, string>))).toContain(reason);
  });

  it("with two Hosts may not, and a foreign text is repeated in its beginning only", () => {
    const twice = { ...aCall({ host: "localhost" }), rawHeaders: ["Host", "localhost", "host", "evil.example"] };
    expect(refusal(twice as unknown as IncomingMessage)).toBe("The call has more than one Host header; send one.");
    expect(refusal(aCall({ host: "x".repeat(10_000) }))?.length).toBeLessThan(250);
  });

  it("may name the address that it reached, whatever that is", () => {
    const reached = { localAddress: "::ffff:192.168.1.7" };
    expect(refusal(aCall({ host: "192.168.1.7:7627" }, reached))).toBeNull();
    expect(refusal(aCall({ host: "192.168.1.8:7627" }, reached))).toContain("192.168.1.8");
  });
});

describe("the token", () => {
  it("opens the control API to who has it, and to everybody where none is asked for", () => {
    const { opensControl } = accessRules({ ...OPTIONS, token: "s3cret" });
    expect(["s3cret", "s3cre", "s3cret1", "", null].map(opensControl)).toEqual([true, false, false, false, false]);
    expect(accessRules(OPTIONS).opensControl(null)).toBe(true);
  });

  it.each([
    ["Bearer abc", "abc"],
    ["bearer  abc ", "abc"],
    ["Basic abc", null],
    ["Bearer", null],
    ["Bearer a b", null],
  ])("is read from %j", (authorization, token) => {
    expect(bearerToken(aCall({ authorization }))).toBe(token);
  });

  it("is needed beyond loopback, as is the key", () => {
    const open = (given: Partial<AccessOptions>) => () => accessRules({ ...OPTIONS, host: "0.0.0.0", ...given });
    expect(open({})).toThrow("--host 0.0.0.0 lets others reach the mock; add --token");
    expect(open({ token: "t" })).toThrow("add --api-key, which guards SmartLead's API.");
    expect(open({ token: "t", apiKey: "k" })).not.toThrow();
  });
});

it.each([
  [{}, {}, false],
  [{}, { remoteAddress: "::1" }, false],
  [{}, { remoteAddress: "::ffff:127.0.0.1" }, false],
  [{}, { remoteAddress: "10.0.0.4", localAddress: "10.0.0.4" }, false],
  [{}, { remoteAddress: "10.0.0.5", localAddress: "10.0.0.4" }, true],
  [{ "x-forwarded-for": "203.0.113.9" }, {}, true],
  [{ "x-forwarded-for": "127.0.0.1, 203.0.113.9" }, {}, true],
  [{ "x-forwarded-for": "127.0.0.1:4000, ::1" }, {}, false],
])("a call with %j over %j comes from elsewhere: %j", (headers, addresses, isElsewhere) => {
  expect(isFromElsewhere(aCall(headers, addresses))).toBe(isElsewhere);
});
