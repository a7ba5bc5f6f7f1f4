/** Receivers that behave in ways of their own, made for one test each. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type Socket } from "node:net";
import { afterReal } from "../../../src/base/time/system-clock.ts";
import type { Judged } from "./verify-bench.ts";

export interface InboundCall {
  readonly id: string;
  readonly body: string;
  readonly method: string;
  readonly headers: IncomingMessage["headers"];
}

/** Answers each request that has come whole. */
export type Handle = (arrived: InboundCall, response: ServerResponse) => unknown;

export async function startServer(handle: Handle, port = 0): Promise<Judged> {
  return listen((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", headers } = incoming;
      handle(
        { id: String(headers["x-request-id"]), body: Buffer.concat(chunks).toString(), method, headers },
        response,
      );
    });
    incoming.on("error", () => {});
  }, port);
}

async function listen(listener: RequestListener, port: number): Promise<Judged> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  const at = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${at}/hook`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Ends every connection as soon as it stands. */
export async function startHangUp(): Promise<Judged> {
  const server = createTcpServer((socket: Socket) => socket.on("error", () => {}).destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/hook`, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** Sends an answer that has no end, as fast as it is read. */
export function flood(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, "x");
  const pour = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response
    .writeHead(200)
    .on("drain", pour)
    .on("error", () => {});
  pour();
}

/** Answers at once and works later; `isOnce` remembers what is done. The work is reported to the mock. */
export function workingLater(
  mockUrl: string,
  { isOnce, laterMs }: { readonly isOnce: boolean; readonly laterMs: number },
): Handle {
  const known = new Set<string>();
  return ({ id, body, method, headers }, response) => {
    if (method !== "POST") return response.writeHead(405).end();
    if (headers["content-type"] !== "application/json") return response.writeHead(415).end();
    if (body.length > 8 * 1024 * 1024) return response.writeHead(413).end();
    try {
      JSON.parse(body);
    } catch {
      return response.writeHead(400).end();
    }
    response.writeHead(202).end();
    if (isOnce && known.has(id)) return;
    known.add(id);
    afterReal(
      laterMs,
      () => void fetch(`${mockUrl}/_mock/effects/${id}`, { method: "POST", body: '{"name":"crm"}' }).catch(() => {}),
    );
  };
}
