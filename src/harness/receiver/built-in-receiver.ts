import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { BoundedMap } from "../../base/bounded-map.ts";
import { type Random, seededRandom } from "../../base/random.ts";
import { closeServer, listenOnLoopback } from "./loopback-server.ts";

export interface BuiltInReceiverOptions {
  /** The seed that decides which requests fail. */
  readonly seed: number;
  /** Replaces the behaviour that the seed decides. */
  readonly behave?: Behaviour;
  /** A free port by default. */
  readonly port?: number;
  /** Called for each processed event, before it is answered: the receiver's side effect, as evidence for the verdicts. */
  readonly onEffect?: (requestId: string) => void;
}

export interface BuiltInReceiver {
  /** The URL for deliveries. */
  readonly url: string;
  /** Closes every connection at once, including hanging ones. */
  close(): Promise<void>;
}

/** Maximum request ids that are remembered; the oldest are dropped first. Hours of deliveries at a usual rate, some megabytes. */
const REMEMBERED_REQUESTS_LIMIT = 10_000;
/** Maximum requests left hanging; further ones are answered 503, so that a mock without a timeout cannot use up the sockets. */
export const HANGING_REQUESTS_LIMIT = 32;
/** Maximum characters of a request id; a UUID has 36. */
const REQUEST_ID_LIMIT = 200;
const PATH = "/webhooks/smartlead";

/**
 * A receiver for a first look, on a port of this machine: it deduplicates correctly by `X-Request-Id`, and fails now and then. Throws
 * `port_in_use` if the port is taken.
 */
export async function startBuiltInReceiver(options: BuiltInReceiverOptions): Promise<BuiltInReceiver> {
  const state = createInternals(options);
  // Hanging requests must stay open here: the sender ends them.
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    request.on("error", () => response.destroy());
    request.on("end", () => state.receive(request, response));
    // Bodies do not matter here, so they are discarded.
    request.resume();
  });
  const port = await listenOnLoopback(server, options.port ?? 0);
  return { url: `http://127.0.0.1:${port}${PATH}`, close: () => closeServer(server) };
}

/** The state of a request id: its place in the order of first arrival, its number of failures, and whether its work is done. */
interface Known {
  readonly delivery: number;
  tries: number;
  isProcessed: boolean;
}

function createInternals({ seed, behave = behaviourOf(seed), onEffect }: BuiltInReceiverOptions) {
  const known = new BoundedMap<string, Known>(REMEMBERED_REQUESTS_LIMIT);
  let deliveries = 0;
  let hanging = 0;

  const recordOf = (requestId: string): Known => {
    const record = known.get(requestId) ?? { delivery: deliveries++, tries: 0, isProcessed: false };
    known.set(requestId, record);
    return record;
  };
  /** Processes first and records afterwards, in one synchronous step: no second request with the same id can come between the two. */
  const handle = (requestId: string): Conduct | "already" => {
    const record = recordOf(requestId);
    if (record.isProcessed) return "already";
    const wanted = behave(record.delivery, record.tries++);
    if (wanted === "process" || wanted === "lose-answer") {
      onEffect?.(requestId);
      record.isProcessed = true;
    }
    return wanted === "hang" && hanging >= HANGING_REQUESTS_LIMIT ? "overload" : wanted;
  };
  const leaveHanging = (response: ServerResponse): void => {
    hanging += 1;
    response.once("close", () => {
      hanging -= 1;
    });
  };
  return {
    receive: (request: IncomingMessage, response: ServerResponse): void => {
      const conduct = refusalOf(request) ?? handle(String(request.headers["x-request-id"]));
      if (conduct === "lose-answer") request.socket.destroy();
      else if (conduct === "hang") leaveHanging(response);
      else answer(response, conduct);
    },
  };
}

type Refusal = "wrong-method" | "no-request-id";

function refusalOf(request: IncomingMessage): Refusal | null {
  if (request.method !== "POST") return "wrong-method";
  const requestId = request.headers["x-request-id"] ?? "";
  return requestId.length === 0 || requestId.length > REQUEST_ID_LIMIT ? "no-request-id" : null;
}

type Answer = Exclude<Conduct, "hang" | "lose-answer"> | "already" | Refusal;

const ANSWERS: Readonly<Record<Answer, { readonly status: number; readonly body: object }>> = {
  process: { status: 200, body: { status: "processed" } },
  already: { status: 200, body: { status: "already_processed" } },
  fail: { status: 500, body: { error: "The CRM did not accept it." } },
  overload: { status: 503, body: { error: "Too busy, try again." } },
  refuse: { status: 422, body: { error: "This event does not fit the CRM." } },
  "wrong-method": { status: 405, body: { error: "This receiver accepts only POST." } },
  "no-request-id": { status: 400, body: { error: "X-Request-Id is missing or too long." } },
};

function answer(response: ServerResponse, kind: Answer): void {
  const { status, body } = ANSWERS[kind];
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

/** The built-in receiver's response to a request that it has not processed yet. */
export type Conduct =
  /** Processes the event and answers 200. */
  | "process"
  /** Fails before processing: 500, 503. */
  | "fail"
  | "overload"
  /** Rejects the event: 422, which SmartLead treats as final. */
  | "refuse"
  /** Processes the event and resets the connection, so that the answer is lost. */
  | "lose-answer"
  /** Never answers. */
  | "hang";

/**
 * The first deliveries show SmartLead's reaction to each kind of failure: within ten seconds, at one event per second, the user has seen a
 * retry, a lost answer with its acknowledged duplicate and a timeout (PRODUCT §14).
 */
const OPENING: readonly Conduct[] = ["process", "fail", "lose-answer", "hang"];

/** Afterwards about 8 in 100 fail. Weights are per thousand. */
const LATER: readonly { readonly item: Conduct; readonly weight: number }[] = [
  { item: "process", weight: 920 },
  { item: "fail", weight: 30 },
  { item: "overload", weight: 10 },
  { item: "lose-answer", weight: 25 },
  { item: "hang", weight: 10 },
  { item: "refuse", weight: 5 },
];

/** Decides the response to a request: `delivery` counts request ids from 0, `tries` the earlier requests with this id. */
export type Behaviour = (delivery: number, tries: number) => Conduct;

/** The behaviour for a seed, the same in whatever order requests arrive. */
export function behaviourOf(seed: number): Behaviour {
  return (delivery, tries) => {
    const opening = OPENING[delivery];
    if (opening !== undefined) return tries === 0 ? opening : "process";
    // Each try has its own random stream, so that draws do not depend on the order in which others arrive.
    const random: Random = seededRandom(seed, `built-in receiver/${delivery}/${tries}`);
    return random.weighted(LATER);
  };
}
