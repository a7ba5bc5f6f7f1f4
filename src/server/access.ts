import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { SmartLeadMockError } from "../base/errors.ts";
import { WEB_PAGE_PATH } from "./web-page.ts";

export interface AccessOptions {
  /** The host that the server binds to. */
  readonly host: string;
  /** Guards `/_mock`; `null` = no token, which is allowed only on a loopback host. */
  readonly token: string | null;
  /** The only valid key of SmartLead's own API; `null` = any, which is allowed only on a loopback host. */
  readonly apiKey: string | null;
  /** Names besides the loopback ones under which the mock may be addressed. */
  readonly allowNames: readonly string[];
}

/**
 * Who may call the mock: no page of a foreign site (Origin), no rebound name (Host), and beyond loopback no one without the token (PRODUCT
 * §13).
 */
export interface Access {
  /** Why this request is refused, in a sentence for its sender, or `null` when it may pass. Looks at Host and Origin only. */
  refusal(request: IncomingMessage): string | null;
  /** Whether the given token opens `/_mock`; always true when no token is set. */
  opensControl(token: string | null): boolean;
}

/** Limit for foreign text that an answer repeats, in characters: enough to recognise a name. */
const MAX_QUOTED_NAME = 100;

/** Containers reach the host's mock by this name. */
const CONTAINER_HOST = "host.docker.internal";

/** Throws `usage` when the host is not loopback and the token or key is missing. */
export function accessRules(options: AccessOptions): Access {
  const boundTo = hostnameOf(options.host) ?? options.host.toLowerCase();
  if (!isLoopback(boundTo)) mustBeGuarded(options);
  const allowed = new Set([CONTAINER_HOST, boundTo, ...options.allowNames.map((name) => hostnameOf(name) ?? name)]);
  const isAllowed = (name: string | null, request: IncomingMessage): boolean =>
    name !== null && (isLoopback(name) || allowed.has(name) || name === addressReached(request));
  return {
    refusal: (request) => {
      const { host, origin } = request.headers;
      if (countOf(request, "host") > 1) return "The call has more than one Host header; send one.";
      if (!isAllowed(hostnameOf(host ?? ""), request)) return foreignName("Host", host ?? "");
      if (origin !== undefined && !isAllowed(hostnameOfOrigin(origin), request)) return foreignName("Origin", origin);
      return origin === undefined ? foreignSite(request) : null;
    },
    opensControl: (token) => options.token === null || (token !== null && isSameSecret(token, options.token)),
  };
}

function mustBeGuarded({ host, token, apiKey }: AccessOptions): void {
  const missing = [
    ...(token === null ? ["--token, which guards /_mock"] : []),
    ...(apiKey === null ? ["--api-key, which guards SmartLead's API"] : []),
  ];
  if (missing.length === 0) return;
  throw new SmartLeadMockError("usage", `--host ${host} lets others reach the mock; add ${missing.join(", and ")}.`);
}

/** How often a header occurs: Node keeps the first Host and drops the others silently. */
function countOf({ rawHeaders }: IncomingMessage, wanted: string): number {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === wanted).length;
}

/** Images, scripts and forms of a foreign page come without an Origin, but browsers say where they come from. */
function foreignSite(request: IncomingMessage): string | null {
  const site = String(request.headers["sec-fetch-site"] ?? "").toLowerCase();
  if (!site.includes("cross-site") || isLinkToPage(request)) return null;
  return "The request comes from a page of another site (Sec-Fetch-Site: cross-site); call the mock from your own code or terminal.";
}

/**
 * Whether the request follows a link to the console, for instance in a ticket: the page holds no data and opens in its own tab, where the
 * other site cannot reach it.
 */
function isLinkToPage({ method, url = "", headers }: IncomingMessage): boolean {
  const isNavigation = headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  return method === "GET" && isNavigation && url.split("?", 1)[0] === WEB_PAGE_PATH;
}

/** Whether a call comes from another machine, as far as can be told: by its address, or by the one that a reverse proxy forwards for. */
export function isFromElsewhere({ socket, headers }: IncomingMessage): boolean {
  const remote = plainAddress(socket.remoteAddress);
  if (!isLoopback(remote) && remote !== plainAddress(socket.localAddress)) return true;
  const passedOnFor = [headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
  return passedOnFor.map((name) => name.trim()).some((name) => name !== "" && !isLoopback(hostnameOf(name) ?? name));
}

/** Whether a URL's host names this machine only: localhost, *.localhost, 127.0.0.0/8, ::1. */
function isLoopback(host: string): boolean {
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "::1" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}

/** The token of an `Authorization: Bearer …` header. */
export function bearerToken(request: IncomingMessage): string | null {
  return /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;
}

/** The host of `name[:port]` in canonical spelling, without brackets and a final dot; `null` when it is not one. */
function hostnameOf(authority: string): string | null {
  const bracketed = /^[\da-f:]*:[\da-f:]*:[\da-f:]*$/i.test(authority) ? `[${authority}]` : authority;
  if (!/^[^\s/\\?#@]+$/.test(bracketed)) return null;
  return hostnameOfUrl(`http://${bracketed}`);
}

function hostnameOfOrigin(origin: string): string | null {
  const authority = /^https?:\/\/([^/]+)$/i.exec(origin)?.[1];
  return authority === undefined ? null : hostnameOf(authority);
}

function hostnameOfUrl(url: string): string | null {
  if (!URL.canParse(url)) return null;
  return new URL(url).hostname.replace(/^\[|\]$|\.$/g, "");
}

/** The local address of this connection: a caller that uses it as the host was not sent here by a rebound name. */
function addressReached(request: IncomingMessage): string {
  return plainAddress(request.socket.localAddress);
}

/** Gives IPv4 addresses in plain form, also where a dual-stack socket reports them as IPv6. */
function plainAddress(address: string | undefined): string {
  return (address ?? "").replace(/^::ffff:(?=\d+\.)/, "");
}

function foreignName(header: "Host" | "Origin", value: string): string {
  const name = JSON.stringify(value.slice(0, MAX_QUOTED_NAME));
  return `The ${header} ${name} is not accepted; to accept it, start the mock with --allow-name NAME.`;
}

/** Compares digests, so that the time taken reveals neither length nor prefix. */
function isSameSecret(given: string, wanted: string): boolean {
  return timingSafeEqual(createHash("sha256").update(given).digest(), createHash("sha256").update(wanted).digest());
}
