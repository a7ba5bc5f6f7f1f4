import { type ErrorCode, SmartLeadMockError } from "../base/errors.ts";

/** The shape of all errors under `/_mock` (PRODUCT §7). */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: { readonly error: { readonly code: ErrorCode; readonly message: string } };
}

const STATUS_OF_CODE: Readonly<Record<ErrorCode, number>> = {
  usage: 400,
  config: 400,
  bad_request: 400,
  target_not_allowed: 400,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  port_in_use: 409,
  internal: 500,
  unreachable: 502,
  too_many_open: 503,
  journal_unwritable: 503,
  data_unusable: 500,
  closed: 503,
};

export function errorAnswer(code: ErrorCode, message: string, status: number = STATUS_OF_CODE[code]): ErrorAnswer {
  return { status, body: { error: { code, message } } };
}

/** The answer to a failed call. The answer to a bug in the mock shows no internals. */
export function answerToFailure(error: unknown): ErrorAnswer {
  if (error instanceof SmartLeadMockError && error.code !== "internal") return errorAnswer(error.code, error.message);
  const status = clientErrorStatus(error);
  if (status !== null && error instanceof Error)
    return errorAnswer("bad_request", `${error.message}.`.replace(/\.\.$/, "."), status);
  return errorAnswer("internal", "A bug in the mock made this call fail; --debug shows where.");
}

/** The framework's own refusals (a body over the limit, a path that is not UTF-8) carry a 4xx. */
function clientErrorStatus(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("statusCode" in error)) return null;
  const { statusCode } = error;
  return typeof statusCode === "number" && statusCode >= 400 && statusCode < 500 ? statusCode : null;
}
