import UndiciPool from "undici/lib/dispatcher/pool.js";
import { afterReal } from "../../../base/time/system-clock.ts";
import { readStrictly } from "../../../delivery/answer-parser.ts";
import { type ConnectorOptions, guardedConnector } from "../../../delivery/guarded-connector.ts";
import { AbortHandle, type SendResult } from "../../../delivery/sender.ts";
import { UndiciHandler } from "../../../delivery/undici-handler.ts";

interface PlainRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `null` = none. */
  readonly body: string | null;
  /** Real ms until it times out. */
  readonly timeoutMs: number;
}

/** Sends a request that SmartLead itself would never send, on its own connection. Never rejects. */
export async function sendPlainly(request: PlainRequest, connector: ConnectorOptions): Promise<SendResult> {
  const url = new URL(request.url);
  const cut = new AbortHandle();
  const cancel = afterReal(request.timeoutMs, () => cut.abort());
  const connect = guardedConnector({ ...connector, connectTimeoutMs: request.timeoutMs }, new Set());
  const pool = readStrictly(new UndiciPool(url.origin, { connect, headersTimeout: 0, bodyTimeout: 0 }));
  try {
    return await new Promise<SendResult>((resolve) => {
      const exchange = new UndiciHandler(cut, resolve);
      const { method, headers, body } = request;
      pool.dispatch({ path: `${url.pathname}${url.search}`, method, headers, body, reset: true }, exchange);
    });
  } finally {
    cancel();
    await pool.destroy();
  }
}
