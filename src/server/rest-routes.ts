/**
 * Mounts the table of operations under SmartLead's base path. Fastify only does transport and matching; the table decides everything else.
 */

import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { SmartLeadMockError } from "../base/errors.ts";
import { systemTime } from "../base/time/system-clock.ts";
import {
  type ApiFaultDecision,
  type ApiFaultRegistry,
  decideApiFaults,
  NO_API_FAULT,
} from "../delivery/faults/api-fault.ts";
import { parseRateLimit, RateLimiter } from "../smartlead/api/api-rate-limit.ts";
import { answerWithoutOperation, callOperation, onceDone, type RestOptions } from "../smartlead/api/call-operation.ts";
import { REST_BODY_LIMIT_BYTES, type ReadBody, readJsonText } from "../smartlead/api/json-body.ts";
import type { Operation, OperationContext, OperationResponse } from "../smartlead/api/operation.ts";
import { refusal } from "../smartlead/api/responses.ts";
import { REST_BASE_PATH, type Route, routeOf } from "../smartlead/api/routes.ts";
import { isFromElsewhere } from "./access.ts";
import { Delays } from "./delays.ts";

export interface RestRouteOptions extends RestOptions {
  /** Context for callers from another machine; the same by default. */
  readonly contextElsewhere?: OperationContext;
  /** Called for a defect of the mock itself; the caller gets only a sentence. */
  readonly onDefect?: (error: unknown) => void;
  /**
   * Called for every call as it arrives; the returned function gets the status of the answer (0 = none) and whether the call was performed.
   */
  readonly observe?: (call: ObservedCall) => (status: number, isPerformed: boolean) => void;
  /** Faults of API calls; none when left out. */
  readonly faults?: ApiFaultRegistry;
  /** A limit such as `60/min`; `null` or left out = none, the default. */
  readonly rateLimit?: string | null;
}

/** A call of an operation. */
interface ObservedCall {
  readonly operation: Operation;
  readonly request: Pick<FastifyRequest, "method" | "url" | "headers">;
  readonly bodyText: string;
  readonly campaignId: number | null;
}

/**
 * Answers everything below the base path in its own scope: its parser, errors and 404 behave like Express's, and the table of operations
 * resolves paths.
 */
export function registerRestRoutes(app: FastifyInstance, options: RestRouteOptions): void {
  app.register(
    async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request: FastifyRequest, body: Buffer, done) =>
        done(null, body),
      );
      scope.setErrorHandler((error, _request, reply) => send(reply, answerTo(error, options)));
      const limit = parseRateLimit(options.rateLimit ?? "");
      const tooMany = limit === null ? () => null : limitRate(scope, new RateLimiter(limit, systemTime.epochMs));
      const delays = new Delays();
      const parts = { ...options, delays, tooMany };
      const handler = async (request: FastifyRequest, reply: FastifyReply) => {
        const response = await routed(request, parts);
        return response === null ? broken(request, reply) : send(reply, response);
      };
      scope.setNotFoundHandler(handler);
      scope.all("/*", { bodyLimit: REST_BODY_LIMIT_BYTES }, handler);
      scope.addHook("preClose", (done) => {
        delays.end();
        done();
      });
    },
    { prefix: REST_BASE_PATH },
  );
}

type TooMany = (request: FastifyRequest) => OperationResponse | null;

/**
 * Counts calls per key; calls without a key share one count. Every call is counted before it is examined. Returns the check that refuses
 * calls above the limit, which runs in the handlers so that refused calls are observed too.
 */
function limitRate(scope: FastifyInstance, limiter: RateLimiter): TooMany {
  const refusals = new WeakMap<FastifyRequest, OperationResponse>();
  scope.addHook("onRequest", (request, reply, done) => {
    const { api_key: key } = request.query as Record<string, unknown>; // fastify's parser always gives an object
    const { headers, refusal: refused } = limiter.take(typeof key === "string" ? key : "");
    reply.headers({ ...headers });
    if (refused !== null) refusals.set(request, refused);
    done();
  });
  return (request) => refusals.get(request) ?? null;
}

type RouteParts = RestRouteOptions & { readonly delays: Delays; readonly tooMany: TooMany };

/**
 * SmartLead's operations and their schemas are loaded on the first call: a start does not need them, and many mocks never get such a call.
 */
let operations: readonly Operation[] | undefined;

/** `null` when there is no answer: the connection is reset. */
async function routed(request: FastifyRequest, parts: RouteParts): Promise<OperationResponse | null> {
  const path = pathOf(request);
  operations ??= (await import("../smartlead/api/index.ts")).OPERATIONS;
  const route = routeOf(operations, request.method, path);
  if (route.kind === "operation") return observed(route, request, parts);
  return parts.tooMany(request) ?? answerWithoutOperation(route, { method: request.method, path }, parts.context);
}

type Matched = Extract<Route, { kind: "operation" }>;

