// Connections that are no proper calls: garbage, halves, floods of headers, upgrades that are none, WebSocket frames that nobody may send.
import { connect } from "node:net";

/** Real ms after which a connection is given up. */
const GIVE_UP_MS = 2_000;

const line = (text) => `${text}\r\n`;
const request = (first, ...headers) => `${[first, ...headers].map(line).join("")}\r\n`;

const KINDS = [
  (random) => Buffer.from(Array.from({ length: 1 + random.below(400) }, () => random.below(256))),
  () => "GET /_mock/health HTTP/1.1\r\nHost: local",
  () => request("GET /_mock/health HTTP/1.1", "Host: localhost", "Host: localhost"),
  () => request("GET /_mock/health HTTP/1.1", ...Array.from({ length: 3_000 }, (_, at) => `X-${at}: 1`)),
  () => request("GET /_mock/health HTTP/1.1", "Host: localhost", `X: ${"y".repeat(100_000)}`),
  () => request(`GET /${"x".repeat(70_000)} HTTP/1.1`, "Host: localhost"),
  () => request("GET /%00%ff%c0%ae HTTP/1.1", "Host: localhost"),
  () => request("G\u0000T / HTTP/1.1", "Host: localhost"),
  () => `${request("POST /_mock/events HTTP/1.1", "Host: localhost", "Content-Length: 10")}{}`,
  () => request("POST /_mock/events HTTP/1.1", "Host: localhost", "Content-Length: -1"),
  () => `${request("POST /_mock/events HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked")}zz\r\n{}`,
  () =>
    request("POST /_mock/events HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked", "Content-Length: 5") +
    "0\r\n\r\n",
  () => request("GET /_mock/health HTTP/1.1", "Host: localhost").repeat(50),
  () => request("GET /_mock/stream HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket"),
  () => request("GET /_mock/stream HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: h2c"),
  (random) =>
    Buffer.concat([
      Buffer.from(
        request(
          `GET /_mock/stream?since=${random.pick(["0", "-1", "x", "99999999999999999", "1"])} HTTP/1.1`,
          "Host: localhost",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ),
      ),
      Buffer.from(Array.from({ length: 1 + random.below(3_000) }, () => random.below(256))),
    ]),
  () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  () => Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
];

/** Opens one, sends something, and ends it in one of the ways in which connections end. */
export function badConnection(port, random) {
  const bytes = random.pick(KINDS)(random);
  const way = random.below(3);
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const timer = setTimeout(() => socket.destroy(), way === 0 ? 50 : GIVE_UP_MS);
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
    socket.on("data", () => {});
    socket.on("connect", () => {
      socket.write(bytes);
      if (way === 1) socket.end();
      if (way === 2) setTimeout(() => socket.resetAndDestroy(), 20);
    });
  });
}
