import { expect } from "vitest";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";
import { operationContext } from "../../../src/mock/operation-context.ts";
import { answerRequest } from "../../../src/smartlead/api/call-operation.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import type { OperationResponse } from "../../../src/smartlead/api/operation.ts";
import { matchOperation } from "../../../src/smartlead/api/routes.ts";

/** 2026-01-05T09:00:00.000Z, a Monday. */
export const API_NOW = Date.UTC(2026, 0, 5, 9);

export interface Api {
  readonly mock: SmartLeadMock;
  /** Below `/api/v1`. Fails the test when the answer fits none that the operation declares. */
  call(method: string, path: string, input?: { query?: Record<string, string>; body?: unknown }): OperationResponse;
  /** The types of the events that were emitted since the last call of this. */
  emitted(): string[];
}

/** SmartLead's REST API over a real seeded mock with a clock that stands, and no server in between. */
export function anApi(options: MockOptions = {}): Api {
  const mock = createMock({ clock: "manual", now: API_NOW, run: "test", seed: 1, ...options });
  const context = operationContext(mock);
  const types: string[] = [];
  mock.journal.subscribe((entry) => {
    if (entry.type === "event.emitted") types.push(entry.event_type);
  });
  return {
    mock,
    call: (method, path, { query = {}, body = {} } = {}) => {
      const request = { method, path: `/api/v1${path}`, query: { api_key: "key", ...query }, body };
      const response = answerRequest(OPERATIONS, request, { context, apiKey: null });
      const matched = matchOperation(OPERATIONS, method, request.path);
      if (matched !== null) expectDeclared(matched.operation.answers, response, `${method} ${path}`);
      return response;
    },
    emitted: () => types.splice(0),
  };
}

/** What every operation answers alike needs no declaration. */
const SHARED_STATUSES = new Set([401, 429]);

function expectDeclared(
  answers: (typeof OPERATIONS)[number]["answers"],
  { status, body, contentType }: OperationResponse,
  what: string,
): void {
  const isJoi = status === 400 && typeof body === "object" && body !== null && "validation" in body;
  if (SHARED_STATUSES.has(status) || isJoi) return;
  const ofStatus = answers.filter((answer) => answer.status === status);
  const sent: unknown = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
  const fits = ofStatus.some((answer) =>
    answer.schema === undefined ? answer.contentType === contentType : answer.schema.safeParse(sent).success,
  );
  const reasons = ofStatus.map(({ schema }) => schema?.safeParse(sent).error?.message ?? "another content type");
  expect(fits, `${what} answered ${status} ${JSON.stringify(sent)?.slice(0, 300)}, undeclared: ${reasons}`).toBe(true);
}
