import { describe, expect, it } from "vitest";
import { errorCodeOf, mayHaveReached } from "../../../src/delivery/idempotency/reach.ts";
import { anAttempt } from "./attempts.ts";

describe("an attempt never reached the receiver", () => {
  it.each([
    "ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:3000",
    "ENOTFOUND: getaddrinfo ENOTFOUND receiver.test",
    "EAI_AGAIN: getaddrinfo EAI_AGAIN receiver.test",
    "EHOSTUNREACH: connect EHOSTUNREACH 10.0.0.9:80",
    "ENETUNREACH: connect ENETUNREACH 10.0.0.9:80",
    "ETIMEDOUT: connect ETIMEDOUT 10.0.0.9:80",
    "UND_ERR_CONNECT_TIMEOUT: Connect Timeout Error",
    "ETARGETREFUSED: 93.184.216.34 is a public address",
    "DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate",
    "CERT_HAS_EXPIRED: certificate has expired",
    "ERR_TLS_CERT_ALTNAME_INVALID: Hostname/IP does not match certificate's altnames",
    "ERR_SSL_WRONG_VERSION_NUMBER: wrong version number",
    "EPROTO: write EPROTO",
    "UND_ERR_INVALID_ARG: invalid x-token header",
    "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: Request body length does not match content-length header",
    "ERR_INVALID_CHAR: Invalid character in header content",
    "EAI_NONAME: getaddrinfo EAI_NONAME receiver.test",
    "EACCES: connect EACCES 10.0.0.9:80",
    "EPERM: connect EPERM 10.0.0.9:80",
    "ECONNRESET: Client network socket disconnected before secure TLS connection was established",
    "FAULT_RESET: the connection was reset when 5 of the body's 10 bytes had been sent",
    "FAULT_TRUNCATED: only 5 of the body's 10 bytes were sent",
  ])("when it ended with %s", (error) => {
    expect(mayHaveReached(anAttempt("network_error", { error }))).toBe(false);
  });

  it("when it was withheld", () => {
    expect(mayHaveReached(anAttempt("withheld"))).toBe(false);
  });
});

describe("an attempt may have reached the receiver", () => {
  it.each([
    "ECONNRESET: read ECONNRESET",
    "EPIPE: write EPIPE",
    "EPERM: write EPERM",
    "ETIMEDOUT: read ETIMEDOUT",
    "UND_ERR_SOCKET: other side closed",
    "HPE_INVALID_CONSTANT: Expected HTTP/",
    "toString: a code that every object has",
    "something without a code",
    "FAULT_LOST_RESPONSE: the receiver answered, and the connection broke before the answer was read",
    "FAULT_RESET_AFTER: the connection was reset right after the last byte of the body",
  ])("when it ended with %s", (error) => {
    expect(mayHaveReached(anAttempt("network_error", { error }))).toBe(true);
  });

  it("when an answer had begun, whatever broke it off", () => {
    expect(mayHaveReached(anAttempt("network_error", { status: 200, error: "EPROTO: read EPROTO" }))).toBe(true);
  });

  it.each(["success", "rejected", "server_error", "redirect", "timeout", "interrupted", null] as const)(
    "when its outcome is %s",
    (outcome) => {
      expect(mayHaveReached(anAttempt(outcome))).toBe(true);
    },
  );
});

it("a timeout says by its code that the receiver never had the whole body", () => {
  const error = "FAULT_TRUNCATED: the timeout had passed when 5 of the body's 10 bytes had been sent";
  expect(mayHaveReached(anAttempt("timeout", { error }))).toBe(false);
});

it("the code of an error is what stands before its first colon", () => {
  expect(errorCodeOf("ECONNRESET: read: ECONNRESET")).toBe("ECONNRESET");
  expect(errorCodeOf("broken")).toBe("broken");
});
