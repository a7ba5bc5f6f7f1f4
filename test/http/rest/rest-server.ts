import fastify from "fastify";
import { type RestRouteOptions, registerRestRoutes } from "../../../src/server/rest-routes.ts";
import type { OperationContext } from "../../../src/smartlead/api/operation.ts";

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  /** Parsed when it is JSON, else the text. */
  readonly body: unknown;
}

export interface RestServer {
  readonly url: string;
  /** A call with an accepted key; `path` is below `/api/v1`. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** A request as it is, below the server's origin. */
  raw(path: string, init?: RequestInit): Promise<Answer>;
  close(): Promise<void>;
}

/** The REST routes alone, on a free port of this machine. */
export async function startRestServer(
  context: OperationContext,
  { apiKey = null, ...others }: Partial<RestRouteOptions> = {},
): Promise<RestServer> {
  const app = fastify({ forceCloseConnections: true });
  registerRestRoutes(app, { ...others, context, apiKey });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const raw = async (path: string, init?: RequestInit) => answerOf(await fetch(`${url}${path}`, init));
  const call = (method: string, path: string, body?: unknown) => {
    const address = `/api/v1${path}${path.includes("?") ? "&" : "?"}api_key=${apiKey ?? "any"}`;
    if (body === undefined) return raw(address, { method });
    return raw(address, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  };
  return { url, raw, call, close: () => app.close() };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const type = response.headers.get("content-type");
  const isJson = type?.startsWith("application/json") === true && text !== "";
  return { status: response.status, type, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
