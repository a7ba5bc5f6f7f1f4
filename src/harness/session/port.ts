import { connect, createServer } from "node:net";
import { afterReal } from "../../base/time/system-clock.ts";
import { hostOf } from "../../delivery/address-rules.ts";
import { lookUpHost } from "../../delivery/loopback-names.ts";

/** Real ms for one connection attempt on a busy machine. */
const KNOCK_MS = 1_000;

/** Below all ephemeral ports (Linux from 32768, others from 49152): a port that is free here stays free until it is used. */
const OWN_PORTS = { from: 20_000, below: 32_768 } as const;
/** Number of these that are tried before any port is used. */
const OWN_TRIES = 50;
/** Distance between the first ports of two processes with consecutive ids. */
const PID_DISTANCE = 97;
let lastPort = OWN_PORTS.from + ((process.pid * PID_DISTANCE) % (OWN_PORTS.below - OWN_PORTS.from));

/** Returns a port of this machine on which nothing listens, and which this process will not return again for a long time. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < OWN_TRIES; tries += 1) {
    lastPort = lastPort + 1 < OWN_PORTS.below ? lastPort + 1 : OWN_PORTS.from;
    const port = await listenOnce(lastPort).catch(() => null);
    if (port !== null) return port;
  }
  return listenOnce(0);
}

/** Listens for a moment. Returns the port, and rejects if it is in use. */
function listenOnce(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Whether it accepts connections within `patienceMs` of real time. Sends nothing, never rejects. */
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

/** The port of a URL, explicit or implied. */
export function portOf({ port, protocol }: URL): number {
  return Number(port) || (protocol === "https:" ? 443 : 80);
}
