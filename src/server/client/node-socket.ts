import { WebSocket } from "ws";
import type { OpenStreamSocket } from "./stream-connection.ts";

/** Real ms that a connection may take to open. */
const HANDSHAKE_TIMEOUT_MS = 5_000;

/** The stream's socket made with `ws`, for programs on Node. */
export const openNodeSocket: OpenStreamSocket = (address, listener) => {
  const socket = new WebSocket(address, { perMessageDeflate: false, handshakeTimeout: HANDSHAKE_TIMEOUT_MS });
  let reason: string | null = null;
  let status: number | undefined;
  socket.on("message", (data) => listener.message(data.toString()));
  socket.on("unexpected-response", (_request, response) => {
    status = response.statusCode;
    reason = `Unexpected server response: ${status}`;
    socket.terminate();
  });
  socket.on("error", (error) => {
    reason ??= error.message;
  });
  socket.on("close", () => listener.closed(reason ?? "it was closed", status));
  return { close: () => socket.terminate() };
};
