/** One connection to a mock's stream, whatever carries it: `ws` on Node, the browser's own `WebSocket` on the page. */
export interface StreamSocket {
  /** Drops the connection. Its listener hears of it, unless it no longer cares. */
  close(): void;
}

export interface StreamSocketListener {
  /** The text of one message. */
  message(text: string): void;
  /**
   * Told once, also when the connection never opened; `reason` is a short clause for people, `status` the HTTP status of a mock that refused
   * it, where that is known.
   */
  closed(reason: string, status?: number): void;
}

/** Opens a connection to a `ws:` or `wss:` address. */
export type OpenStreamSocket = (address: string, listener: StreamSocketListener) => StreamSocket;
