import { isIP, type LookupFunction, Socket } from "node:net";
import type { buildConnector } from "undici";
import undiciConnector from "undici/lib/core/connect.js";
import { checkAddress } from "./address-rules.ts";
import { lookUpHost } from "./loopback-names.ts";

export interface ConnectorOptions {
  /** Hosts beyond this machine and its private network that deliveries may go to. */
  readonly allowTargets?: readonly string[];
  /** Accepts any TLS certificate. */
  readonly insecureTls?: boolean;
  /** Timeout for opening a connection, in real ms; `null` leaves it to the operating system. */
  readonly connectTimeoutMs?: number | null;
}

/** Checks the address of a connection; `connecting` holds the sockets that are not open yet. */
export function guardedConnector(options: ConnectorOptions, connecting: Set<Socket>): buildConnector.connector {
  const allowTargets = options.allowTargets ?? [];
  const connector = undiciConnector({
    timeout: options.connectTimeoutMs ?? 0,
    lookup: guardedLookup(allowTargets),
    rejectUnauthorized: options.insecureTls !== true,
    allowH2: false,
  });
  return (target, callback) => {
    // undici has removed the brackets of an IPv6 literal. A literal is never looked up, so it is checked here.
    const host = target.hostname;
    const verdict = isIP(host) === 0 ? null : checkAddress(host, host, allowTargets);
    if (verdict !== null && !verdict.ok) return callback(targetRefused(verdict.reason), null);
    const socket: unknown = connector(target, (...result) => {
      if (socket instanceof Socket) connecting.delete(socket);
      callback(...result);
    });
    if (socket instanceof Socket) connecting.add(socket);
  };
}

/** The error code of a connection that was refused because its address is not allowed. */
const TARGET_REFUSED = "ETARGETREFUSED";

function targetRefused(reason: string): NodeJS.ErrnoException {
  return Object.assign(new Error(reason), { code: TARGET_REFUSED });
}

/**
 * Resolves a name and lets only allowed addresses through, so that the check is made on the address actually connected to: a name that
 * later resolves to a public address is still refused.
 */
function guardedLookup(allowTargets: readonly string[]): LookupFunction {
  return (hostname, options, callback) => {
    lookUpHost(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null || typeof addresses === "string") return callback(error, []);
      const verdicts = addresses.map((entry) => ({
        entry,
        verdict: checkAddress(entry.address, hostname, allowTargets),
      }));
      const allowed = verdicts.filter(({ verdict }) => verdict.ok).map(({ entry }) => entry);
      const [first] = allowed;
      if (first === undefined) {
        const refused = verdicts.map(({ verdict }) => verdict).find((verdict) => !verdict.ok);
        return callback(targetRefused(refused && !refused.ok ? refused.reason : `${hostname} has no address.`), []);
      }
      return options.all === true ? callback(null, allowed) : callback(null, first.address, first.family);
    });
  };
}
