import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { startTraces } from "../../../src/server/telemetry/traces.ts";
import { aDelivery, anAttempt } from "../../unit/journal/a-delivery.ts";

const REQUEST_ID = "0d5b0a4e-6f0c-4b2f-8a50-2f1f6c7e9a11";
const TRACE_ID = REQUEST_ID.replaceAll("-", "");

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly status: { readonly code?: number };
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

let collector: Server;
let mock: SmartLeadMock;
let answer: number;
const posts: { readonly path: string; readonly body: string }[] = [];

beforeEach(async () => {
  posts.length = 0;
  answer = 200;
  collector = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      posts.push({ path: request.url ?? "", body });
      response.writeHead(answer, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  mock = createMock({});
});
afterEach(async () => {
  await mock.close(0);
  collector.closeAllConnections();
  await new Promise((resolve) => collector.close(resolve));
});

const endpoint = () => new URL(`http://127.0.0.1:${(collector.address() as AddressInfo).port}`);
const spansOf = (): Span[] =>
  posts.flatMap(({ body }) =>
    JSON.parse(body).resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: Span[] }[] }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    ),
  );
const attributeOf = ({ attributes }: Span, name: string) =>
  Object.values(attributes.find(({ key }) => key === name)?.value ?? {})[0];

/** Two tries, the second one good. */
function deliver(): void {
  const delivery_id = "dlv_1";
  const webhook = { id: 7, name: "crm", level: "user", url: "http://localhost/hook?token=abc" } as const;
  mock.internals.record({ type: "delivery.created", delivery: aDelivery({ request_id: REQUEST_ID, webhook }) });
  mock.internals.record({ type: "attempt.started", delivery_id, attempt: anAttempt(1) });
  mock.internals.record({
    type: "attempt.finished",
    delivery_id,
    attempt: anAttempt(1, "server_error", { status: 503 }),
  });
  mock.internals.record({ type: "attempt.started", delivery_id, attempt: anAttempt(2) });
  mock.internals.record({ type: "attempt.finished", delivery_id, attempt: anAttempt(2, "success", { status: 200 }) });
  mock.internals.record({ type: "delivery.settled", delivery_id, state: "delivered", reason: null });
}

test("A delivery is a trace with the request id as its id, and a span for each attempt", async () => {
  const traces = startTraces({ mock, endpoint: endpoint(), version: "1.2.3" });
  deliver();
  await traces.stop();
  expect(posts[0]?.path).toBe("/v1/traces");
  expect(posts[0]?.body).toContain('"smartlead-mock"');
  const spans = spansOf();
  const root = spans.find(({ parentSpanId = "" }) => parentSpanId === "");
  const attempts = spans.filter((span) => span !== root);
  expect(root).toMatchObject({ traceId: TRACE_ID, name: "deliver EMAIL_REPLY" });
  expect(attempts.map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual([
    [TRACE_ID, root?.spanId],
    [TRACE_ID, root?.spanId],
  ]);
  expect(attempts.map((span) => attributeOf(span, "http.response.status_code"))).toEqual([503, 200]);
  expect(attempts.map(({ status }) => status.code ?? 0)).toEqual([2, 0]);
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(3);
  for (const span of attempts)
    expect(Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6).toBeCloseTo(5, 1);
  expect(JSON.stringify(spans)).not.toMatch(/ann@example.com|token=abc/);
});

test("A collector that refuses costs one notice, and the mock goes on", async () => {
  answer = 400;
  const traces = startTraces({ mock, endpoint: new URL("/own/path", endpoint()), version: "1.2.3" });
  const said: string[] = [];
  mock.journal.subscribe((entry) => (entry.type === "world.changed" ? said.push(entry.change) : undefined));
  deliver();
  await traces.stop();
  expect(said).toEqual([
    expect.stringMatching(/^Traces cannot be sent to http:\/\/127\.0\.0\.1:\d+\/own\/path .*check --otlp/),
  ]);
});
