import { SmartLeadMockError } from "../base/errors.ts";
import { DEFAULT_HOST, DEFAULT_PORT } from "../config/option-table.ts";
import type { Settings } from "../config/settings.ts";
import type { Connection } from "../server/client/control-client.ts";

/** The address from `--connect`; else the one at which a `start` with the same host and port listens. Throws `usage` if it is not a URL. */
export function connectionOf({ values, nameOf }: Settings): Connection {
  const token = values.token ?? null;
  if (values.connect === undefined) {
    // With port 0 in the configuration, each start uses a new port, which cannot be known here.
    return { url: `http://${reachable(values.host ?? DEFAULT_HOST)}:${values.port || DEFAULT_PORT}`, token };
  }
  const text = values.connect;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === "http:" || url.protocol === "https:"))
    return { url: url.href.replace(/\/+$/, ""), token };
  throw new SmartLeadMockError(
    "usage",
    `${nameOf("connect")} ${text} is not an http URL; write it like http://${DEFAULT_HOST}:${DEFAULT_PORT}.`,
  );
}

/** An address that means every interface is replaced with this machine's own. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return DEFAULT_HOST;
  return host.includes(":") ? `[${host}]` : host;
}
