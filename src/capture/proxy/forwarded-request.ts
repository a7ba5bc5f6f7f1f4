import { headerPairs } from "./inbound-request.ts";

/** Headers of one connection, which a proxy must not pass on (RFC 9110 §7.6.1); `Expect` has already been answered. */
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
/** Headers that an HTTP client sets itself for its own connection. */
const OF_THE_CLIENT = new Set(["host", "content-length"]);

/** Returns the headers for the receiver: names keep their case and order, and `Host` is the receiver's. A chunked body is sent with its length. */
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

/** Returns the headers of an answer as they are sent back to SmartLead. */
export function headersToSender(rawHeaders: readonly string[]): string[] {
  return endToEnd(rawHeaders).flat();
}

/** Returns the headers for the journal: without those that each client sets itself; repeated headers are joined, as HTTP allows. */
export function headersToKeep(rawHeaders: readonly string[]): Record<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value] of endToEnd(rawHeaders)) {
    if (OF_THE_CLIENT.has(name.toLowerCase())) continue;
    const earlier = kept.get(name);
    kept.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return Object.fromEntries(kept);
}

/** Removes the headers of the connection, and those that a `Connection` header names. */
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

/**
 * Merges the target's query with the caller's. A parameter that both have is sent once, with the target's value: most frameworks would read
 * it twice as a list, and a token would no longer match. The caller's spelling is kept.
 *
 * @example mergedQuery("?token=a", "?token=a&page=2") // "?token=a&page=2"
 */
export function mergedQuery(ofTarget: string, ofCaller: string): string {
  // An empty `?` from the caller is kept.
  if (ofTarget === "" || ofTarget === "?") return ofCaller;
  const own = new Set(partsOf(ofTarget).map(nameOf));
  const added = partsOf(ofCaller).filter((part) => !own.has(nameOf(part)));
  return [ofTarget, ...added].join("&");
}

function partsOf(query: string): readonly string[] {
  const text = query.replace(/^\?/, "");
  return text === "" ? [] : text.split("&");
}

/** Decodes a name as receivers do: `%74oken` is `token`, `+` a space. A name that cannot be decoded is used as it is. */
function nameOf(part: string): string {
  const [name = ""] = part.split("=", 1);
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    return name;
  }
}
