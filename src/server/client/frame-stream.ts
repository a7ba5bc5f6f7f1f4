import { SmartLeadMockError } from "../../base/errors.ts";
import type { Frame } from "../../journal/entry.ts";
import { type Connection, unreachable } from "./control-client.ts";
import { connectStream } from "./stream-connection.ts";

export interface FrameStream {
  /** Resolves when the mock, or the connection to it, is gone. */
  readonly closed: Promise<void>;
  close(): void;
}

/**
 * Opens the live stream of a running mock and resolves at its `hello`; from then on every batch is passed on, the `hello`'s included.
 * Throws `unreachable`, or `forbidden` when the token is wrong.
 */
export async function openFrames(
  connection: Connection,
  onFrames: (frames: readonly Frame[]) => void,
): Promise<FrameStream> {
  const { openNodeSocket } = await import("./node-socket.ts");
  return new Promise((resolve, reject) => {
    let end = () => {};
    const closed = new Promise<void>((resolveClosed) => {
      end = resolveClosed;
    });
    const socket = connectStream(
      { connection, place: null, open: openNodeSocket },
      {
        frames: (frames) => {
          onFrames(frames);
          resolve({ closed, close: () => socket.close() });
        },
        closed: (reason, status) => {
          reject(refusal(connection.url, reason, status));
          end();
        },
      },
    );
  });
}

function refusal(url: string, reason: string, status: number | undefined): SmartLeadMockError {
  if (status === 401)
    return new SmartLeadMockError("forbidden", `The mock at ${url} requires another token; pass it with --token.`);
  if (status === 403)
    return new SmartLeadMockError(
      "forbidden",
      `The mock at ${url} does not accept that host name; start it with --allow-name.`,
    );
  return unreachable(url, new Error(reason));
}
