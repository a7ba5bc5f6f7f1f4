import { headerPairs } from "./inbound-request.ts";

/** They belong to one connection, and a proxy must not pass them on (RFC 9110 §7.6.1); `Expect` has been answered. */
const OF_THE_CONNECTION = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
]);
/** What an HTTP client says itself for the connection that it speaks on. */
const OF_THE_CLIENT = new Set(["host", "content-length"]);

/**
 * The headers as they go out to the receiver: names, their case and their order as they came, `Host` that of the receiver. A body that
 * came in chunks goes out with its length.
 */
export function headersToReceiver(rawHeaders: readonly string[], host: string, bodyBytes: number): string[] {
  const out: string[] = [];
  const left = endToEnd(rawHeaders);
  let hasHost = false;
  let hasLength = false;
  for (const [name, value] of left) {
    const lower = name.toLowerCase();
    hasHost ||= lower === "host";
    hasLength ||= lower === "content-length";
    out.push(name, lower === "host" ? host : lower === "content-length" ? String(bodyBytes) : value);
  }
  const missing = hasLength ? [] : ["Content-Length", String(bodyBytes)];
  return [...(hasHost ? [] : ["Host", host]), ...out, ...missing, "Connection", "close"];
}

/** The headers of an answer as they go back to SmartLead. */
export function headersToSender(rawHeaders: readonly string[]): string[] {
  return endToEnd(rawHeaders).flat();
}

/** The same for the journal: without what each client says itself; what came more than once is joined, as HTTP allows. */
export function headersToKeep(rawHeaders: readonly string[]): Record<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value] of endToEnd(rawHeaders)) {
    if (OF_THE_CLIENT.has(name.toLowerCase())) continue;
    const earlier = kept.get(name);
    kept.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return Object.fromEntries(kept);
}

/** Without what belongs to the connection; a `Connection` header names more of that. */
function endToEnd(rawHeaders: readonly string[]): (readonly [string, string])[] {
  const pairs = [...headerPairs(rawHeaders)];
  const named = pairs
    .filter(([name]) => name.toLowerCase() === "connection")
    .flatMap(([, value]) => value.split(",").map((word) => word.trim().toLowerCase()));
  return pairs.filter(([name]) => {
    const lower = name.toLowerCase();
    return !OF_THE_CONNECTION.has(lower) && (!named.includes(lower) || OF_THE_CLIENT.has(lower));
  });
}
