import { describe, expect, it } from "vitest";
import { MAX_OWN_HEADERS, problemOfHeaders, withHeaders } from "../../../src/delivery/own-headers.ts";

describe("headers of one's own", () => {
  it.each([
    [[["X Y", "1"]], '"X Y" is not a header name'],
    [[["", "1"]], '"" is not a header name'],
    [[["X-A\r\nX-B", "1"]], '"X-A\\r\\nX-B" is not a header name'],
    [[["Content-Length", "1"]], '"Content-Length" cannot be set: the HTTP client sets it'],
    [[["transfer-encoding", "chunked"]], '"transfer-encoding" cannot be set: the HTTP client sets it'],
    [[["x-request-id", "1"]], '"x-request-id" cannot be set: the mock sets it for each delivery'],
    [[["X-Smartlead-Signature", "1"]], '"X-Smartlead-Signature" cannot be set: use `--secret` and `--signature`'],
    [[["X-A", "1\r\nX-B: 2"]], '"X-A" has a value that HTTP does not allow: use one line of Latin-1 characters'],
    [[["X-A", "日本"]], '"X-A" has a value that HTTP does not allow: use one line of Latin-1 characters'],
    [[["X-A", "a".repeat(4_097)]], '"X-A" has a value of more than 4096 characters'],
    [
      [
        ["X-A", "1"],
        ["x-a", "2"],
      ],
      "x-a is given twice",
    ],
  ] as const)("are refused with what is wrong: %j", (pairs, problem) => {
    expect(problemOfHeaders(pairs)).toBe(problem);
  });

  it("are at most so many", () => {
    const pairs = (count: number) => Array.from({ length: count }, (_, at) => [`X-${at}`, ""] as const);
    expect(problemOfHeaders(pairs(MAX_OWN_HEADERS))).toBeNull();
    expect(problemOfHeaders(pairs(MAX_OWN_HEADERS + 1))).toBe("there are 51, more than 50");
  });

  it("take the place of a header of the same name, in whatever case, and come last otherwise", () => {
    const usual = { "Content-Type": "application/json", "User-Agent": "mock" };
    expect(Object.entries(withHeaders(usual, { "content-type": "text/json", __proto__x: "1", "X-A": "" }))).toEqual([
      ["content-type", "text/json"],
      ["User-Agent", "mock"],
      ["__proto__x", "1"],
      ["X-A", ""],
    ]);
    expect(withHeaders(usual, undefined)).toBe(usual);
  });
});
