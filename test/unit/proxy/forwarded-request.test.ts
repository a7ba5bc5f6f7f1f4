import { describe, expect, it } from "vitest";
import {
  headersToKeep,
  headersToReceiver,
  headersToSender,
  mergedQuery,
} from "../../../src/capture/proxy/forwarded-request.ts";

const RAW = [
  ..."Host abc.tunnel.example x-One 1 CONNECTION keep-alive,X-Hop X-Hop secret content-length 9 X-One 2 Transfer-Encoding chunked".split(
    " ",
  ),
  ..."X-Forwarded-For 203.0.113.9 TE trailers".split(" "),
];

describe("headers of a delivery that is passed on", () => {
  it("go to the receiver in their order and case, without those of the connection", () => {
    expect(headersToReceiver(RAW, "localhost:3000", 12)).toEqual([
      ..."Host localhost:3000 x-One 1 content-length 12 X-One 2 X-Forwarded-For 203.0.113.9 Connection close".split(
        " ",
      ),
    ]);
    expect(headersToReceiver(["A", "b"], "h", 0)).toEqual([
      "Host",
      "h",
      "A",
      "b",
      "Content-Length",
      "0",
      "Connection",
      "close",
    ]);
  });

  it("of the answer go back likewise", () => {
    const answer = [
      "Set-Cookie",
      "a",
      "set-cookie",
      "b",
      "Keep-Alive",
      "timeout=5",
      "Connection",
      "close",
      "Content-Length",
      "3",
    ];
    expect(headersToSender(answer)).toEqual(["Set-Cookie", "a", "set-cookie", "b", "Content-Length", "3"]);
  });

  it("are kept without what each client says itself, what came twice in one", () => {
    expect(
      headersToKeep([
        "Host",
        "h",
        "X-One",
        "1",
        "X-One",
        "2",
        "x-one",
        "3",
        "Content-Length",
        "4",
        "Connection",
        "close",
      ]),
    ).toEqual({
      "X-One": "1, 2",
      "x-one": "3",
    });
  });
});

describe("the query that a proxied delivery goes out with", () => {
  it.each([
    ["", "", ""],
    ["", "?a=1&a=2&%20=+", "?a=1&a=2&%20=+"],
    ["", "?", "?"],
    ["?token=a", "", "?token=a"],
    ["?token=a", "?", "?token=a"],
    ["?token=a", "?token=a", "?token=a"],
    ["?token=a", "?token=b", "?token=a"],
    ["?token=a", "?page=2&token=a&page=3", "?token=a&page=2&page=3"],
    ["?token=a", "?%74oken=a", "?token=a"],
    ["?my+key=a", "?my%20key=b&c", "?my+key=a&c"],
    ["?token", "?token=a", "?token"],
    ["?a=1&a=2", "?a=1&a=2", "?a=1&a=2"],
    ["?Token=a", "?token=a", "?Token=a&token=a"],
    ["?a=1", "?%zz=1&&", "?a=1&%zz=1&&"],
  ])("of a target's %j and a caller's %j is %j", (ofTarget, ofCaller, sent) => {
    expect(mergedQuery(ofTarget, ofCaller)).toBe(sent);
  });
});
