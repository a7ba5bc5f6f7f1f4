import type { Socket } from "node:net";
import type { AttemptOutcome } from "../../../src/delivery/delivery.ts";

/** What a receiver says once the request has come. */
export type Speak = (socket: Socket) => void;

/** Parts, each in a packet of its own as far as the machine goes along. */
const inParts =
  (...parts: (string | Buffer)[]): Speak =>
  async (socket) => {
    socket.setNoDelay(true);
    for (const part of parts) {
      socket.write(part);
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
  };
const write =
  (text: string): Speak =>
  (socket) =>
    void socket.write(Buffer.from(text, "latin1"));
const writeAndEnd =
  (text: string): Speak =>
  (socket) =>
    void socket.end(Buffer.from(text, "latin1"));
/** The beginning once, then a piece again and again for as long as somebody listens. */
const endless =
  (head: string, piece: string): Speak =>
  (socket) => {
    socket.write(head);
    const go = () => {
      while (!socket.destroyed && socket.write(piece));
      if (!socket.destroyed) socket.once("drain", go);
    };
    go();
  };

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const many = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join("");
const bytesOf = (text: string) => text.replaceAll("\n", "\r\n");

/** An answer, and what it is to every sender. */
export interface AnswerRow {
  readonly outcome: AttemptOutcome;
  readonly status: number | null;
  /** The error's code; `null` = a complete answer. */
  readonly error: RegExp | null;
  readonly speak: Speak;
}

const taken = (outcome: AttemptOutcome, status: number, speak: Speak): AnswerRow => ({
  outcome,
  status,
  error: null,
  speak,
});
const broken = (status: number | null, error: RegExp, speak: Speak): AnswerRow => ({
  outcome: "network_error",
  status,
  error,
  speak,
});

const SOCKET = /^(UND_ERR_SOCKET|ECONNRESET|EPIPE): ./;
const NOT_HTTP = /^(HPE_\w+|HTTPParserError): ./;
const LENGTHS = /^UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ./;
const OVERFLOW = /^(UND_ERR_HEADERS_OVERFLOW|ANSWER_OVERFLOW): ./;

export const ANSWER_ROWS: Readonly<Record<string, AnswerRow>> = {
  "a plain 200": taken("success", 200, write(OK)),
  "200 without a reason": taken("success", 200, write("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n")),
  "200 with an empty reason": taken("success", 200, write("HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n")),
  "200 with a reason in Latin-1": taken("success", 200, write("HTTP/1.1 200 Schön\r\nContent-Length: 0\r\n\r\n")),
  "200 with control characters in its reason": taken(
    "success",
    200,
    write("HTTP/1.1 200 a\x01b\x7f\r\nContent-Length: 0\r\n\r\n"),
  ),
  "200 with lower-case headers": taken("success", 200, write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")),
  "201 with a body in pieces": taken(
    "success",
    201,
    inParts("HTTP/1.1 201 Crea", "ted\r\nContent-Le", "ngth: 4\r\n\r", "\nab", "cd"),
  ),
  "202 until the end of the connection": taken("success", 202, writeAndEnd("HTTP/1.1 202 Accepted\r\n\r\nabc")),
  "204 without a body": taken("success", 204, write("HTTP/1.1 204 No Content\r\n\r\n")),
  "204 with a body that it may not have": taken(
    "success",
    204,
    write("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok"),
  ),
  "205 with an empty body": taken("success", 205, write("HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n")),
  "299, which nobody knows": taken("success", 299, write("HTTP/1.1 299 Hm\r\nContent-Length: 0\r\n\r\n")),
  "301 with a Location": taken(
    "redirect",
    301,
    write("HTTP/1.1 301 Moved\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"),
  ),
  "304 with a length but no body": taken(
    "redirect",
    304,
    write("HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n"),
  ),
  "307 to another host": taken(
    "redirect",
    307,
    write("HTTP/1.1 307 T\r\nLocation: http://example.com/\r\nContent-Length: 0\r\n\r\n"),
  ),
  "400": taken("rejected", 400, write("HTTP/1.1 400 Bad\r\nContent-Length: 3\r\n\r\nbad")),
  "401 with a challenge": taken(
    "rejected",
    401,
    write('HTTP/1.1 401 U\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n'),
  ),
  "408 and the end": taken("rejected", 408, writeAndEnd("HTTP/1.1 408 T\r\nConnection: close\r\n\r\n")),
  "410": taken("rejected", 410, write("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n")),
  "429 with Retry-After": taken(
    "rejected",
    429,
    write("HTTP/1.1 429 T\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n"),
  ),
  "500": taken("server_error", 500, write("HTTP/1.1 500 E\r\nContent-Length: 0\r\n\r\n")),
  "503 of HTTP/1.0": taken("server_error", 503, writeAndEnd("HTTP/1.0 503 E\r\n\r\nbusy")),
  "599": taken("server_error", 599, write("HTTP/1.1 599 E\r\nContent-Length: 0\r\n\r\n")),
  "600, which is not HTTP's": taken("server_error", 600, write("HTTP/1.1 600 E\r\nContent-Length: 0\r\n\r\n")),
  "999": taken("server_error", 999, write("HTTP/1.1 999 E\r\nContent-Length: 0\r\n\r\n")),

  "an unasked 100 Continue": taken("success", 200, write(`HTTP/1.1 100 Continue\r\n\r\n${OK}`)),
  "an unasked 100 Continue in a packet of its own": taken("success", 200, inParts("HTTP/1.1 100 Continue\r\n\r\n", OK)),
  "100 with headers": taken("success", 200, write(`HTTP/1.1 100 Continue\r\nX-A: 1\r\n\r\n${OK}`)),
  "three times 100": taken("success", 200, write(`${"HTTP/1.1 100 Continue\r\n\r\n".repeat(3)}${OK}`)),
  "100 and then 500": taken(
    "server_error",
    500,
    write("HTTP/1.1 100 C\r\n\r\nHTTP/1.1 500 E\r\nContent-Length: 0\r\n\r\n"),
  ),
  "102 Processing": taken("success", 200, write(`HTTP/1.1 102 Processing\r\n\r\n${OK}`)),
  "103 Early Hints": taken("success", 200, write(`HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${OK}`)),
  "100, 102 and 103": taken(
    "success",
    200,
    inParts("HTTP/1.1 100 C\r\n\r\n", "HTTP/1.1 102 P\r\n\r\n", "HTTP/1.1 103 E\r\n\r\n", OK),
  ),
  "199, which nobody knows": taken("success", 200, write(`HTTP/1.1 199 Hm\r\n\r\n${OK}`)),
  "100 and then nothing": broken(null, SOCKET, writeAndEnd("HTTP/1.1 100 Continue\r\n\r\n")),
  "101, which nobody asked for": broken(
    null,
    SOCKET,
    write("HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
  ),

  "status 0": broken(null, /^INVALID_STATUS: the answer's status is 0, /, write("HTTP/1.1 000 Zero\r\n\r\n")),
  "status 1": broken(
    null,
    /^INVALID_STATUS: the answer's status is 1, /,
    write("HTTP/1.1 001 One\r\nContent-Length: 0\r\n\r\n"),
  ),
  "status 99": broken(
    null,
    /^INVALID_STATUS: the answer's status is 99, /,
    write("HTTP/1.1 099 Hm\r\nContent-Length: 2\r\n\r\nok"),
  ),
  "status 42 behind a 100": broken(
    null,
    /^INVALID_STATUS: the answer's status is 42, /,
    write("HTTP/1.1 100 C\r\n\r\nHTTP/1.1 042 X\r\n\r\n"),
  ),
  "a status of four digits": broken(null, NOT_HTTP, write("HTTP/1.1 2000 OK\r\n\r\n")),
  "a status of two digits": broken(null, NOT_HTTP, write("HTTP/1.1 20 OK\r\n\r\n")),
  "a negative status": broken(null, NOT_HTTP, write("HTTP/1.1 -200 OK\r\n\r\n")),
  "no status": broken(null, NOT_HTTP, write("HTTP/1.1 OK\r\n\r\n")),
  "HTTP/3.0": broken(null, NOT_HTTP, write("HTTP/3.0 200 OK\r\nContent-Length: 0\r\n\r\n")),
  "what is not HTTP": broken(null, NOT_HTTP, write("garbage\r\n\r\n")),
  "a request": broken(null, NOT_HTTP, write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")),
  "the preface of HTTP/2": broken(null, NOT_HTTP, write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")),
  "an HTML page without a head": broken(null, NOT_HTTP, write("<html><body>502</body></html>")),

  "bytes behind Content-Length": taken("success", 200, write(`${OK}and more`)),
  "bytes behind Content-Length in a packet of their own": taken("success", 200, inParts(OK, "and more")),
  "a second answer behind the first": taken("success", 200, write(`${OK}HTTP/1.1 500 E\r\nContent-Length: 0\r\n\r\n`)),
  "fewer bytes than Content-Length": broken(
    200,
    /^UND_ERR_(RES_CONTENT_LENGTH_MISMATCH|SOCKET): ./,
    writeAndEnd("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"),
  ),
  "two lengths that agree": broken(
    null,
    LENGTHS,
    write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok"),
  ),
  "two lengths that differ": broken(
    null,
    LENGTHS,
    write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok"),
  ),
  "a negative length": broken(null, NOT_HTTP, write("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")),
  "a length that is none": broken(null, NOT_HTTP, write("HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok")),
  "a length and chunks": broken(
    null,
    LENGTHS,
    write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
  ),

  chunks: taken("success", 200, write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")),
  "chunks with an extension": taken(
    "success",
    200,
    write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;sig=abc\r\nok\r\n0\r\n\r\n"),
  ),
  "chunks with a trailer": taken(
    "success",
    200,
    write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n"),
  ),
  "20,000 chunks of a byte": taken(
    "success",
    200,
    write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${"1\r\nx\r\n".repeat(20_000)}0\r\n\r\n`),
  ),
  "chunks that end too early": broken(
    200,
    /./,
    writeAndEnd("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok"),
  ),
  "a chunk whose length is none": broken(
    200,
    NOT_HTTP,
    write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
  ),
  "endless chunk extensions": broken(
    200,
    OVERFLOW,
    endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=", "a".repeat(4_096)),
  ),
  "a byte a chunk, with long extensions": broken(
    200,
    OVERFLOW,
    endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", `1;${"a".repeat(4_096)}\r\nx\r\n`),
  ),

  "a reason phrase of 20 KB": taken(
    "success",
    200,
    write(`HTTP/1.1 200 ${"a".repeat(20_000)}\r\nContent-Length: 2\r\n\r\nok`),
  ),
  "an endless reason phrase": broken(null, OVERFLOW, endless("HTTP/1.1 200 ", "a".repeat(4_096))),
  "endless announcements": broken(null, OVERFLOW, endless("", "HTTP/1.1 102 Processing\r\n\r\n".repeat(100))),
  "an endless header": broken(null, OVERFLOW, endless("HTTP/1.1 200 OK\r\nX-A: ", "a".repeat(4_096))),
  "endless headers": broken(null, OVERFLOW, endless("HTTP/1.1 200 OK\r\n", "X-A: a\r\n".repeat(100))),
  "endless trailers": broken(
    200,
    OVERFLOW,
    endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-A: a\r\n".repeat(100)),
  ),
  "endless empty lines": broken(null, /./, endless("", "\r\n".repeat(1_000))),
  "1,500 headers": taken(
    "success",
    200,
    write(`HTTP/1.1 200 OK\r\n${many(1_500, (at) => `h${at}: 1\r\n`)}Content-Length: 2\r\n\r\nok`),
  ),
  "1,500 times the same header": taken(
    "success",
    200,
    write(`HTTP/1.1 200 OK\r\n${"a: 1\r\n".repeat(1_500)}Content-Length: 2\r\n\r\nok`),
  ),
  "17 KB of headers": broken(
    null,
    OVERFLOW,
    write(`HTTP/1.1 200 OK\r\nX-A: ${"a".repeat(17_000)}\r\nContent-Length: 0\r\n\r\n`),
  ),

  "cookies, each kept": taken(
    "success",
    200,
    write(bytesOf("HTTP/1.1 200 OK\nSet-Cookie: a=1\nSet-Cookie: b=2\nContent-Length: 0\n\n")),
  ),
  "a header that comes twice": taken(
    "success",
    200,
    write(bytesOf("HTTP/1.1 200 OK\nVary: a\nvary: b\nContent-Length: 0\n\n")),
  ),
  "headers named like parts of an object": taken(
    "success",
    200,
    write(bytesOf("HTTP/1.1 200 OK\nConstructor: a\n__proto__: b\ntoString: c\nContent-Length: 0\n\n")),
  ),
  "an empty header": taken("success", 200, write(bytesOf("HTTP/1.1 200 OK\nX-Empty:\nContent-Length: 0\n\n"))),
  "a header with blanks around": taken(
    "success",
    200,
    write(bytesOf("HTTP/1.1 200 OK\nX-A: \t a b \t\nContent-Length: 0\n\n")),
  ),
  "a header in Latin-1 and UTF-8": taken(
    "success",
    200,
    write(bytesOf("HTTP/1.1 200 OK\nX-A: \xe4 \xc3\xa4\nContent-Length: 0\n\n")),
  ),
  "a folded header": broken(null, NOT_HTTP, write(bytesOf("HTTP/1.1 200 OK\nX-A: a\n b\nContent-Length: 0\n\n"))),
  "a header with a NUL": broken(null, NOT_HTTP, write(bytesOf("HTTP/1.1 200 OK\nX-A: a\0b\nContent-Length: 0\n\n"))),
  "a header without a name": broken(null, NOT_HTTP, write(bytesOf("HTTP/1.1 200 OK\n: a\nContent-Length: 0\n\n"))),
  "a blank before the colon": broken(null, NOT_HTTP, write(bytesOf("HTTP/1.1 200 OK\nX-A : a\nContent-Length: 0\n\n"))),
  "line feeds alone": broken(null, NOT_HTTP, write("HTTP/1.1 200 OK\nContent-Length: 2\n\nok")),
  "empty lines before the answer": taken("success", 200, write(`\r\n\r\n${OK}`)),
  "Connection: close, and the connection stays open": taken(
    "success",
    200,
    write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"),
  ),
  "keep-alive for no time": taken(
    "success",
    200,
    write("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0\r\nContent-Length: 2\r\n\r\nok"),
  ),
  "a compressed body, which stays as it is": taken(
    "success",
    200,
    write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b"),
  ),
  "the end instead of an answer": broken(null, SOCKET, (socket) => void socket.end()),
  "a reset instead of an answer": broken(null, SOCKET, (socket) => void socket.resetAndDestroy()),
  "half a status line and the end": broken(null, SOCKET, writeAndEnd("HTTP/1.1 20")),
  "half a head and the end": broken(null, SOCKET, writeAndEnd("HTTP/1.1 200 OK\r\nX-A: ")),
};

/** What is kept of some answers' headers, besides the length. */
export const KEPT_HEADERS: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> = {
  "301 with a Location": { location: "/x" },
  "103 Early Hints": {},
  "100 with headers": {},
  "chunks with a trailer": { "transfer-encoding": "chunked" },
  "cookies, each kept": { "set-cookie": ["a=1", "b=2"] },
  "a header that comes twice": { vary: ["a", "b"] },
  "headers named like parts of an object": Object.fromEntries([
    ["constructor", "a"],
    ["__proto__", "b"],
    ["tostring", "c"],
  ]),
  "an empty header": { "x-empty": "" },
  "a header in Latin-1 and UTF-8": { "x-a": "\xe4 \xc3\xa4" },
  "1,500 times the same header": { a: Array.from({ length: 1_500 }, () => "1") },
};
