import { describe, expect, it } from "vitest";
import { headersToKeep, headersToReceiver, headersToSender } from "../../../src/capture/proxy/headers.ts";

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
