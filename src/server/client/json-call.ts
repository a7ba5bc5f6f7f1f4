import type { IncomingMessage } from "node:http";

export interface JsonCall {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string | undefined;
  /** Real ms until the whole answer has arrived. */
  readonly timeoutMs: number;
}

export interface JsonAnswer {
  readonly status: number;
  readonly json: unknown;
}

/**
 * Makes one call and reads its JSON answer; redirects aren't followed. Rejects with a `SyntaxError` when the answer is not JSON, and with
 * the connection's own error when there is no answer. `fetch` would load all of undici and compile its WebAssembly, for which a command
 * needs more processor time than for everything else. Each call opens a new connection, so that none is reused just as the mock closes it.
 */
export async function callForJson({ url, method, headers, body, timeoutMs }: JsonCall): Promise<JsonAnswer> {
  const address = new URL(url);
  const { request } = await (address.protocol === "https:" ? import("node:https") : import("node:http"));
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(address, { method, headers, agent: false, signal }, resolve).on("error", reject).end(body);
  });
  return { status: response.statusCode ?? 0, json: JSON.parse(await textOf(response)) };
}

/** Rejects when the connection ends before the answer does. */
async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
