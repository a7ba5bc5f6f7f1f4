import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type Access, bearerToken } from "./access.ts";
import { CONTROL_PREFIX } from "./control-plugin.ts";
import { type ErrorAnswer, errorAnswer } from "./error-answer.ts";
import type { Stream } from "./stream.ts";

export const STREAM_PATH = `${CONTROL_PREFIX}/stream`;

/** Status lines that a refused handshake may get. */
const STATUS_TEXT: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  503: "Service Unavailable",
};

/** Passes WebSocket handshakes to the stream, after the same access checks as for calls. */
export function guideUpgrades(server: Server, access: Access, stream: Stream): void {
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== "websocket") return ignoreUpgrade(server, request, socket, head);
    const [path, search] = (request.url ?? "").split("?", 2);
    const query = new URLSearchParams(search);
    const refused = refusal({ request, path, token: query.get("token") }, access, stream);
    if (refused === null) stream.join(request, socket, head, query);
    else refuse(socket, refused);
  });
}

interface Handshake {
  readonly request: IncomingMessage;
  readonly path: string | undefined;
  readonly token: string | null;
}

function refusal({ request, path, token }: Handshake, access: Access, stream: Stream): ErrorAnswer | null {
  const foreign = access.refusal(request);
  if (foreign !== null) return errorAnswer("forbidden", foreign);
  if (path !== STREAM_PATH) return errorAnswer("not_found", `The only WebSocket here is ${STREAM_PATH}.`);
  if (!access.opensControl(bearerToken(request) ?? token)) {
    return errorAnswer("forbidden", "The stream needs the token: ?token=TOKEN.", 401);
  }
  if (!stream.isOpen)
    return errorAnswer("too_many_open", "The stream has reached its limit of clients; close one first.");
  return null;
}

function refuse(socket: Duplex, { status, body }: ErrorAnswer): void {
  const text = JSON.stringify(body);
  socket.on("error", () => socket.destroy());
  // Node leaves a refused upgrade's connection half open, and a closing server does not end it.
  socket.once("finish", () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_TEXT[status] ?? "Error"}`,
      "content-type: application/json; charset=utf-8",
      `content-length: ${Buffer.byteLength(text)}`,
      "connection: close",
      "",
      text,
    ].join("\r\n"),
  );
}

/**
 * Java's HTTP client offers `Upgrade: h2c` on every call, which a server may ignore. Node cannot: once there is a listener for upgrades it
 * gets every one. So the request is passed back to the server as if it had come without the offer.
 */
function ignoreUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  const { rawHeaders } = request;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (!/^(connection|upgrade|http2-settings)$/i.test(name)) lines.push(`${name}: ${rawHeaders[index + 1]}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]));
  server.emit("connection", socket);
}
