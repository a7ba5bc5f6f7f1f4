/** Why a receiver cannot be reached at all, by kind of problem, so that it is not taken for a fault of the receiver. */

import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { printable } from "../../base/printable.ts";
import { safeText } from "../../base/safe-text.ts";
import { afterReal } from "../../base/time/system-clock.ts";
import { hostOf } from "../../delivery/address-rules.ts";
import { isLoopbackName, lookUpHost } from "../../delivery/loopback-names.ts";
import { portOf } from "./port.ts";

export interface TroubleOptions {
  /** Whether any certificate is accepted (`--insecure`). */
  readonly insecureTls?: boolean;
}

/** Real ms for one check on a busy machine; one that takes longer proves nothing. */
const LOOK_MS = 2_000;
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/** An empty SETTINGS frame: length 0, type 4, no flags, stream 0. */
const SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
/** Offset of the type in an HTTP/2 frame. */
const TYPE_AT = 3;
/** Codes, or names of errors without one, of an answer that is not HTTP/1. */
const NO_HTTP1 = /^(?:HPE_|HTTPParserError)/;
const ALPN = ["http/1.1"];

/** The sentence for a name that does not resolve, or `null`. */
export async function nameTrouble(target: string): Promise<string | null> {
  const host = hostOf(new URL(target));
  if (isIP(host) !== 0 || isLoopbackName(host)) return null;
  const isKnown = await lookup(host).then(
    () => true,
    () => false,
  );
  if (isKnown) return null;
  return `The name ${printable(host)} of the target does not resolve; check the spelling, or use an address such as http://127.0.0.1:3000/hook.`;
}

/** The sentence for an https target that TLS or HTTP/1.1 fails with, or `null`. Sends no request. */
export async function tlsTrouble(target: string, { insecureTls = false }: TroubleOptions = {}): Promise<string | null> {
  const url = new URL(target);
  if (url.protocol !== "https:") return null;
  const seen = await handshake(url);
  if (seen.kind === "secure") {
    return seen.distrust === null || insecureTls ? null : certificateSentence(url, seen.distrust);
  }
  if (seen.kind === "failed" && /NO_APPLICATION_PROTOCOL/.test(seen.code)) return http2Sentence(url);
  const isPlain =
    (seen.kind === "failed" && /WRONG_VERSION_NUMBER|HTTP_REQUEST/.test(seen.code)) || (await isHttp(url));
  if (!isPlain) return null;
  return `${shown(url)} uses plain HTTP, not TLS; write http:// in the target.`;
}

/**
 * The sentence for a target whose first exchange failed with this error, or `null` if the protocol is right. Call it only while there was
 * no answer: it connects with other protocols.
 */
export async function protocolTrouble(
  target: string,
  { error, ...options }: TroubleOptions & { readonly error: string | null },
): Promise<string | null> {
  const url = new URL(target);
  const isHttp1 = error === null || !NO_HTTP1.test(error);
  if (url.protocol === "https:") {
    const trouble = await tlsTrouble(target, options);
    if (trouble !== null || isHttp1) return trouble;
    return (await answersHttp2(url)) ? http2Sentence(url) : null;
  }
  const seen = await handshake(url);
  if (seen.kind === "secure" || (seen.kind === "failed" && /_ALERT_/.test(seen.code))) {
    const more = seen.kind === "secure" && seen.distrust !== null ? ", and accept its certificate with --insecure" : "";
    return `${shown(url)} uses TLS; write https:// in the target${more}.`;
  }
  return !isHttp1 && (await answersHttp2(url)) ? http2Sentence(url) : null;
}

function certificateSentence(url: URL, distrust: string): string {
  return `${shown(url)} has a certificate that is not trusted here (${printable(distrust)}); accept it with --insecure.`;
}

function http2Sentence(url: URL): string {
  return `${shown(url)} supports only HTTP/2, and SmartLead's webhooks use HTTP/1.1; let the server accept that too (in Node allowHTTP1: true), or put a proxy in front of it.`;
}

function shown(url: URL): string {
  return safeText(url.href);
}

type Handshake =
  | { readonly kind: "secure"; readonly distrust: string | null }
  | { readonly kind: "failed"; readonly code: string }
  | { readonly kind: "silent" };

/** The result of a TLS handshake. */
function handshake(url: URL): Promise<Handshake> {
  return new Promise((resolve) => {
    const socket = tlsTo(url);
    const end = (seen: Handshake) => {
      cancel();
      socket.destroy();
      resolve(seen);
    };
    const cancel = afterReal(LOOK_MS, () => end({ kind: "silent" }));
    socket.once("secureConnect", () => {
      const { authorized, authorizationError } = socket;
      end({ kind: "secure", distrust: authorized ? null : textOf(authorizationError) });
    });
    socket.once("error", (error) => end({ kind: "failed", code: codeOf(error) }));
    socket.once("close", () => end({ kind: "failed", code: "closed" }));
  });
}

/** Whether it answers a plain request by HTTP/1. */
async function isHttp(url: URL): Promise<boolean> {
  const answer = await firstBytes(tcpTo(url), "connect", `HEAD / HTTP/1.0\r\nHost: ${url.host}\r\n\r\n`);
  return answer.toString("latin1").startsWith("HTTP/1.");
}

/** Whether it answers the HTTP/2 preface with its settings. */
async function answersHttp2(url: URL): Promise<boolean> {
  const isTls = url.protocol === "https:";
  const greeting = Buffer.concat([Buffer.from(PREFACE), SETTINGS]);
  const answer = await firstBytes(isTls ? tlsTo(url) : tcpTo(url), isTls ? "secureConnect" : "connect", greeting);
  return answer.length >= SETTINGS.length && answer[TYPE_AT] === SETTINGS[TYPE_AT];
}

function firstBytes(socket: Socket, ready: "connect" | "secureConnect", bytes: string | Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const end = (answer: Buffer) => {
      cancel();
      socket.destroy();
      resolve(answer);
    };
    const nothing = Buffer.alloc(0);
    const cancel = afterReal(LOOK_MS, () => end(nothing));
    socket.once(ready, () => socket.write(bytes));
    socket.once("data", end);
    socket.once("error", () => end(nothing)).once("close", () => end(nothing));
  });
}

function tcpTo(url: URL): Socket {
  return connectTcp({ host: hostOf(url), port: portOf(url), lookup: lookUpHost });
}

function tlsTo(url: URL): TLSSocket {
  const host = hostOf(url);
  return connectTls({
    host,
    port: portOf(url),
    lookup: lookUpHost,
    ALPNProtocols: ALPN,
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}

/** Node's error may have a code instead of a message. */
function textOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error !== "string") return "unknown";
  return /SELF_SIGNED/.test(error) ? "self-signed certificate" : error.toLowerCase().replaceAll("_", " ");
}
