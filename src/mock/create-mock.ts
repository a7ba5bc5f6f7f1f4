import { DEFAULT_CONCURRENCY_PER_WEBHOOK, DEFAULT_CONCURRENCY_TOTAL, type Delivery } from "../delivery/delivery.ts";
import { DeliveryEngine } from "../delivery/engine.ts";
import { RETRY_POLICIES, type RetryPolicy } from "../delivery/retry-policies.ts";
import type { Sender } from "../delivery/sender.ts";
import { SmartLeadMockError } from "../errors.ts";
import type { AnyEventType } from "../events/event-types.ts";
import { createEffectStore } from "../evidence/effect-store.ts";
import type { Effects } from "../evidence/effects.ts";
import { createRecogniser } from "../evidence/recogniser.ts";
import { freshRun, type Ids, idsOf } from "../ids.ts";
import { failuresToRetrigger } from "../journal/campaign-tally.ts";
import type { DeliveryIndex } from "../journal/delivery-index.ts";
import type { Journal } from "../journal/journal.ts";
import type {
  EmitRequest,
  EmittedEvent,
  EventView,
  MockOptions,
  MockState,
  ScopeExplanation,
  SmartLeadMock,
} from "../mock.ts";
import { hashText, seededRandom } from "../random.ts";
import type { MockClock } from "../time/clock.ts";
import { isoFromMs } from "../time/iso.ts";
import { afterReal } from "../time/system-clock.ts";
import { viewOfWebhook, WebhookRegistry } from "../webhooks/registry.ts";
import { World } from "../world/world.ts";
import { checkedChange, type DeliverySettings, planResend, textOf } from "./delivery-plan.ts";
import { DuplicateDesk } from "./duplicate-desk.ts";
import { EventDesk } from "./event-desk.ts";
import { Ledger } from "./ledger.ts";
import {
  clockOf,
  clockView,
  DEFAULT_MIN_TIMEOUT_MS,
  policyView,
  senderOf,
  settingsOf,
  targetWebhook,
} from "./mock-settings.ts";
import { deliveryWebhookOf, ScopeDesk } from "./scope-desk.ts";
import { MAX_RATE_PER_SECOND, Traffic } from "./traffic.ts";

/** Deliveries that may be open at once: some 300 MB of bodies in memory; a receiver that is down for long fills this first. */
export const MAX_OPEN_DELIVERIES = 100_000;
/** Events that one call may ask for (PRODUCT §14). */
export const MAX_EVENTS_PER_CALL = 10_000;
/** Real ms that a close waits for what is in flight (PRODUCT §5). */
const DEFAULT_CLOSE_GRACE_MS = 5_000;
const DEFAULT_SEED = 1;

/**
 * The composition root: SmartLead without a port or a terminal.
 * @example const mock = createMock({ target: "http://127.0.0.1:3000/hook", clock: "virtual" });
 */
export function createMock(options: MockOptions = {}, sender?: Sender): SmartLeadMock {
  return new Mock(options, sender);
}

class Mock implements SmartLeadMock {
  readonly run: string;
  readonly seed: number;
  readonly clock: MockClock;
  readonly webhooks: WebhookRegistry;
  readonly journal: Journal;
  readonly deliveries: DeliveryIndex;
  readonly effects: Effects;
  #world: World;
  readonly #options: MockOptions;
  readonly #policy: RetryPolicy;
  readonly #settings: DeliverySettings;
  readonly #ids: Ids;
  readonly #ledger: Ledger;
  readonly #events: EventDesk;
  readonly #scope: ScopeDesk;
  readonly #duplicates: DuplicateDesk;
  readonly #sender: Sender;
  readonly #engine: DeliveryEngine;
  readonly #traffic: Traffic;
  #closing: Promise<void> | null = null;

