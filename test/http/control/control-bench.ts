import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";
import { type RunningServer, type ServerOptions, startServer } from "../../../src/server/server.ts";

/** What came back from a call. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  // Tests look into answers of every shape.
  readonly json: ReturnType<typeof JSON.parse>;
}

export interface CallOptions {
  readonly method?: string;
  /** Sent as JSON unless it is a text. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export const QUIET: Omit<ServerOptions, "mock"> = {
  host: "127.0.0.1",
  port: 0,
  token: null,
  apiKey: null,
  allowNames: [],
  version: "1.2.3",
};

/** A receiver that answers with the statuses given, in turn, then 200; 0 = no answer at all. */
export interface Receiver {
  readonly url: string;
  readonly bodies: string[];
  statuses: number[];
  close(): Promise<void>;
}

export interface ControlBench {
  readonly mock: SmartLeadMock;
  readonly server: RunningServer;
  readonly receiver: Receiver;
  call(path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

/** A mock with one user-level webhook on a receiver of its own, its clock moved by hand, behind a server on a free port. */
export async function openControl(
  options: Partial<ServerOptions> = {},
  mockOptions: MockOptions = {},
): Promise<ControlBench> {
  const receiver = await openReceiver();
  const mock = createMock({
    seed: 1,
    run: "run-1",
    clock: "manual",
    now: Date.UTC(2026, 0, 5, 9),
    target: receiver.url,
    ...mockOptions,
  });
  const server = await startServer({ ...QUIET, mock, ...options });
  return {
    mock,
    server,
    receiver,
    call: (path, callOptions) => call(`${server.url}${path}`, callOptions),
    close: async () => {
      await server.close();
      await mock.close(0);
      await receiver.close();
    },
  };
}

/** One call over a connection of its own; unlike fetch it lets the test choose the Host. */
export function call(url: string, options: CallOptions = {}): Promise<Answer> {
  const { body, headers = {} } = options;
  const text = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
  const type =
    text === null ? {} : { "content-type": "application/json", "content-length": `${Buffer.byteLength(text)}` };
  return new Promise((resolve, reject) => {
    const method = options.method ?? (text === null ? "GET" : "POST");
    const sent = request(url, { method, headers: { ...type, ...headers }, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => resolve(answerOf(response, Buffer.concat(parts).toString())));
    });
    sent.on("error", reject);
    sent.end(text ?? undefined);
  });
}

async function openReceiver(): Promise<Receiver> {
  const bodies: string[] = [];
  const server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("end", () => {
      bodies.push(Buffer.concat(parts).toString());
      response.statusCode = receiver.statuses.shift() ?? 200;
      if (response.statusCode > 0) response.end('{"ok":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    bodies,
    statuses: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

function answerOf(response: IncomingMessage, text: string): Answer {
  const isJson = response.headers["content-type"]?.startsWith("application/json") === true;
  return { status: response.statusCode ?? 0, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}
