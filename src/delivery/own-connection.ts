import type { buildConnector, Client, Dispatcher } from "undici";
import UndiciClient from "undici/lib/dispatcher/client.js";
import { readStrictly } from "./answer-parser.ts";
import { POOL_OPTIONS } from "./undici-sender.ts";

/** Gets the connection for a request, or the error. */
export type Connected = buildConnector.Callback;
/** Pauses an incoming answer, and has its raw headers. */
export type AnswerController = Dispatcher.DispatchController;

/** A client for one request on a connection that the caller opens and may intercept. It reads answers as the plain sender does. */
export function clientOver(origin: string, connect: (connected: Connected) => void): Client {
  return readStrictly(
    new UndiciClient(origin, { ...POOL_OPTIONS, connect: (_target, connected) => connect(connected) }),
  );
}
