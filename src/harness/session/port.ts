import { connect, createServer } from "node:net";
import { afterReal } from "../../base/time/system-clock.ts";
import { hostOf } from "../../delivery/address-rules.ts";
import { lookUpHost } from "../../delivery/loopback-names.ts";

/** Real ms that one knock may take on a machine that is busy. */
const KNOCK_MS = 1_000;

/** A port of this machine on which nobody listens now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Whether somebody accepts connections there within `patienceMs` of real time. Sends nothing, never rejects. */
export function isAccepting(url: URL, patienceMs = KNOCK_MS): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostOf(url), port: portOf(url), lookup: lookUpHost });
    const end = (accepts: boolean) => {
      cancel();
      socket.destroy();
      resolve(accepts);
    };
    const cancel = afterReal(patienceMs, () => end(false));
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });
}

/** The port that a URL means. */
export function portOf({ port, protocol }: URL): number {
  return Number(port) || (protocol === "https:" ? 443 : 80);
}
