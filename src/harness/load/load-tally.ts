import { systemTime } from "../../base/time/system-clock.ts";
import type { Attempt, Delivery } from "../../delivery/delivery.ts";
import type { Entry } from "../../journal/entry.ts";
import type { Lags } from "../probe/evidence-lags.ts";

/** One event of the load, with all deliveries of its request id. */
export interface LoadEvent {
  readonly requestId: string;
  readonly type: string;
  /** Its first delivery. */
  readonly deliveryId: string;
  /** Monotonic ms. */
  readonly scheduledAt: number;
  /** Number of its open deliveries. */
  open: number;
  /** Whether any answer arrived, of whatever status. */
  isAnswered: boolean;
  /** Monotonic ms of the first 2xx; `null` = there was none. */
  acknowledgedAt: number | null;
  /** Certain effects by name; `null` = none yet. */
  effects: Map<string, number> | null;
}

/** Real ms of first attempts that no fault affected. */
interface LoadTimes {
  /** From when the event was due to the end of its answer. */
  readonly response: number[];
  /** From sending to the end of the answer. */
  readonly service: number[];
  /** How late it was sent. */
  readonly late: number[];
}

/** Maximum kinds of errors that are distinguished; receivers have fewer, as a status has three digits. */
const MAX_ERROR_KINDS = 50;
const OTHER = "other";

/** Follows the journal of a mock under load: arrivals, answers, and effects. */
export class LoadTally {
  readonly events = new Map<string, LoadEvent>();
  readonly times: LoadTimes = { response: [], service: [], late: [] };
  readonly errors = new Map<string, number>();
  /** Event types with at least one effect. */
  readonly countedTypes = new Set<string>();
  attempts = 0;
  /** Attempts that a fault affected: they are left out of the receiver's times and errors. */
  disturbed = 0;
  /** Further deliveries of a request id that was already sent. */
  copies = 0;
  /** Time of the last effect, in monotonic ms. */
  lastEffectAt = 0;
  readonly #lags: Lags;
  readonly #ofDelivery = new Map<string, LoadEvent>();
  #scheduledAt = 0;
  #isLoad = true;

  constructor(lags: Lags) {
    this.#lags = lags;
  }

  /** Sets the monotonic ms at which the following events were due. */
  expect(scheduledAt: number): void {
    this.#scheduledAt = scheduledAt;
  }

  /** Later events do not belong to the load. */
  endLoad(): void {
    this.#isLoad = false;
  }

  see(entry: Entry): void {
    if (entry.type === "delivery.created") this.#create(entry.delivery);
    else if (entry.type === "attempt.started") this.#start(entry.delivery_id, entry.attempt);
    else if (entry.type === "attempt.finished") this.#finish(entry.delivery_id, entry.attempt);
    else if (entry.type === "delivery.settled") this.#settle(entry.delivery_id);
    else if (entry.type === "effect.seen") this.#effect(entry.key, entry.name ?? "");
  }

  #create({ id, request_id: requestId, event_type: type, state }: Delivery): void {
    const known = this.events.get(requestId);
    if (state === "withheld" || (known === undefined && !this.#isLoad)) return;
    if (known === undefined) {
      const fresh = { open: 0, isAnswered: false, acknowledgedAt: null, effects: null };
      const event = { requestId, type, deliveryId: id, scheduledAt: this.#scheduledAt, ...fresh };
      this.events.set(requestId, event);
      this.#ofDelivery.set(id, event);
      event.open += 1;
      return;
    }
    this.copies += 1;
    known.open += 1;
    this.#ofDelivery.set(id, known);
  }

  #start(deliveryId: string, { number, faults }: Attempt): void {
    const event = this.#ofDelivery.get(deliveryId);
    if (event === undefined) return;
    this.attempts += 1;
    if (number !== 1 || faults.length > 0 || event.deliveryId !== deliveryId) return;
    this.times.late.push(Math.max(0, systemTime.monotonicMs() - event.scheduledAt));
  }

  #finish(deliveryId: string, attempt: Attempt): void {
    const event = this.#ofDelivery.get(deliveryId);
    if (event === undefined) return;
    const now = systemTime.monotonicMs();
    if (attempt.status !== null) event.isAnswered = true;
    if (attempt.outcome === "success") event.acknowledgedAt ??= now;
    if (attempt.faults.length > 0) {
      this.disturbed += 1;
      return;
    }
    if (attempt.outcome !== "success") this.#error(errorKindOf(attempt));
    if (attempt.number !== 1 || event.deliveryId !== deliveryId) return;
    this.times.service.push(attempt.duration_ms ?? 0);
    this.times.response.push(Math.max(attempt.duration_ms ?? 0, now - event.scheduledAt));
  }

  #settle(deliveryId: string): void {
    const event = this.#ofDelivery.get(deliveryId);
    if (event === undefined) return;
    event.open -= 1;
    this.#ofDelivery.delete(deliveryId);
  }

  #effect(key: string, name: string): void {
    const event = this.events.get(key);
    if (event === undefined) return;
    const now = systemTime.monotonicMs();
    this.lastEffectAt = now;
    this.countedTypes.add(event.type);
    event.effects ??= new Map();
    const count = event.effects.get(name) ?? 0;
    event.effects.set(name, count + 1);
    if (count === 0) this.#lags.note("effects", event.acknowledgedAt === null ? 0 : now - event.acknowledgedAt);
  }

  #error(kind: string): void {
    const name = this.errors.has(kind) || this.errors.size < MAX_ERROR_KINDS ? kind : OTHER;
    this.errors.set(name, (this.errors.get(name) ?? 0) + 1);
  }
}

/** `HTTP 500`, `timeout`, or a network error code: `ECONNREFUSED`. */
function errorKindOf({ outcome, status, error }: Attempt): string {
  if (status !== null) return `HTTP ${status}`;
  if (outcome === "timeout") return "timeout";
  return /^[A-Z][A-Z0-9_]*(?=:)/.exec(error ?? "")?.[0] ?? outcome ?? OTHER;
}

/** In real ms. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** By the nearest-rank method, so each is a measured value. `null` if nothing was measured. */
export function percentilesOf(values: readonly number[]): Percentiles | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