  constructor(options: MockOptions, sender?: Sender) {
    this.#options = options;
    this.seed = options.seed ?? DEFAULT_SEED;
    this.run = options.run ?? freshRun();
    this.#policy = options.policy ?? RETRY_POLICIES.guide;
    this.#settings = settingsOf(options, this.#policy);
    this.#ids = idsOf(seededRandom(this.seed ^ hashText(this.run), "ids"));
    this.clock = clockOf(options);
    this.#ledger = new Ledger(() => this.clock.now());
    this.journal = this.#ledger.journal;
    this.deliveries = this.#ledger.deliveries;
    this.effects = this.#createEffects();
    this.#duplicates = new DuplicateDesk({
      deliveries: this.deliveries,
      effects: this.effects,
      recognise: createRecogniser(options.recogniser),
      record: (fact) => this.#ledger.record(fact),
    });
    this.webhooks = this.#createRegistry();
    this.#world = this.#createWorld();
    this.#scope = new ScopeDesk({
      webhooks: this.webhooks,
      reading: options.scope ?? "priority",
      accountUrl: options.accountWebhookUrl ?? null,
      world: () => this.#world,
    });
    this.#sender = sender ?? senderOf(options, this.#policy);
    this.#engine = this.#createEngine();
    this.#events = new EventDesk({
      clock: this.clock,
      ids: this.#ids,
      ledger: this.#ledger,
      scope: this.#scope,
      webhooks: this.webhooks,
      engine: this.#engine,
      settings: this.#settings,
    });
    this.#traffic = new Traffic(() => this.#takeStep());
    this.clock.onChange(({ mode, speed, now }) => {
      this.#ledger.record({ type: "clock.changed", mode, speed, now: isoFromMs(now) });
    });
    this.#registerOwnWebhooks();
  }

  get world(): World {
    return this.#world;
  }

  emit(request: EmitRequest): EmittedEvent[] {
    const { count = 1, eventType, cause = "trigger" } = request;
    if (!Number.isInteger(count) || count < 1 || count > MAX_EVENTS_PER_CALL) {
      const limits = `a whole number from 1 to ${MAX_EVENTS_PER_CALL}`;
      throw new SmartLeadMockError("bad_request", `count is ${count}; it is ${limits}.`);
    }
    this.#mustTakeMore(count);
    const change = checkedChange(request);
    const where = this.#whereOf(request);
    return Array.from({ length: count }, () => this.#events.admit(this.#world.happen(eventType, where), cause, change));
  }

  step(): EmittedEvent[] {
    this.#mustTakeMore(1);
    return this.#world.nextStep().map((happening) => this.#events.admit(happening, "traffic", {}));
  }

  event(id: string): EventView | null {
    return this.#events.get(id);
  }

  resend(deliveryId: string, options: { requestId?: "same" | "new"; body?: unknown } = {}): Delivery {
    this.#mustTakeMore(1);
    const original = this.deliveries.get(deliveryId);
    if (original?.request === undefined) {
      throw new SmartLeadMockError("not_found", `There is no delivery ${deliveryId.slice(0, 60)}.`);
    }
    const registered = this.webhooks.get(original.webhook.id);
    const again = planResend({
      original: { ...original, request: original.request },
      webhook: registered === undefined ? original.webhook : deliveryWebhookOf(registered),
      requestId: options.requestId === "new" ? this.#ids.request() : original.request_id,
      body: options.body === undefined ? original.request.body : textOf(options.body),
      now: this.clock.now(),
      ids: this.#ids,
      settings: this.#settings,
    });
    this.#engine.accept(again);
    return this.deliveries.get(again.id) ?? again;
  }

  retrigger(campaignId: number, from: number, to: number): number {
    const failures = failuresToRetrigger(this.deliveries.all(), campaignId, { from, to });
    for (const failure of failures) this.resend(failure.id);
    return failures.length;
  }

  explain(eventType: AnyEventType, campaignId?: number): ScopeExplanation {
    return this.#scope.explain(eventType, campaignId);
  }

  state(): MockState {
    return {
      run: this.run,
      seed: this.seed,
      clock: clockView(this.clock),
      policy: policyView(this.#policy),
      dialect: this.#settings.dialect,
      target: this.#options.target ?? null,
      rate: this.#traffic.rate,
      counters: this.#ledger.counters(),
      webhooks: this.webhooks.list().map(viewOfWebhook),
    };
  }

  setRate(perSecond: number): void {
    if (!Number.isFinite(perSecond) || perSecond < 0 || perSecond > MAX_RATE_PER_SECOND) {
      const limits = `a number from 0 to ${MAX_RATE_PER_SECOND} events a second`;
      throw new SmartLeadMockError("bad_request", `rate is ${perSecond}; it is ${limits}.`);
    }
    this.#traffic.setRate(perSecond);
    const change = perSecond === 0 ? "traffic paused" : `traffic at ${perSecond} a second`;
    this.#ledger.record({ type: "world.changed", change });
  }

  reset(): void {
    this.#engine.dropAll();
    this.#ledger.clear();
    this.#events.clear();
    this.effects.clear();
    this.#world = this.#createWorld();
    this.webhooks.clear();
    this.#ledger.record({ type: "world.changed", change: "reset" });
    this.#registerOwnWebhooks();
  }

  close(graceMs = DEFAULT_CLOSE_GRACE_MS): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  async #close(graceMs: number): Promise<void> {
    this.#traffic.setRate(0);
    let cancelGrace = () => {};
    const graceIsOver = new Promise<void>((resolve) => {
      cancelGrace = afterReal(graceMs, resolve);
    });
    await this.#engine.stop(graceIsOver);
    cancelGrace();
    this.clock.stop();
    await this.#sender.close();
  }

  settled(): Promise<void> {
    return this.#engine.idle();
  }

  #mustTakeMore(count: number): void {
    if (this.#closing !== null) throw new SmartLeadMockError("closed", "The mock is closing; nothing new is accepted.");
    if (this.#engine.openCount + count <= MAX_OPEN_DELIVERIES) return;
    throw new SmartLeadMockError(
      "too_many_open",
      `${this.#engine.openCount} deliveries are open and ${MAX_OPEN_DELIVERIES} is the limit; let them settle or reset first.`,
    );
  }

  #takeStep(): void {
    // Traffic rests while too much is open; it is nobody's request that could be refused.
    if (this.#engine.openCount < MAX_OPEN_DELIVERIES && this.#closing === null) this.step();
  }

  /** Where the event may happen: as asked, else where somebody would hear of it. */
  #whereOf({ eventType, campaignId, leadEmail }: EmitRequest): Parameters<World["happen"]>[1] {
    const lead = leadEmail === undefined ? {} : { leadEmail };
    if (campaignId !== undefined) return { campaignId, ...lead };
    const campaignIds = this.#scope.campaignsHeard(eventType);
    return campaignIds.length === 0 ? lead : { campaignIds, ...lead };
  }

  #createEffects(): Effects {
    return createEffectStore({
      now: () => this.clock.now(),
      deliveryOf: (key) => this.deliveries.withRequestId(key).at(-1)?.id ?? null,
      onEffect: ({ key, delivery_id, name, source }) => {
        this.#ledger.record({ type: "effect.seen", key, delivery_id, name, source });
        this.#duplicates.judgeAgain(key);
      },
    });
  }

  #createRegistry(): WebhookRegistry {
    return new WebhookRegistry(
      () => this.clock.now(),
      (change, webhook) => {
        this.#ledger.record({ type: "webhook.changed", change, webhook: viewOfWebhook(webhook) });
      },
    );
  }

  #createWorld(): World {
    return new World({ seed: this.seed, run: this.run, clock: this.clock });
  }

  #createEngine(): DeliveryEngine {
    const { minTimeoutMs, concurrencyPerWebhook, concurrencyTotal } = this.#options;
    return new DeliveryEngine({
      clock: this.clock,
      sender: this.#sender,
      policy: this.#policy,
      minTimeoutMs: minTimeoutMs ?? DEFAULT_MIN_TIMEOUT_MS,
      limits: {
        perWebhook: concurrencyPerWebhook ?? DEFAULT_CONCURRENCY_PER_WEBHOOK,
        total: concurrencyTotal ?? DEFAULT_CONCURRENCY_TOTAL,
      },
      record: (fact) => this.#ledger.record(fact),
      currentUrl: (webhookId) => this.webhooks.get(webhookId)?.url,
      judge: (requestId, deliveryId, attempt) => this.#duplicates.judge(requestId, deliveryId, attempt),
      onBooked: (requestId) => this.#duplicates.onBooked(requestId),
      onDisable: (webhookId) => {
        if (this.webhooks.get(webhookId) !== undefined) this.webhooks.disable(webhookId);
      },
    });
  }

  #registerOwnWebhooks(): void {
    for (const webhook of this.#options.webhooks ?? []) this.webhooks.create(webhook);
    if (this.#options.target != null)
      this.webhooks.create(targetWebhook(this.#options.target, this.#options.targetLevel ?? "user", this.#world));
  }
}
