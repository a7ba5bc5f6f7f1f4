import type { Socket } from "node:net";
import type { Client, Pool } from "undici";
import symbols from "undici/lib/core/symbols.js";

/**
 * Limit of an answer's bytes outside its body: four times the 16 KiB of header text that undici accepts, so that line ends and separators
 * of many short headers fit too. It stops endless reason phrases, 1xx answers and chunk extensions.
 */
const FRAMING_LIMIT_BYTES = 64 * 1024;
/** Framing bytes allowed per byte of the body: single-byte chunks are clumsy, not hostile. */
const FRAMING_PER_BODY_BYTE = 32;

/** HTTP has 100 to 599 (RFC 9110 §15); a higher status counts as the receiver's own error. */
const LOWEST_STATUS = 100;
/** undici accepts every 1xx answer except an unrequested 100, which it treats as an error. RFC 9110 §15.2.1 allows it. */
const CONTINUE = 100;
const TAKEN_LIKE_CONTINUE = 102;

/** Bytes read since the last complete answer that were not body; never negative. */
const FRAMING = Symbol("bytes of framing");

/** The part of undici's reader of answers (`lib/dispatcher/client-h1.js`) that is used here. */
interface Parser {
  readonly socket: Socket;
  readonly statusCode: number;
  readonly paused: boolean;
  contentLength: string;
  [FRAMING]?: number;
  execute(chunk: Buffer): void;
  onBody(chunk: Buffer): number;
  onHeadersComplete(status: number, isUpgrade: boolean, keepsAlive: boolean): number;
  onMessageComplete(): number;
}

const strict = new WeakSet<object>();

/**
 * Makes undici read answers as a webhook sender must: an unrequested `100 Continue` is accepted, a status below 100 is one error and not a
 * failed assertion (for whose message Node searches the whole program's source, which blocks everything for a second), bytes outside the
 * body are bounded, and the length of a 204 or 304 announces no body. undici exposes this only through the parser of an open connection.
 */
export function readStrictly<Dispatcher extends Client | Pool>(dispatcher: Dispatcher): Dispatcher {
  dispatcher.on("connect", (_origin, targets) => {
    // The last one is the connection's client, even if a pool created it.
    const socket = propertyOf(targets.at(-1), symbols.kSocket);
    const parser = propertyOf(socket, symbols.kParser);
    const prototype: unknown = isObject(parser) ? Object.getPrototypeOf(parser) : null;
    if (isParser(prototype)) makeStrict(prototype);
  });
  return dispatcher;
}

/** Runs once for all connections: they share their prototype. */
function makeStrict(prototype: Parser): void {
  if (strict.has(prototype)) return;
  strict.add(prototype);
  const { execute, onBody, onHeadersComplete, onMessageComplete } = prototype;
  prototype.execute = function (chunk) {
    const before = this[FRAMING] ?? 0;
    this[FRAMING] = before + chunk.length;
    execute.call(this, chunk);
    // A pause makes the parser pass the rest of a chunk again.
    if (this.paused) this[FRAMING] = Math.min(this[FRAMING], before);
    if (this[FRAMING] > FRAMING_LIMIT_BYTES) refuse(this, tooMuchFraming());
  };
  prototype.onBody = function (chunk) {
    this[FRAMING] = Math.max(0, (this[FRAMING] ?? 0) - chunk.length * (1 + FRAMING_PER_BODY_BYTE));
    return onBody.call(this, chunk);
  };
  prototype.onHeadersComplete = function (status, isUpgrade, keepsAlive) {
    if (status < LOWEST_STATUS) return refuse(this, noStatus(status));
    const taken = status === CONTINUE ? TAKEN_LIKE_CONTINUE : status;
    return onHeadersComplete.call(this, taken, isUpgrade, keepsAlive);
  };
  prototype.onMessageComplete = function () {
    if (this.statusCode >= 200) this[FRAMING] = 0;
    // Their Content-Length describes a body that is not sent (RFC 9110 §8.6).
    if (this.statusCode === 204 || this.statusCode === 304) this.contentLength = "";
    return onMessageComplete.call(this);
  };
}

/** Ends the connection with this error; -1 tells the parser to stop. */
function refuse({ socket }: Parser, error: Error): -1 {
  if (!socket.destroyed) socket.destroy(error);
  return -1;
}

function noStatus(status: number): Error {
  const text = `the answer's status is ${status}, which is not an HTTP status (100 to 599)`;
  return Object.assign(new Error(text), { code: "INVALID_STATUS" });
}

function tooMuchFraming(): Error {
  const text = `the answer has more than ${FRAMING_LIMIT_BYTES / 1024} KiB besides its body`;
  return Object.assign(new Error(text), { code: "ANSWER_OVERFLOW" });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function propertyOf(value: unknown, key: symbol): unknown {
  return isObject(value) ? Reflect.get(value, key) : undefined;
}

function isParser(value: unknown): value is Parser {
  const methods = ["execute", "onBody", "onHeadersComplete", "onMessageComplete"];
  return isObject(value) && methods.every((name) => typeof Reflect.get(value, name) === "function");
}
