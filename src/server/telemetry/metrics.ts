import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Attempt, Delivery, DuplicateVerdict } from "../../delivery/delivery.ts";
import type { Entry } from "../../journal/entry.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";

/** Bucket bounds in seconds: from a fast receiver to SmartLead's timeout of 30 s. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const metricsOfMocks = new WeakMap<SmartLeadMock, Metrics>();

/**
 * The metrics of a mock as Prometheus reads them. Counting begins with the first call, over what memory holds by then, so that a mock that
 * is never scraped pays nothing.
 */
export function metricsText(mock: SmartLeadMock, version: string): Promise<string> {
  const metrics = metricsOfMocks.get(mock) ?? new Metrics(mock, version);
  metricsOfMocks.set(mock, metrics);
  return metrics.text();
}

class Metrics {
  readonly #mock: SmartLeadMock;
  readonly #registry = new Registry();
  readonly #attempts: Counter<"outcome" | "level" | "event_type">;
  readonly #durations: Histogram<"outcome">;
  readonly #effects: Counter<"source">;

  constructor(mock: SmartLeadMock, version: string) {
    this.#mock = mock;
    const registers = [this.#registry];
    addStateMetrics(mock, version, registers);
    this.#attempts = new Counter({
      name: "smartlead_mock_attempts_total",
      help: "Attempts that ended, by outcome, level of the webhook and event type",
      labelNames: ["outcome", "level", "event_type"],
      registers,
    });
    this.#durations = new Histogram({
      name: "smartlead_mock_attempt_duration_seconds",
      help: "Real time of attempts, by outcome",
      labelNames: ["outcome"],
      buckets: DURATION_BUCKETS,
      registers,
    });
    this.#effects = new Counter({
      name: "smartlead_mock_effects_total",
      help: "Effects that were counted, by source",
      labelNames: ["source"],
      registers,
    });
    for (const delivery of mock.deliveries.all())
      for (const attempt of delivery.attempts) this.#count(delivery, attempt);
    for (const { source } of mock.effects.list()) this.#effects.inc({ source });
    mock.journal.subscribe((entry) => this.#take(entry));
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #take(entry: Entry): void {
    if (entry.type === "effect.seen") this.#effects.inc({ source: entry.source });
    if (entry.type === "world.changed" && entry.change === "reset") {
      for (const metric of [this.#attempts, this.#durations, this.#effects]) metric.reset();
    }
    if (entry.type !== "attempt.finished") return;
    const delivery = this.#mock.deliveries.held(entry.delivery_id);
    if (delivery !== undefined) this.#count(delivery, entry.attempt);
  }

  #count({ webhook, event_type }: Delivery, { outcome, duration_ms }: Attempt): void {
    if (outcome === null) return;
    this.#attempts.inc({ outcome, level: webhook.level, event_type });
    if (duration_ms !== null) this.#durations.observe({ outcome }, duration_ms / 1_000);
  }
}

/** Gauges of values that the mock counts anyway; read on each scrape. */
function addStateMetrics(mock: SmartLeadMock, version: string, registers: Registry[]): void {
  const counters = () => mock.state().counters;
  const total = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  total("smartlead_mock_events_total", "Events that happened", () => counters().events);
  total("smartlead_mock_deliveries_total", "Deliveries that were created", () => counters().deliveries);
  total("smartlead_mock_deliveries_delivered_total", "Deliveries that were answered 2xx", () => counters().delivered);
  total("smartlead_mock_deliveries_failed_total", "Deliveries that failed for good", () => counters().failed);
  new Gauge({
    name: "smartlead_mock_queue",
    help: "Deliveries that have not settled: queued, in flight, or waiting for their next attempt",
    labelNames: ["state"],
    registers,
    collect() {
      for (const state of ["queued", "in_flight", "waiting"]) this.set({ state }, 0);
      for (const { state } of mock.deliveries.open()) this.inc({ state });
    },
  });
  new Gauge({
    name: "smartlead_mock_duplicates",
    help: "Attempts with a repeated request id, by their current verdict",
    labelNames: ["verdict"],
    registers,
    collect() {
      for (const [verdict, count] of Object.entries(counters().duplicates) as [DuplicateVerdict, number][])
        this.set({ verdict }, count);
    },
  });
  const { dialect, policy } = mock.state();
  const labels = { version, dialect, policy: policy.name };
  new Gauge({
    name: "smartlead_mock_info",
    help: "Version, dialect and retry policy of the mock; always 1",
    labelNames: Object.keys(labels),
    registers,
  }).set(labels, 1);
}
