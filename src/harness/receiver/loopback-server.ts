import type { Server } from "node:http";
import { SmartLeadMockError } from "../../base/errors.ts";

/** Starts listening on 127.0.0.1 and returns the port; 0 uses a free one. Throws `port_in_use`. */
export function listenOnLoopback(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const sentence = `Port ${port} is in use; choose another one for the built-in receiver.`;
      reject(cause.code === "EADDRINUSE" ? new SmartLeadMockError("port_in_use", sentence, { cause }) : cause);
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Closes every connection at once, including hanging ones. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