async function observed(route: Matched, request: FastifyRequest, parts: RouteParts): Promise<OperationResponse | null> {
  const { operation } = route;
  const { campaign_id: campaignId } = route.params;
  const answered = parts.observe?.({
    operation,
    request,
    bodyText: Buffer.isBuffer(request.body) ? request.body.toString("utf8") : "",
    campaignId: typeof campaignId === "string" && /^\d+$/.test(campaignId) ? Number(campaignId) : null,
  });
  const tooMany = parts.tooMany(request);
  if (tooMany !== null) {
    answered?.(tooMany.status, false);
    return tooMany;
  }
  const fault = faultOf(operation, request, parts);
  if (fault.latencyMs > 0) await parts.delays.pass(fault.latencyMs);
  const isPerformed = !fault.reset && fault.response === null;
  const response = isPerformed ? await onceDone(answer(route, request, parts)) : fault.response;
  answered?.(response?.status ?? 0, isPerformed);
  return response;
}

function faultOf(operation: Operation, request: FastifyRequest, { faults }: RouteParts): ApiFaultDecision {
  if (faults === undefined) return NO_API_FAULT;
  const call = { operation: operation.id, method: request.method, path: pathOf(request).slice(REST_BASE_PATH.length) };
  return decideApiFaults(faults, call, systemTime.epochMs());
}

/** The caller sees a TCP reset. */
function broken(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  request.raw.socket.resetAndDestroy();
  return reply;
}

function answer({ operation, params }: Matched, request: FastifyRequest, options: RestRouteOptions): OperationResponse {
  const body = readJsonBody(request.headers, request.body);
  if (!body.isReadable) return refusal(body.status, body.message);
  const query = { ...(request.query as Record<string, unknown>) }; // fastify's parser always gives an object
  const { apiKey, context, contextElsewhere = context } = options;
  const seen = isFromElsewhere(request.raw) ? contextElsewhere : context;
  return callOperation(operation, { params, query, body: body.value }, { apiKey, context: seen });
}

function send(reply: FastifyReply, response: OperationResponse): FastifyReply {
  reply.code(response.status).headers({ ...response.headers });
  if (response.contentType !== undefined) return reply.type(response.contentType).send(response.body);
  return reply.type("application/json; charset=utf-8").send(JSON.stringify(response.body));
}

/**
 * A refusal by the framework (a body that is too large, an unreadable content type) keeps its status; a defect becomes a 500 without
 * details.
 */
function answerTo(error: unknown, { onDefect }: RestRouteOptions): OperationResponse {
  if (error instanceof SmartLeadMockError && error.code === "journal_unwritable") return refusal(503, error.message);
  const status = statusOf(error);
  if (status === 413) return refusal(413, "request entity too large");
  if (status >= 400 && status < 500) return refusal(status, error instanceof Error ? error.message : "Bad Request");
  onDefect?.(error);
  return refusal(500, "Internal Server Error");
}

function statusOf(error: unknown): number {
  const hasStatus = typeof error === "object" && error !== null && "statusCode" in error;
  return hasStatus && typeof error.statusCode === "number" ? error.statusCode : 500;
}

function pathOf(request: FastifyRequest): string {
  return request.url.replace(/\?.*$/s, "");
}

/** Encodings that Express's parser accepts. */
const DECODERS: ReadonlyMap<string, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer> = new Map([
  ["gzip", gunzipSync],
  ["deflate", inflateSync],
  ["br", brotliDecompressSync],
]);

/** A body that cannot be read, with the status that says so. */
type UnreadBody = Extract<ReadBody, { isReadable: false }> & { readonly status: 400 | 413 | 415 };

/** Reads the body from Fastify: bytes, compressed or not, or nothing when there is no body. */
function readJsonBody(
  headers: { readonly "content-type"?: string | undefined; readonly "content-encoding"?: string | undefined },
  body: unknown,
): Extract<ReadBody, { isReadable: true }> | UnreadBody {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const plain = decoded(bytes, headers["content-encoding"]?.toLowerCase() ?? "identity");
  if (!Buffer.isBuffer(plain)) return plain;
  const read = readJsonText(headers["content-type"], plain.toString("utf8"));
  return read.isReadable ? read : { ...read, status: 400 };
}

function decoded(bytes: Buffer, encoding: string): Buffer | UnreadBody {
  if (encoding === "identity" || bytes.length === 0) return bytes;
  const decode = DECODERS.get(encoding);
  if (decode === undefined) {
    return { isReadable: false, status: 415, message: `unsupported content encoding "${encoding.slice(0, 40)}"` };
  }
  try {
    return decode(bytes, { maxOutputLength: REST_BODY_LIMIT_BYTES });
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    return isTooLarge
      ? { isReadable: false, status: 413, message: "request entity too large" }
      : { isReadable: false, status: 400, message: `The request body is not ${encoding}.` };
  }
}
