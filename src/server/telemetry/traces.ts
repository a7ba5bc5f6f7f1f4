import { type Attributes, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { AlwaysOnSampler, BatchSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import { BoundedMap } from "../../base/bounded-map.ts";
import { maskSecrets } from "../../base/mask-secrets.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { Attempt, Delivery } from "../../delivery/delivery.ts";
import { spanIdOf, traceIdOf } from "../../delivery/outgoing-request.ts";
import type { Entry } from "../../journal/entry.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";

/** Open deliveries whose start time is remembered: as many as may be open. */
const MAX_TRACED = 100_000;
/** Real ms between two exports, and the timeout of one. */
const EXPORT_EVERY_MS = 1_000;
const EXPORT_WITHIN_MS = 5_000;
/** Path for a collector's address that has none, from the OpenTelemetry specification. */
const TRACES_PATH = "/v1/traces";

export interface TracesOptions {
  readonly mock: SmartLeadMock;
  /** Address of a collector that takes OTLP over HTTP, such as `http://localhost:4318`. */
  readonly endpoint: URL;
  readonly version: string;
}

/** Sends a trace of each delivery to a collector, with a span for each attempt; in real time, whatever the mock's clock does. */
export function startTraces({ mock, endpoint, version }: TracesOptions): { stop(): Promise<void> } {
  const url = new URL(endpoint);
  if (url.pathname === "/") url.pathname = TRACES_PATH;
  const exporter = new OTLPTraceExporter({ url: url.href, timeoutMillis: EXPORT_WITHIN_MS });
  const traces = new Traces(mock, tellingOnce(exporter, mock, url.href), version);
  const unsubscribe = mock.journal.subscribe((entry) => traces.take(entry));
  return {
    stop: async () => {
      unsubscribe();
      await traces.close();
    },
  };
}

/** Reports a missing collector once, and ignores it otherwise. */
function tellingOnce(exporter: SpanExporter, mock: SmartLeadMock, url: string): SpanExporter {
  let isTold = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error !== undefined && !isTold) {
          isTold = true;
          mock.internals.notice(
            `Traces cannot be sent to ${maskSecrets(url)} (${result.error.message}); check --otlp.`,
          );
        }
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

class Traces {
  readonly #mock: SmartLeadMock;
  readonly #provider: TracerProvider;
  /** Epoch ms of real time at which a delivery was created. */
  readonly #begun = new BoundedMap<string, number>(MAX_TRACED);
  /** Ids of the next span: they are derived from the delivery, so that the receiver's spans can refer to them. */
  #next = { traceId: "", spanId: "" };

  constructor(mock: SmartLeadMock, exporter: SpanExporter, version: string) {
    this.#mock = mock;
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ "service.name": "smartlead-mock", "service.version": version }),
      sampler: new AlwaysOnSampler(),
      idGenerator: { generateTraceId: () => this.#next.traceId, generateSpanId: () => this.#next.spanId },
      spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: EXPORT_EVERY_MS })],
    });
  }

  take(entry: Entry): void {
    if (entry.type === "delivery.created") this.#begun.set(entry.delivery.id, systemTime.epochMs());
    if (entry.type !== "attempt.finished" && entry.type !== "delivery.settled") return;
    const delivery = this.#mock.deliveries.held(entry.delivery_id);
    if (delivery === undefined) return;
    if (entry.type === "attempt.finished") this.#addAttempt(delivery, entry.attempt);
    else this.#addDelivery(delivery);
  }

  close(): Promise<void> {
    return this.#provider.shutdown().catch(() => {});
  }

  #addDelivery(delivery: Delivery): void {
    const { id, state, reason, event_type } = delivery;
    const endTime = systemTime.epochMs();
    const startTime = this.#begun.get(id) ?? endTime;
    const span = this.#span(`deliver ${event_type}`, delivery, {
      spanId: spanIdOf(id),
      kind: SpanKind.PRODUCER,
      startTime,
    });
    if (state !== "delivered") span.setStatus({ code: SpanStatusCode.ERROR, message: reason ?? state });
    span.setAttributes({ "smartlead.state": state, "smartlead.reason": reason ?? undefined });
    span.end(endTime);
  }

  #addAttempt(delivery: Delivery, attempt: Attempt): void {
    const { number, duration_ms, outcome, status, error, faults, duplicate } = attempt;
    const endTime = systemTime.epochMs();
    const spanId = spanIdOf(delivery.id, number);
    const startTime = endTime - (duration_ms ?? 0);
    const span = this.#span("POST", delivery, {
      spanId,
      kind: SpanKind.CLIENT,
      startTime,
      parentId: spanIdOf(delivery.id),
    });
    span.setAttributes({
      "http.request.method": "POST",
      "url.full": maskSecrets(delivery.webhook.url),
      "http.request.resend_count": number - 1,
      "http.response.status_code": status ?? undefined,
      "smartlead.outcome": outcome ?? undefined,
      "smartlead.duplicate": duplicate?.verdict,
      "smartlead.faults": faults.length === 0 ? undefined : [...faults],
      "smartlead.mock_time": attempt.started_at,
    });
    if (outcome !== "success")
      span.setStatus({ code: SpanStatusCode.ERROR, message: error === null ? "" : maskSecrets(error) });
    span.end(endTime);
  }

  #span(name: string, delivery: Delivery, { spanId, parentId, ...options }: SpanParts) {
    const traceId = traceIdOf(delivery.request_id);
    this.#next = { traceId, spanId };
    const parent =
      parentId === undefined
        ? ROOT_CONTEXT
        : trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: parentId, traceFlags: 1 });
    return this.#provider
      .getTracer("smartlead-mock")
      .startSpan(name, { ...options, attributes: attributesOf(delivery) }, parent);
  }
}

interface SpanParts {
  readonly spanId: string;
  /** Left out for the root span of a trace. */
  readonly parentId?: string;
  readonly kind: SpanKind;
  /** Epoch ms. */
  readonly startTime: number;
}

/** Attributes contain no email addresses: with the proxy, leads are real. */
function attributesOf({ id, request_id, event_type, campaign_id, webhook, resent_from }: Delivery): Attributes {
  return {
    "smartlead.delivery_id": id,
    "smartlead.request_id": request_id,
    "smartlead.event_type": event_type,
    "smartlead.webhook.level": webhook.level,
    "smartlead.campaign_id": campaign_id ?? undefined,
    "smartlead.resent_from": resent_from ?? undefined,
  };
}
