import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { BoundedMap } from "../../base/bounded-map.ts";
import { parseDuration } from "../../base/time/duration.ts";
import { afterReal } from "../../base/time/system-clock.ts";
import type { ReceiverAnswer } from "../scenarios/step.ts";
import { closeServer, listenOnLoopback } from "./loopback-server.ts";
import { type Reading, readWebhook, type Webhook } from "./read-webhook.ts";

export interface ScriptedReceiverOptions {
  /** If set, bodies must be signed with it, and contain this `secret_key`. */
  readonly secret: string | null;
  readonly secretKey: string | null;
  /** Called for each processed event, before it is answered: the receiver's side effect. */
  readonly onEffect: (requestId: string) => void;
  /** Looks up the event's lead in SmartLead's API, a common first step of processing; an error makes the processing fail. */
  readonly lookUp: (webhook: Webhook) => Promise<void>;
}

export interface ScriptedReceiver {
  /** The URL for deliveries. */
  readonly url: string;
  /** Request ids received, oldest first. */
  requests(): readonly string[];
  /** Sets the responses to the next requests; the rest of an earlier script is dropped. */
  script(answers: readonly ReceiverAnswer[]): void;
  /** Closes every connection at once, including hanging ones. */
  close(): Promise<void>;
}

/** Maximum request ids that are counted and remembered: ten times what one step may emit; some 10 MB of text. */
const REMEMBERED_REQUESTS = 100_000;
const PATH = "/webhooks/smartlead";

/**
 * A correct receiver on a port of this machine, unless a script changes its behaviour: it refuses requests that are not webhooks, processes
 * each request id once, also if it arrives twice at the same time, and records the id after processing.
 */
export async function startScriptedReceiver(options: ScriptedReceiverOptions): Promise<ScriptedReceiver> {
  const receiver = new Receiver(options);
  await receiver.listen();
  return receiver;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const PROCESSED: Answer = { status: 200, body: { status: "processed" } };
const ALREADY: Answer = { status: 200, body: { status: "already_processed" } };

class Receiver implements ScriptedReceiver {
  url = "";
  readonly #options: ScriptedReceiverOptions;
  readonly #server: Server;
  readonly #seen: string[] = [];
  readonly #processed = new BoundedMap<string, true>(REMEMBERED_REQUESTS);
  readonly #inProgress = new Map<string, Promise<void>>();
  readonly #delays = new Set<() => void>();
  #script: { readonly answer: ReceiverAnswer; left: number }[] = [];

  constructor(options: ScriptedReceiverOptions) {
    this.#options = options;
    // Hanging requests must stay open here: the sender ends them.
    this.#server = createServer({ requestTimeout: 0 }, (request, response) => void this.#receive(request, response));
  }

  async listen(): Promise<void> {
    this.url = `http://127.0.0.1:${await listenOnLoopback(this.#server, 0)}${PATH}`;
  }

  requests(): readonly string[] {
    return this.#seen;
  }

  script(answers: readonly ReceiverAnswer[]): void {
    this.#script = answers.map((answer) => ({
      answer,
      left: answer.times === "always" ? Number.POSITIVE_INFINITY : (answer.times ?? 1),
    }));
  }

  close(): Promise<void> {
    for (const cancel of this.#delays) cancel();
    return closeServer(this.#server);
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on("error", () => response.destroy());
    const reading = await readWebhook(request, this.#options);
    const id = request.headers["x-request-id"];
    if (typeof id === "string" && this.#seen.length < REMEMBERED_REQUESTS) this.#seen.push(id);
    const scripted = typeof id === "string" ? this.#next(reading) : null;
    if (scripted !== null) return this.#play(scripted, { id: String(id), request, response });
    send(response, reading.refusal ?? (await this.#handle(reading.webhook)));
  }

  /** The next response of the script that applies to such a request. */
  #next({ webhook }: Reading): ReceiverAnswer | null {
    const found = this.#script.find(({ answer, left }) => {
      return left > 0 && (answer.event === undefined || answer.event === webhook.eventType);
    });
    if (found === undefined) return null;
    found.left -= 1;
    return found.answer;
  }

  async #play(
    {
      status = 200,
      body = {},
      headers = {},
      after,
      instead,
      works = status < 300 && instead === undefined,
    }: ReceiverAnswer,
    { id, request, response }: { id: string; request: IncomingMessage; response: ServerResponse },
  ): Promise<void> {
    if (works) this.#work(id);
    const ms = after === undefined ? 0 : (parseDuration(after) ?? 0);
    if (ms > 0) await this.#delay(ms);
    if (instead === "break") request.socket.destroy();
    else if (instead === undefined) send(response, { status, body, headers });
  }

  #delay(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#delays.delete(end);
        cancel();
        resolve();
      };
      const cancel = afterReal(ms, end);
      this.#delays.add(end);
    });
  }

  /** A second request that arrives meanwhile waits for the first, and processes the event itself if the first failed. */
  async #handle(webhook: Webhook): Promise<Answer> {
    const { requestId } = webhook;
    while (this.#inProgress.has(requestId)) await this.#inProgress.get(requestId)?.catch(() => {});
    if (this.#processed.get(requestId) !== undefined) return ALREADY;
    // There is no await between the check above and the mark below, so two requests cannot both pass.
    const work = this.#options.lookUp(webhook).then(() => this.#work(requestId));
    this.#inProgress.set(requestId, work);
    try {
      await work;
      return PROCESSED;
    } catch (error) {
      return { status: 500, body: { error: error instanceof Error ? error.message : String(error) } };
    } finally {
      this.#inProgress.delete(requestId);
    }
  }

  #work(requestId: string): void {
    this.#options.onEffect(requestId);
    this.#processed.set(requestId, true);
  }
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}
