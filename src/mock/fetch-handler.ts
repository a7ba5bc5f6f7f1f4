import { SmartLeadMockError } from "../base/errors.ts";
import { systemTime } from "../base/time/system-clock.ts";
import { type ApiFaultDecision, decideApiFaults } from "../delivery/faults/api-fault.ts";
import { parseRateLimit, RateLimiter } from "../smartlead/api/api-rate-limit.ts";
import { answerWithoutOperation, callOperation, onceDone } from "../smartlead/api/call-operation.ts";
import { OPERATIONS } from "../smartlead/api/index.ts";
import { REST_BODY_LIMIT_BYTES, readJsonText } from "../smartlead/api/json-body.ts";
import type { Operation, OperationResponse } from "../smartlead/api/operation.ts";
import { refusal } from "../smartlead/api/responses.ts";
import { REST_BASE_PATH, routeOf } from "../smartlead/api/routes.ts";
import type { SmartLeadMock } from "./mock.ts";
import { operationContext } from "./operation-context.ts";

export interface FetchHandlerOptions {
  /** The key that is accepted, besides those of clients; any that is not empty by default. */
  readonly apiKey?: string | null;
  /** As in `60/min`; none by default. */
  readonly rateLimit?: string | null;
  readonly allowTargets?: readonly string[];
}

/** Answers one call of SmartLead's REST API. `basePath` is the path under which the API is called; `/api/v1` by default. */
export type FetchHandler = (request: Request, basePath?: string) => Promise<Response>;

interface Call {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** As if it had come to `/api/v1`. */
  readonly path: string;
  readonly bodyText: string;
}

/** A request whose answer carries no body, whatever the operation says. */
const STATUSES_WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * SmartLead's REST API with no port between: the library's `api` and the handlers for msw come in here. It is the same
 * table, the same errors and the same attribution of calls to deliveries as on the server's. A defect is thrown.
 */
export function fetchHandler(mock: SmartLeadMock, options: FetchHandlerOptions = {}): FetchHandler {
  const limit = parseRateLimit(options.rateLimit ?? "");
  const limiter = limit === null ? null : new RateLimiter(limit, systemTime.epochMs);
  return async (request, basePath = REST_BASE_PATH) => {
    const url = new URL(request.url);
    const taken = limiter?.take(url.searchParams.get("api_key") ?? "");
    const call = await callOf(request, { url, basePath });
    const answered = await answer(mock, { call, tooMany: taken?.refusal ?? null }, options);
    return responseOf({ ...answered, headers: { ...taken?.headers, ...answered.headers } }, request.method);
  };
}

/** `null` when the body is larger than SmartLead takes. */
async function callOf(request: Request, { url, basePath }: { url: URL; basePath: string }): Promise<Call | null> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > REST_BODY_LIMIT_BYTES) return null;
  const path = `${REST_BASE_PATH}${url.pathname.slice(basePath.length)}`;
  const bodyText = new TextDecoder().decode(bytes);
  return { method: request.method, url, headers: request.headers, path, bodyText };
}

interface InboundCall {
  /** `null` when its body is larger than SmartLead takes. */
  readonly call: Call | null;
  /** What refuses a call above the rate limit. */
  readonly tooMany: OperationResponse | null;
}

async function answer(
  mock: SmartLeadMock,
  { call, tooMany }: InboundCall,
  options: FetchHandlerOptions,
): Promise<OperationResponse> {
  if (call === null) return tooMany ?? refusal(413, "request entity too large");
  const match = routeOf(OPERATIONS, call.method, call.path);
  if (match.kind !== "operation") {
    return tooMany ?? answerWithoutOperation(match, call, operationContext(mock, options.allowTargets));
  }
  const answered = mock.reactions.see({
    source: "api",
    method: call.method,
    url: `${call.path}${call.url.search}`,
    headers: Object.fromEntries(call.headers),
    bodyText: call.bodyText,
    operation: match.operation.id,
    campaignId: /^\d+$/.test(match.params.campaign_id ?? "") ? Number(match.params.campaign_id) : null,
  });
  if (tooMany !== null) {
    answered(tooMany.status, false);
    return tooMany;
  }
  const { latencyMs, reset, response: disturbed } = faultOf(mock, call, match.operation);
  if (latencyMs > 0) await new Promise<void>((resolve) => systemTime.after(latencyMs, resolve));
  if (reset) {
    answered(0, false);
    // As fetch itself says it.
    throw new TypeError("fetch failed", { cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }) });
  }
  const response = disturbed ?? (await onceDone(perform(mock, { call, ...match }, options)));
  answered(response.status, disturbed === null);
  return response;
}

function faultOf(mock: SmartLeadMock, { method, path }: Call, { id: operation }: Operation): ApiFaultDecision {
  const call = { operation, method, path: path.slice(REST_BASE_PATH.length) };
  return decideApiFaults(mock.faults, call, systemTime.epochMs());
}

interface MatchedCall {
  readonly call: Call;
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

function perform(
  mock: SmartLeadMock,
  { call, operation, params }: MatchedCall,
  { apiKey = null, allowTargets }: FetchHandlerOptions,
): OperationResponse {
  const body = readJsonText(call.headers.get("content-type"), call.bodyText);
  if (!body.isReadable) return refusal(400, body.message);
  const input = { params, query: queryOf(call.url), body: body.value };
  const response = callOperation(operation, input, { context: operationContext(mock, allowTargets), apiKey });
  return writtenFirst(mock, operation, response);
}

/** As over the port: what changed the account is acknowledged only once it is written. */
function writtenFirst(mock: SmartLeadMock, { method }: Operation, response: OperationResponse): OperationResponse {
  if (method === "GET" || response.status >= 400) return response;
  try {
    mock.journal.commit();
    return response;
  } catch (error) {
    if (error instanceof SmartLeadMockError) return refusal(503, error.message);
    throw error;
  }
}

/** What is said several times is a list, as Express's parser has it. */
function queryOf({ searchParams }: URL): Record<string, string | string[]> {
  const names = [...new Set(searchParams.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [first = "", ...more] = searchParams.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

function responseOf({ status, body, contentType, headers }: OperationResponse, method: string): Response {
  const isText = contentType !== undefined;
  const text = isText ? String(body) : JSON.stringify(body);
  const isBare = method === "HEAD" || STATUSES_WITHOUT_BODY.has(status);
  return new Response(isBare ? null : text, {
    status,
    headers: { "content-type": contentType ?? "application/json; charset=utf-8", ...headers },
  });
}
