import { WebSocket } from "ws";
import type { OpenStreamSocket } from "./stream-socket.ts";

/** Real ms that a connection may take to open. */
const HANDSHAKE_TIMEOUT_MS = 5_000;

/** The stream over `ws`, for programs on Node. */
export const openNodeSocket: OpenStreamSocket = (address, listener) => {
  const socket = new WebSocket(address, { perMessageDeflate: false, handshakeTimeout: HANDSHAKE_TIMEOUT_MS });
  let reason = "it was closed";
  socket.on("message", (data) => listener.message(data.toString()));
  socket.on("error", (error) => {
    reason = error.message;
  });
  socket.on("close", () => listener.closed(reason));
  return { close: () => socket.terminate() };
};
