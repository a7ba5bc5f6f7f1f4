import { SmartLeadMockError } from "../base/errors.ts";
import type { Frame } from "../journal/entry.ts";
import type { Connection } from "./connection.ts";
import { unreachable } from "./control-client.ts";

/** Real ms that the mock may take to open the stream. */
const OPENING_TIMEOUT_MS = 5_000;

export interface FrameStream {
  /** Resolves when the mock, or the way to it, is gone. */
  readonly closed: Promise<void>;
  close(): void;
}

/**
 * Opens the live stream of a running mock and resolves at its `hello`; from then on every batch is handed over, that of
 * the `hello` included. Throws `unreachable`, or `forbidden` when the token does not fit.
 */
export async function openFrames(
  { url, token }: Connection,
  onFrames: (frames: readonly Frame[]) => void,
): Promise<FrameStream> {
  const { WebSocket } = await import("ws");
  const address = new URL(`${url}/_mock/stream`);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  if (token !== null) address.searchParams.set("token", token);
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, { perMessageDeflate: false, handshakeTimeout: OPENING_TIMEOUT_MS });
    const closed = new Promise<void>((end) => socket.on("close", () => end()));
    socket.on("error", (cause) => reject(unreachable(url, cause)));
    socket.on("close", () => reject(unreachable(url)));
    socket.on("unexpected-response", (_request, response) => {
      reject(refusal(url, response.statusCode ?? 0));
      socket.terminate();
    });
    socket.on("message", (data) => {
      // Our own stream: its frames are as PRODUCT §7 has them.
      onFrames(JSON.parse(data.toString()) as readonly Frame[]);
      resolve({ closed, close: () => socket.terminate() });
    });
  });
}

function refusal(url: string, status: number): SmartLeadMockError {
  if (status === 401)
    return new SmartLeadMockError("forbidden", `The mock at ${url} wants another token; give it with --token.`);
  if (status === 403)
    return new SmartLeadMockError(
      "forbidden",
      `The mock at ${url} does not answer to that name; start it with --allow-name.`,
    );
  return unreachable(url);
}
