import type { Socket } from "node:net";
import type { Client, Pool } from "undici";
import symbols from "undici/lib/core/symbols.js";

/**
 * Bytes of an answer besides its body: four times the 16 KiB of header text that undici takes, so that line ends and separators of
 * many short headers fit too. Endless reason phrases, announcements and chunk extensions end here.
 */
const FRAMING_LIMIT_BYTES = 64 * 1024;
/** Framing that a byte of the body may bring along: chunks of a single byte each are clumsy, not hostile. */
const FRAMING_PER_BODY_BYTE = 32;

/** HTTP has 100 to 599 (RFC 9110 §15); what is above has always been taken as the receiver's own error. */
const LOWEST_STATUS = 100;
/** undici takes every announcement (1xx) but 100, which it holds to be an error where nobody asked for it. RFC 9110 §15.2.1 allows it. */
const CONTINUE = 100;
const TAKEN_LIKE_CONTINUE = 102;

/** Bytes read since the last whole answer that were no body; negative never. */
const FRAMING = Symbol("bytes of framing");

/** The part of undici's reader of answers (`lib/dispatcher/client-h1.js`) that is looked at here. */
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
 * Makes undici read answers as a sender of webhooks has to: an unasked `100 Continue` is taken, a status below 100 is one error and no
 * failed assertion (Node searches the whole program's source for the words of one, which stops everything for a second), what
 * is not a body is bounded, and a length of a 204 or 304 asks for no body. undici gives no other access to this than the reader of a connection that stands.
 */
export function readStrictly<Dispatcher extends Client | Pool>(dispatcher: Dispatcher): Dispatcher {
  dispatcher.on("connect", (_origin, targets) => {
    // The last one is the connection's own client, also where a pool made it.
    const socket = propertyOf(targets.at(-1), symbols.kSocket);
    const parser = propertyOf(socket, symbols.kParser);
    const prototype: unknown = isObject(parser) ? Object.getPrototypeOf(parser) : null;
    if (isParser(prototype)) makeStrict(prototype);
  });
  return dispatcher;
}

/** Once for all connections: they share their prototype. */
function makeStrict(prototype: Parser): void {
  if (strict.has(prototype)) return;
  strict.add(prototype);
  const { execute, onBody, onHeadersComplete, onMessageComplete } = prototype;
  prototype.execute = function (chunk) {
    const before = this[FRAMING] ?? 0;
    this[FRAMING] = before + chunk.length;
    execute.call(this, chunk);
    // What is left of a piece when the reader pauses comes again.
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
    // Their length is that of a body that does not come (RFC 9110 §8.6).
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
