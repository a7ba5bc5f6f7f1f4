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

/**
 * The query that goes out: the target's own, then what the caller's adds. A parameter that both have is the target's, once: twice, most
 * frameworks would read it as a list, and a token would no longer be right. The caller's letters stay as they came.
 *
 * @example mergedQuery("?token=a", "?token=a&page=2") // "?token=a&page=2"
 */
export function mergedQuery(ofTarget: string, ofCaller: string): string {
  // An empty `?` is the caller's to send, and stays.
  if (ofTarget === "" || ofTarget === "?") return ofCaller;
  const own = new Set(partsOf(ofTarget).map(nameOf));
  const added = partsOf(ofCaller).filter((part) => !own.has(nameOf(part)));
  return [ofTarget, ...added].join("&");
}

function partsOf(query: string): readonly string[] {
  const text = query.replace(/^\?/, "");
  return text === "" ? [] : text.split("&");
}

/** As receivers read it: `%74oken` is `token`, `+` a blank. What cannot be decoded is taken as it is. */
function nameOf(part: string): string {
  const [name = ""] = part.split("=", 1);
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    return name;
  }
}
