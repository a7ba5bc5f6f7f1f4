import type { OpenStreamSocket } from "../../src/server/client/stream-connection.ts";

/** The stream over the browser's own WebSocket. */
export const openBrowserSocket: OpenStreamSocket = (address, listener) => {
  const socket = new WebSocket(address);
  socket.addEventListener("message", ({ data }) => {
    if (typeof data === "string") listener.message(data);
  });
  socket.addEventListener("close", ({ reason }) => listener.closed(reason === "" ? "it was closed" : reason));
  return { close: () => socket.close() };
};
