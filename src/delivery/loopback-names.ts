import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";

/** Both loopback addresses; a server that listens on only one of them is found by the second try. */
const LOOPBACK = [
  { address: "127.0.0.1", family: 4 },
  { address: "::1", family: 6 },
] as const;

/** `anything.localhost`: always this machine, though many systems cannot resolve it (RFC 6761 §6.3). */
export function isLoopbackName(host: string): boolean {
  return /\.localhost\.?$/i.test(host);
}

/** Resolves names as Node does, and `*.localhost` on every system. */
export const lookUpHost: LookupFunction = (hostname, options, callback) => {
  if (!isLoopbackName(hostname)) return lookup(hostname, options, callback);
  const family = options.family === "IPv6" ? 6 : options.family === "IPv4" ? 4 : options.family;
  const wanted = LOOPBACK.filter((one) => family === undefined || family === 0 || one.family === family);
  const [first = LOOPBACK[0]] = wanted;
  if (options.all === true) callback(null, [...wanted]);
  else callback(null, first.address, first.family);
};
