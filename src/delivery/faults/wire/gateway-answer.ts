import type { AttemptResponse } from "../../delivery.ts";
import { outcomeOf } from "../../undici-handler.ts";
import { isAnswered, type Transmit } from "../wire-fault.ts";

/** Marks a simulated gateway answer, to distinguish it from a real one. */
export const MOCK_FAULT_HEADER = "x-mock-fault";

/** Reason phrases of the statuses that gateways send (RFC 9110 §15). */
const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  202: "Accepted",
  403: "Forbidden",
  404: "Not Found",
  408: "Request Timeout",
  413: "Content Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** Replaces the receiver's answer by a gateway's. Without an answer there is nothing to replace. */
export function overridingStatus(status: number, send: Transmit): Transmit {
  return async (request, sending) => {
    const result = await send(request, sending);
    if (!isAnswered(result)) return result;
    return { outcome: outcomeOf(status), status, error: null, response: gatewayResponse(status) };
  };
}

function gatewayResponse(status: number): AttemptResponse {
  const body = hasBody(status) ? gatewayPage(status) : "";
  const own = { [MOCK_FAULT_HEADER]: "override-status" };
  const headers = body === "" ? own : { "content-type": "text/html", "content-length": String(body.length), ...own };
  // ASCII only: as many bytes as characters.
  return { headers, body, bytes: body.length, truncated: false };
}

/** Answers with these statuses never carry a body (RFC 9110 §6.4.1). */
function hasBody(status: number): boolean {
  return status >= 200 && status !== 204 && status !== 304;
}

function gatewayPage(status: number): string {
  const title = [status, REASONS[status]].filter((part) => part !== undefined).join(" ");
  return `<html>\n<head><title>${title}</title></head>\n<body><h1>${title}</h1><hr>gateway</body>\n</html>\n`;
}
