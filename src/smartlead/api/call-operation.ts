import { assertNever, type ErrorCode, SmartLeadMockError } from "../../base/errors.ts";
import type { Operation, OperationContext, OperationResponse, RawInput } from "./operation.ts";
import { apiKeyRequired, invalidApiKey, refusal, unknownRoute } from "./responses.ts";
import { type Route, routeOf } from "./routes.ts";

export interface RestOptions {
  readonly context: OperationContext;
  /** The accepted key, besides those of clients; `null` accepts any that is not empty. */
  readonly apiKey: string | null;
}

export interface RestRequest {
  readonly method: string;
  /** With the base path, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  /** Already parsed; `undefined` if none exists. */
  readonly body?: unknown;
}

/** Answers a call by its path, without a server. Answers 404 if the table has no such call. */
export function answerRequest(
  operations: readonly Operation[],
  request: RestRequest,
  options: RestOptions,
): OperationResponse {
  const route = routeOf(operations, request.method, request.path);
  if (route.kind !== "operation") return answerWithoutOperation(route, request, options.context);
  return callOperation(route.operation, { params: route.params, query: request.query, body: request.body }, options);
}

/** A call that SmartLead has on another host is a 501 with one sentence, and a notice for the user; a typo is Express's 404. */
export function answerWithoutOperation(
  route: Exclude<Route, { kind: "operation" }>,
  { method, path }: Pick<RestRequest, "method" | "path">,
  { notice }: Pick<OperationContext, "notice">,
): OperationResponse {
  if (route.kind === "unknown") return unknownRoute(method, path);
  const { call } = route;
  const sentence = `${call.method} ${call.path} is a call of ${call.host}, which smartlead-mock does not simulate.`;
  notice(`answered 501: ${sentence}`);
  return refusal(501, sentence);
}

/**
 * Checks the key, then the segments, then runs the operation. A `SmartLeadMockError` becomes the answer for its code; a defect is rethrown.
 */
export function callOperation(
  operation: Operation,
  input: RawInput & { readonly query: Readonly<Record<string, unknown>> },
  { context, apiKey }: RestOptions,
): OperationResponse {
  const { api_key: key, ...query } = input.query;
  if (key === undefined || key === "") return apiKeyRequired();
  if (typeof key !== "string" || !isAccepted(key, { context, apiKey })) return invalidApiKey();
  try {
    return operation.perform({ ...input, query }, context);
  } catch (error) {
    return refused(error);
  }
}

/** The same answer once all its work is done, or the answer for its failure. */
export async function onceDone(response: OperationResponse): Promise<OperationResponse> {
  try {
    await response.done;
    return response;
  } catch (error) {
    return refused(error);
  }
}

function refused(error: unknown): OperationResponse {
  if (error instanceof SmartLeadMockError) return refusal(statusOf(error.code), error.message);
  throw error;
}

/** The account's own key, or an active one of a client. */
function isAccepted(key: string, { context, apiKey }: RestOptions): boolean {
  if (apiKey === null || key === apiKey) return true;
  return context.world.apiKeys.some((one) => one.apiKey === key && one.status === "active");
}

function statusOf(code: ErrorCode): number {
  switch (code) {
    case "usage":
    case "config":
    case "bad_request":
    case "target_not_allowed":
      return 400;
    case "forbidden":
      return 403;
    case "not_found":
      return 404;
    case "conflict":
      return 409;
    case "port_in_use":
    case "internal":
    case "data_unusable":
      return 500;
    case "unreachable":
      return 502;
    case "too_many_open":
    case "journal_unwritable":
    case "closed":
      return 503;
    default:
      return assertNever(code);
  }
}
