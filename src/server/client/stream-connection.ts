import type { Frame } from "../../journal/entry.ts";
import type { Connection } from "./control-client.ts";

/** One connection to a mock's stream, whatever carries it: `ws` on Node, the browser's own `WebSocket` on the page. */
export interface StreamSocket {
  /** Drops the connection and notifies its listener. */
  close(): void;
}

interface StreamSocketListener {
  /** The text of one message. */
  message(text: string): void;
  /**
   * Called once, also when the connection never opened; `reason` is a short clause for people, `status` the HTTP status of a mock that
   * refused it, if known.
   */
  closed(reason: string, status?: number): void;
}

/** Opens a connection to a `ws:` or `wss:` address. */
export type OpenStreamSocket = (address: string, listener: StreamSocketListener) => StreamSocket;

/** The position at which the stream continues; without it, at the present. */
interface StreamPlace {
  /** The number of the last entry seen; 0 asks for everything that is kept. */
  readonly since: number;
  /** The run that it belongs to; `null` = not known yet. */
  readonly run: string | null;
}

interface StreamConnectionListener {
  /** The frames of one message. */
  frames(frames: readonly Frame[]): void;
  /** Called once; see `StreamSocketListener`. */
  closed(reason: string, status?: number): void;
}

interface StreamRequest {
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

/** The frames of one message of the stream; anything that is not a frame is skipped, since the server may be another program or version. */
export function framesOf(message: string): readonly Frame[] {
  try {
    const parsed: unknown = JSON.parse(message);
    return Array.isArray(parsed) ? parsed.filter(isFrame) : [];
  } catch {
    return [];
  }
}

function isFrame(value: unknown): value is Frame {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  if (value.type === "hello") return "run" in value && typeof value.run === "string";
  if (value.type === "gap") return "from" in value && "to" in value;
  return typeof value.type === "string" && "seq" in value && typeof value.seq === "number";
}
