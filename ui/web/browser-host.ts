import { SmartLeadMockError } from "../../src/base/errors.ts";
import type { OpenStreamSocket } from "../../src/server/client/stream-connection.ts";
import type { Host } from "../host/host.ts";

/** The host in a browser: its clipboard and its downloads. */
export const browserHost: Host = {
  clipboard: "the clipboard",
  copy: (text) => {
    // The clipboard is available only on https and loopback; elsewhere the text can be saved.
    if (!("clipboard" in navigator)) return false;
    navigator.clipboard.writeText(text).catch(() => {});
    return true;
  },
  save: async (path, text) => {
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = path;
    link.click();
    URL.revokeObjectURL(address);
    return path;
  },
  browse: async (address) => {
    window.open(address, "_blank", "noopener,noreferrer");
    return true;
  },
  edit: async () => {
    throw new SmartLeadMockError("usage", "The page edits a body in its own form.");
  },
};

/** The stream over the browser's own WebSocket. */
export const openBrowserSocket: OpenStreamSocket = (address, listener) => {
  const socket = new WebSocket(address);
  socket.addEventListener("message", ({ data }) => {
    if (typeof data === "string") listener.message(data);
  });
  socket.addEventListener("close", ({ reason }) => listener.closed(reason === "" ? "it was closed" : reason));
  return { close: () => socket.close() };
};
