import type { buildConnector, Client, Dispatcher } from "undici";
import UndiciClient from "undici/lib/dispatcher/client.js";
import { readStrictly } from "./answer-parser.ts";
import { POOL_OPTIONS } from "./undici-sender.ts";

/** Takes the connection that a request is to go out on, or the reason why there is none. */
export type Connected = buildConnector.Callback;
/** Holds an answer back while it comes, and knows its headers as they were written. */
export type AnswerController = Dispatcher.DispatchController;

/** A client for one request on a connection that the caller makes and may stand in the middle of. It reads answers as the plain sender does. */
export function clientOver(origin: string, connect: (connected: Connected) => void): Client {
  return readStrictly(
    new UndiciClient(origin, { ...POOL_OPTIONS, connect: (_target, connected) => connect(connected) }),
  );
}
