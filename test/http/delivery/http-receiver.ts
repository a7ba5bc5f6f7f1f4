import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpReceiver {
  readonly url: string;
  readonly received: readonly Received[];
  readonly openConnections: () => Promise<number>;
  /** Resolves when so many requests have come. */
  got(count: number): Promise<void>;
  close(): Promise<void>;
}

/** What a receiver does with its n-th request, from 1; a number is a status. */
export type Behaviour = (request: Received, number: number, response: ServerResponse) => number | "nothing";

/** An ordinary receiver on a free port. */
export async function startHttpReceiver(behaviour: Behaviour): Promise<HttpReceiver> {
  const received: Received[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer(async (message, response) => {
    message.on("error", () => {});
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const request = { path: message.url ?? "", headers: message.headers, body: Buffer.concat(chunks).toString() };
    received.push(request);
    const status = behaviour(request, received.length, response);
    if (status !== "nothing") response.writeHead(status).end("{}");
    for (const { count, resolve } of waiting) if (received.length >= count) resolve();
  });
  await listen(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    openConnections: () => new Promise((resolve) => server.getConnections((_, count) => resolve(count))),
    got: (count) =>
      new Promise((resolve) => {
        waiting.push({ count, resolve });
        if (received.length >= count) resolve();
      }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
}
