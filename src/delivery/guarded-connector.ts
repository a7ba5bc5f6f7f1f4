import { isIP, Socket } from "node:net";
import type { buildConnector } from "undici";
import undiciConnector from "undici/lib/core/connect.js";
import { checkAddress } from "./address-rules.ts";
import { guardedLookup, targetRefused } from "./guarded-lookup.ts";

export interface ConnectorOptions {
  /** Hosts beyond this machine and its private network that deliveries may go to. */
  readonly allowTargets?: readonly string[];
  /** Accepts any TLS certificate. */
  readonly insecureTls?: boolean;
  /** Real ms after which a connection that is still being made is given up; `null` leaves that to the operating system. */
  readonly connectTimeoutMs?: number | null;
}

/** Judges where a connection goes; `connecting` holds the sockets that do not stand yet. */
export function guardedConnector(options: ConnectorOptions, connecting: Set<Socket>): buildConnector.connector {
  const allowTargets = options.allowTargets ?? [];
  const connector = undiciConnector({
    timeout: options.connectTimeoutMs ?? 0,
    lookup: guardedLookup(allowTargets),
    rejectUnauthorized: options.insecureTls !== true,
    allowH2: false,
  });
  return (target, callback) => {
    // undici has taken the brackets off an IPv6 literal. A literal is never looked up, so it is judged here.
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
