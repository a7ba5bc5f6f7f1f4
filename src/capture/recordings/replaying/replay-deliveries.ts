import { SmartLeadMockError } from "../../../base/errors.ts";
import { isoFromMs } from "../../../base/time/iso.ts";
import type { Delivery, DeliveryRequest, DeliveryWebhook } from "../../../delivery/delivery.ts";
import { type SignatureForm, signatureOf } from "../../../delivery/outgoing-request.ts";
import { withHeaders } from "../../../delivery/own-headers.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";
import { framesOf, type RecordingSource } from "../recorded-frames.ts";
import { type Comparison, comparisonOf } from "./comparison.ts";

/** Maximum open deliveries when the recording's timing is ignored: the number that the mock sends concurrently. */
const MAX_OPEN_AT_ONCE = 256;

/** A replayed delivery. */
export interface Replayed {
  readonly recorded: Delivery;
  readonly now: Delivery;
  readonly comparison: Comparison;
}

export interface ReplayOptions {
  /** Sends and judges the deliveries; its only webhook is the target. */
  readonly mock: SmartLeadMock;
  readonly source: RecordingSource;
  /** The deliveries to replay, as they were recorded, in order of creation. */
  readonly recorded: readonly Delivery[];
  /** `same`: the request ids of the recording. `new`: other ids, which repeat where the recorded ones did. */
  readonly ids: "same" | "new";
  /** `recorded`: the intervals of the recording, on the mock's clock. */
  readonly pace: "recorded" | "at-once";
  /** If set, the bodies are signed with it. */
  readonly secret: string | null;
  /** The form of signatures; `none` also leaves out the recorded ones. `sha256` by default. */
  readonly signatureForm?: SignatureForm;
  readonly signal: AbortSignal;
  readonly onReplayed: (replayed: Replayed) => void;
}

/** Sends the recorded deliveries again, with the current retry policy, and compares the results with the recording. Resolves when all have settled. */
export async function replay(options: ReplayOptions): Promise<void> {
  const session = new ReplaySession(options);
  try {
    // Bodies are read one after the other only now, so that a recording of any size fits in memory.
    for await (const { frame } of framesOf(options.source, () => {})) {
      if (options.signal.aborted) break;
      if (frame.type === "delivery.created") await session.take(frame.delivery);
    }
    await session.ended();
  } finally {
    session.close();
  }
}

class ReplaySession {
  readonly #options: ReplayOptions;
  readonly #recorded: ReadonlyMap<string, Delivery>;
  readonly #webhook: DeliveryWebhook;
  /** Deliveries that have not settled, by their new id. */
  readonly #open = new Map<string, Delivery>();
  readonly #newIds = new Map<string, string>();
  readonly #events = new Map<string, string>();
  readonly #release: () => void;
  readonly #startedAt: number;
  #waiting: (() => void)[] = [];

