import { connect, createServer } from "node:net";
import { afterReal } from "../../base/time/system-clock.ts";
import { hostOf } from "../../delivery/address-rules.ts";
import { lookUpHost } from "../../delivery/loopback-names.ts";

/** Real ms that one knock may take on a machine that is busy. */
const KNOCK_MS = 1_000;

/** Below all ports that systems give away by themselves (Linux from 32768, others from 49152): what is free here stays free until it is used. */
const OWN_PORTS = { from: 20_000, below: 32_768 } as const;
/** Of those, so many are tried before any port at all is taken. */
const OWN_TRIES = 50;
/** Ports between those that two processes of neighbouring ids begin with. */
const PID_DISTANCE = 97;
let lastPort = OWN_PORTS.from + ((process.pid * PID_DISTANCE) % (OWN_PORTS.below - OWN_PORTS.from));

/** A port of this machine on which nobody listens now, and which is given to nobody else in this process for a long time. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < OWN_TRIES; tries += 1) {
    lastPort = lastPort + 1 < OWN_PORTS.below ? lastPort + 1 : OWN_PORTS.from;
    const port = await listenOnce(lastPort).catch(() => null);
    if (port !== null) return port;
  }
  return listenOnce(0);
}

/** Listens for a moment. Gives the port, and rejects where it is taken. */
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

/** Whether someone accepts connections there within `patienceMs` of real time. Sends nothing, never rejects. */
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
