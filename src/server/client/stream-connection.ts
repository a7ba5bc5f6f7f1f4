import type { Frame } from "../../journal/entry.ts";
import type { Connection } from "./control-client.ts";
import { framesOf } from "./message-frames.ts";
import type { OpenStreamSocket, StreamSocket } from "./stream-socket.ts";

/** Where the stream goes on; without it, at the present. */
export interface StreamPlace {
  /** The number of the last entry seen; 0 asks for everything that is kept. */
  readonly since: number;
  /** The run that it belongs to; `null` = none is known yet. */
  readonly run: string | null;
}

export interface StreamConnectionListener {
  /** The frames of one message. */
  frames(frames: readonly Frame[]): void;
  /** Told once; see `StreamSocketListener`. */
  closed(reason: string, status?: number): void;
}

export interface StreamRequest {
  readonly connection: Connection;
  readonly place: StreamPlace | null;
  readonly open: OpenStreamSocket;
}

/** Opens one connection to the live stream of a mock (`WS /_mock/stream`). */
export function connectStream(request: StreamRequest, listener: StreamConnectionListener): StreamSocket {
  return request.open(addressOf(request), {
    message: (text) => listener.frames(framesOf(text)),
    closed: (reason, status) => listener.closed(reason, status),
  });
}

function addressOf({ connection: { url, token }, place }: StreamRequest): string {
  const address = new URL(`${url.replace(/\/+$/, "")}/_mock/stream`);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  if (place !== null) address.searchParams.set("since", String(place.since));
  if (place !== null && place.run !== null) address.searchParams.set("run", place.run);
  if (token !== null) address.searchParams.set("token", token);
  return address.href;
}