  constructor(options: ReplayOptions) {
    const { mock, recorded } = options;
    this.#options = options;
    this.#recorded = new Map(recorded.map((delivery) => [delivery.id, delivery]));
    const [webhook] = mock.webhooks.list();
    if (webhook === undefined) throw new SmartLeadMockError("internal", "The mock of a replay has no target.");
    this.#webhook = { id: webhook.id, name: webhook.name, level: webhook.level, url: webhook.url };
    this.#startedAt = mock.clock.now();
    this.#release = mock.journal.subscribe((entry) => {
      if (entry.type === "delivery.settled") this.#settled(entry.delivery_id);
    });
    options.signal.addEventListener("abort", () => this.#wake(), { once: true });
  }

  async take(delivery: Delivery): Promise<void> {
    const recorded = this.#recorded.get(delivery.id);
    if (recorded === undefined || delivery.request === undefined) return;
    if (this.#options.pace === "recorded") await this.#until(recorded);
    else await this.#roomFor(recorded);
    if (!this.#options.signal.aborted) this.#send(recorded, delivery.request);
  }

  async ended(): Promise<void> {
    while (this.#open.size > 0 && !this.#options.signal.aborted) await this.#change();
  }

  close(): void {
    this.#release();
  }

  /** Waits until the delivery is as long after the first one as in the recording. */
  #until({ created_at }: Delivery): Promise<void> {
    const { clock } = this.#options.mock;
    const [first] = this.#options.recorded;
    const dueAt = this.#startedAt + Date.parse(created_at) - Date.parse(first?.created_at ?? created_at);
    const { signal } = this.#options;
    if (dueAt <= clock.now() || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener("abort", end);
        resolve();
      };
      const cancel = clock.wakeAt(dueAt, end);
      signal.addEventListener("abort", end, { once: true });
    });
  }

  /** An earlier delivery with the same request id is sent and settles first, as in the recording: otherwise the duplicate could not be judged. */
  async #roomFor({ request_id }: Delivery): Promise<void> {
    const isAhead = () => [...this.#open.values()].some((open) => open.request_id === request_id);
    while ((this.#open.size >= MAX_OPEN_AT_ONCE || isAhead()) && !this.#options.signal.aborted) await this.#change();
  }

  #send(recorded: Delivery, request: DeliveryRequest): void {
    const { mock } = this.#options;
    const { internals, clock } = mock;
    const requestId = this.#requestIdOf(recorded.request_id);
    const { proxied: _, withheld_because: __, ...rest } = recorded;
    const id = internals.ids.delivery();
    this.#open.set(id, recorded);
    internals.accept({
      ...rest,
      id,
      event_id: this.#eventOf(recorded),
      request_id: requestId,
      resent_from: null,
      webhook: { ...this.#webhook, level: recorded.webhook.level },
      state: "queued",
      reason: null,
      attempts: [],
      duplicate: null,
      created_at: isoFromMs(clock.now()),
      settled_at: null,
      max_attempts: internals.settings.maxAttempts,
      request: this.#requestOf(request, requestId),
    });
  }

  #requestIdOf(recorded: string): string {
    if (this.#options.ids === "same") return recorded;
    const known = this.#newIds.get(recorded) ?? this.#options.mock.internals.ids.request();
    this.#newIds.set(recorded, known);
    return known;
  }

  #eventOf({ event_id, event_type, campaign_id, lead_email }: Delivery): string {
    const known = this.#events.get(event_id);
    if (known !== undefined) return known;
    const { internals } = this.#options.mock;
    const id = internals.ids.event();
    this.#events.set(event_id, id);
    const explanation = "It was recorded, and is sent again.";
    internals.record({
      type: "event.emitted",
      event_id: id,
      event_type,
      campaign_id,
      lead_email,
      cause: "replay",
      shadowed: [],
      explanation,
    });
    return id;
  }

  #requestOf({ headers, body, ...request }: DeliveryRequest, requestId: string): DeliveryRequest {
    const { secret, signatureForm } = this.#options;
    const isSigned = secret !== null && signatureForm !== "none";
    const kept = Object.entries(headers).flatMap(([name, value]) => {
      const lower = name.toLowerCase();
      const isOldSignature = lower === SIGNATURE && (isSigned || signatureForm === "none");
      if (OF_THE_CLIENT.has(lower) || isOldSignature) return [];
      return [[name, lower === "x-request-id" ? requestId : value] as const];
    });
    const signed = isSigned ? { "X-Smartlead-Signature": signatureOf(body, secret, signatureForm) } : {};
    const own = this.#options.mock.internals.settings.ownHeadersOf(this.#webhook.id);
    const sent = { ...Object.fromEntries(kept), ...signed };
    return { ...request, url: this.#webhook.url, headers: withHeaders(sent, own), body };
  }

  #settled(id: string): void {
    const recorded = this.#open.get(id);
    const now = recorded === undefined ? undefined : this.#options.mock.deliveries.get(id);
    if (recorded === undefined || now === undefined) return;
    this.#open.delete(id);
    this.#options.onReplayed({ recorded, now, comparison: comparisonOf(recorded, now) });
    this.#wake();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

const SIGNATURE = "x-smartlead-signature";

/** Headers that an HTTP client sets itself and rejects from callers. */
const OF_THE_CLIENT = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-mock-time",
]);
