import type { DeliveryRequest } from "../../delivery/delivery.ts";
import { requestHeaders } from "../../delivery/exchange.ts";

/** The request line's path, and names and values in turn. */
export interface RequestHead {
  readonly path: string;
  readonly headers: readonly string[];
}

/** What an HTTP client says itself; undici takes these out of the headers that it is given as well. */
const OWN_HEADERS = new Set(["host", "connection", "content-length"]);

/** Names, their case and their order are the plain sender's; only the connection serves no second request. */
export function requestHead(url: URL, request: DeliveryRequest, bodyBytes: number): RequestHead {
  const given = Object.entries(requestHeaders(url, request));
  const host = given.find(([name]) => name.toLowerCase() === "host")?.[1] ?? url.host;
  const rest = given.filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()));
  const first = ["host", host, "connection", "close"];
  const last = ["content-length", String(bodyBytes)];
  return { path: `${url.pathname}${url.search}`, headers: [...first, ...rest.flat(), ...last] };
}
