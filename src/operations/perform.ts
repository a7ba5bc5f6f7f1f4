import { assertNever, type ErrorCode, SmartLeadMockError } from "../errors.ts";
import type { Operation, OperationContext, OperationResponse, RawInput } from "./operation.ts";
import { invalidApiKey, refusal, unknownRoute } from "./responses.ts";

/** Where SmartLead's API begins (smartlead.md §3). */
export const REST_BASE_PATH = "/api/v1";

export interface RestOptions {
  readonly context: OperationContext;
  /** The key that is accepted, besides those of clients; `null` accepts any that is not empty. */
  readonly apiKey: string | null;
}

export interface RestRequest {
  readonly method: string;
  /** With the base path, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  /** Parsed already; `undefined` when there is none. */
  readonly body?: unknown;
}

/** One call from its address to its answer, with no server in between. Answers 404 where the table has no such call. */
export function performRequest(
  operations: readonly Operation[],
  request: RestRequest,
  options: RestOptions,
): OperationResponse {
  const match = matchOperation(operations, request.method, request.path);
  if (match === null) return unknownRoute(request.method, request.path);
  const { operation, params } = match;
  return performOperation(operation, { params, query: request.query, body: request.body }, options);
}

/** Checks the key, then the segments, then lets the operation answer. A failure of the mock itself becomes the answer that fits its code; a defect is thrown on. */
export function performOperation(
  operation: Operation,
  input: RawInput & { readonly query: Readonly<Record<string, unknown>> },
  { context, apiKey }: RestOptions,
): OperationResponse {
  const { api_key: key, ...query } = input.query;
  if (typeof key !== "string" || key === "" || !isAccepted(key, { context, apiKey })) return invalidApiKey();
  try {
    return operation.perform({ ...input, query }, context);
  } catch (error) {
    return refused(error);
  }
}

/** The same answer once all is done that it says, or what that came to. */
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

/** The operation of a method and path, with its parameters decoded. A trailing slash makes no difference; a literal segment goes before a parameter. */
export function matchOperation(
  operations: readonly Operation[],
  method: string,
  path: string,
): { readonly operation: Operation; readonly params: Readonly<Record<string, string>> } | null {
  if (!path.startsWith(`${REST_BASE_PATH}/`)) return null;
  const given = segmentsOf(path.slice(REST_BASE_PATH.length));
  const asked = method === "HEAD" ? "GET" : method;
  const matches = operations.flatMap((operation) => {
    const params = operation.method === asked ? paramsOf(segmentsOf(operation.path), given) : null;
    return params === null ? [] : [{ operation, params }];
  });
  const [best] = matches.sort((one, other) => Object.keys(one.params).length - Object.keys(other.params).length);
  return best ?? null;
}

/** One trailing slash makes no difference, in the table or in the call. */
function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, "").split("/");
}

function paramsOf(template: readonly string[], given: readonly string[]): Record<string, string> | null {
  if (template.length !== given.length) return null;
  const params = new Map<string, string>();
  for (const [index, part] of template.entries()) {
    const text = given[index] ?? "";
    if (part.startsWith(":") && text !== "") params.set(part.slice(1), decoded(text));
    else if (part !== text) return null;
  }
  return Object.fromEntries(params);
}

/** A segment with a broken escape stays as it came: it then fails its schema. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
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
