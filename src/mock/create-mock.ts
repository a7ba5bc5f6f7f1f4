import type { MockClock } from "../base/time/clock.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { ApiFaultRegistry } from "../delivery/faults/api-fault.ts";
import type { Faults } from "../delivery/faults/fault.ts";
import type { Held } from "../delivery/faults/hold/held-attempts.ts";
import type { Effects } from "../delivery/idempotency/effects.ts";
import type { Reactions } from "../delivery/idempotency/receiver-calls.ts";
import type { Sender } from "../delivery/sender.ts";
import type { DeliveryIndex } from "../journal/delivery-index.ts";
import type { Entry } from "../journal/entry.ts";
import type { Journal } from "../journal/journal.ts";
import type { EditArgs, EditName, EditValue } from "../smartlead/account/edits/index.ts";
import type { World } from "../smartlead/account/world.ts";
import type { Retriggered } from "../smartlead/api/operation.ts";
import type { AnyEventType } from "../smartlead/events/event-types.ts";
import type { WebhookRegistry } from "../smartlead/webhooks/registry.ts";
import { checkedChange, mustBeCount } from "./delivery-plan.ts";
import { copiesOf } from "./fault-injector.ts";
import type { JoinedLoad } from "./joined-load.ts";
import type {
  EmitRequest,
  EmittedEvent,
  EventView,
  MockInternals,
  MockOptions,
  MockState,
  ScopeExplanation,
  SmartLeadMock,
} from "./mock.ts";
import { stateOf } from "./mock-state.ts";
import { eventNamed, mustKnowOwnEvent, type NamedEvent } from "./own-events.ts";
import { ownWebhooksOf, registerOwnWebhooks } from "./own-webhooks.ts";
import { RESET } from "./recovery.ts";
import type { ResendRequest } from "./redelivery.ts";
import { type Ending, endAtOnce, endInOrder } from "./shutdown.ts";
import { createSnapshots, snapshotsInMemory } from "./snapshots/create-snapshots.ts";
import type { Snapshots } from "./snapshots/mock-snapshot.ts";
import { mustBeRate, Traffic } from "./traffic.ts";
import { MockWiring } from "./wiring.ts";
import { WorldTime } from "./world-time.ts";

/** Real ms that a close waits for what is in flight (PRODUCT §5). */
const DEFAULT_CLOSE_GRACE_MS = 5_000;

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
  readonly reactions: Reactions;
  readonly joined: JoinedLoad;
  readonly sink: SmartLeadMock["sink"];
  readonly snapshots: Snapshots;
  readonly internals: MockInternals;
  readonly payload: SmartLeadMock["payload"] = (id, dialect) => this.#parts.events.payload(id, dialect);
  readonly #options: MockOptions;
  readonly #parts: MockWiring;
  readonly #traffic: Traffic;
  readonly #worldTime: WorldTime;
  #closing: Promise<void> | null = null;

  constructor(options: MockOptions, sender?: Sender) {
    this.#options = options;
    this.#traffic = new Traffic(() => this.#takeStep());
    this.#parts = new MockWiring(options, sender, () => this.#traffic.setRate(0));
    const { seed, run, clock, records } = this.#parts;
    [this.seed, this.run, this.clock] = [seed, run, clock];
    this.journal = records.projections.journal;
    this.deliveries = records.projections.deliveries;
    this.effects = records.effects;
    this.webhooks = records.account.webhooks;
    this.internals = this.#parts.internals;
    this.sink = options.sink ?? { status: 200, body: {} };
    this.reactions = this.#parts.reactions;
    this.joined = this.#parts.joined;
    this.journal.subscribe((entry) => this.#watch(entry));
    this.#worldTime = new WorldTime({
      clock,
      world: () => this.world,
      asked: options.worldTime ?? false,
      emit: (accountEvent) => this.#parts.events.publish(accountEvent, "world"),
      follow: (emitted) => this.#parts.ownTraffic.following([emitted], this, "world"),
      guard: (run) => this.#parts.defects.guard("running the account", run),
      hasRoom: () => this.#parts.admission.isOpen,
    });
    this.snapshots = createSnapshots({
      parts: this.#parts,
      store: options.data?.snapshots ?? snapshotsInMemory(),
      registerOwnWebhooks: () => this.#registerOwnOver(),
      onRestored: () => this.#worldTime.beginAnew(),
    });
    this.#parts.faults.armConfigured();
    this.#goOn();
    // A plan is not drawn from the seed, so it has to be kept before anything rests on it.
    if (options.plan) records.save();
    this.#worldTime.arm();
  }

  get world(): World {
    return this.#parts.records.account.world;
  }

  get data(): SmartLeadMock["data"] {
    const { data = null } = this.#options;
    return data === null ? null : { path: data.path, notices: [...data.notices, ...this.#parts.notices] };
  }

  emit(request: EmitRequest): EmittedEvent[] {
    const { count = 1, eventType, cause = "trigger", follows = false } = request;
    mustBeCount(count);
    const rules = this.#parts.faults.checked(request.faults);
    this.#parts.admission.mustTake(count * (1 + copiesOf(rules)));
    mustKnowOwnEvent(request, this.#parts.settings.ownDialect);
    const change = checkedChange(request);
    const where = this.#parts.scope.placeOf(request);
    const emitted = this.#parts.faults.during(rules, count, (scope) => {
      const apply = (index: number) => this.world.apply(eventType, where, { follows: follows || index > 0 });
      return Array.from({ length: count }, (_, index) =>
        this.#parts.events.publish(apply(index), cause, { change, scope }),
      );
    });
    this.journal.commit();
    this.#armWorld();
    return emitted;
  }

  get faults(): Faults & ApiFaultRegistry {
    return this.#parts.faults.book;
  }

  get held(): Held {
    return this.#parts.faults.held;
  }

  get isStrictQuery(): boolean {
    return this.#options.strictQuery ?? false;
  }

  get isWorldTime(): boolean {
    return this.#worldTime.isOn;
  }

  change<Name extends EditName>(name: Name, args: EditArgs<Name>): EditValue<Name> {
    this.#parts.admission.mustTake(1);
    const { value, accountEvents } = this.world.change(name, args);
    for (const accountEvent of accountEvents) this.#parts.events.publish(accountEvent, "rest");
    this.journal.commit();
    this.#worldTime.arm();
    return value;
  }

  eventNamed(name: string): NamedEvent {
    return eventNamed(name, this.#parts.settings.ownDialect);
  }

  step(): EmittedEvent[] {
    this.#parts.admission.mustTake(1);
    const emitted = this.world.nextStep().map((accountEvent) => this.#parts.events.publish(accountEvent, "traffic"));
    this.#armWorld();
    return [...emitted, ...this.#parts.ownTraffic.following(emitted, this, "traffic")];
  }

  event(id: string): EventView | null {
    return this.#parts.events.get(id);
  }

  resend(deliveryId: string, requested: ResendRequest = {}): Delivery {
    return this.#parts.resends.resend(deliveryId, requested);
  }

  retrigger(campaignIds: readonly number[], from: number, to: number): Retriggered {
    return this.#parts.resends.retrigger(campaignIds, { from, to });
  }

  explain(eventType: AnyEventType, campaignId?: number): ScopeExplanation {
    return this.#parts.scope.explain(eventType, campaignId);
  }

  state(): MockState {
    return stateOf(this.#parts, {
      target: this.#options.target ?? null,
      rate: this.#traffic.rate,
      worldTime: this.#worldTime.view(),
      data: this.data,
    });
  }

  setRate(perSecond: number): void {
    mustBeRate(perSecond);
    this.#traffic.setRate(perSecond);
    const change = perSecond === 0 ? "traffic paused" : `traffic at ${perSecond} per second`;
    this.#parts.records.projections.record({ type: "world.changed", change });
  }

  reset(): void {
    this.#parts.engine.dropAll();
    this.reactions.clear();
    this.joined.clear();
    this.#parts.laterJudgements.clear();
    this.#parts.records.clear();
    this.#parts.records.projections.record({ type: "world.changed", change: RESET });
    this.#parts.faults.reset();
    this.#registerOwnWebhooks();
    this.#parts.records.save();
    this.#worldTime.arm();
  }

  close(graceMs = DEFAULT_CLOSE_GRACE_MS): Promise<void> {
    this.#closing ??= endInOrder(this.#ending(), graceMs);
    return this.#closing;
  }

  crash(): Promise<void> {
    this.#closing ??= endAtOnce(this.#ending());
    return this.#closing;
  }

  #ending(): Ending {
    const { engine, sender, wire, records } = this.#parts;
    const stopCauses = () => {
      this.#parts.admission.close();
      this.#traffic.setRate(0);
      this.#parts.faults.held.close();
      this.#worldTime.stop();
      this.#parts.laterJudgements.stop();
    };
    return {
      stopCauses,
      engine,
      clock: this.clock,
      sockets: [sender, wire],
      records,
      data: this.#options.data ?? null,
    };
  }

  settled(): Promise<void> {
    return this.#parts.engine.idle();
  }

  #takeStep(): void {
    // Traffic pauses while too many deliveries are open; there is no caller who could get an error.
    if (this.#parts.admission.isOpen) this.#parts.defects.guard("generating traffic", () => void this.step());
  }

  /** Anyone who calls while an attempt is under way, or soon after, may react to it. */
  #watch(entry: Entry): void {
    if (entry.type !== "attempt.started" && entry.type !== "attempt.finished") return;
    const delivery = this.deliveries.held(entry.delivery_id);
    if (delivery === undefined) return;
    if (entry.type === "attempt.started") this.reactions.attemptStarted(delivery);
    else this.reactions.attemptEnded(delivery);
  }

  /** Only where campaigns run, or one has a subsequence, can an event change what becomes due next. */
  #armWorld(): void {
    const isWaitedFor = this.#worldTime.isOn || this.world.campaigns.some(({ subsequence }) => subsequence !== null);
    if (isWaitedFor) this.#worldTime.arm();
  }

  /** Registers what the options ask for, and takes up the deliveries that an earlier process left open. */
  #goOn(): void {
    const open = this.deliveries.open();
    const unwanted = this.#registerOwnWebhooks();
    for (const delivery of open) {
      if (delivery.request === undefined) continue;
      const sendable = { ...delivery, request: delivery.request };
      if (unwanted.has(delivery.webhook.id)) this.#parts.engine.abandon(sendable);
      else this.#parts.engine.resume(sendable);
    }
  }

  /** A mock that asks for no webhook leaves those of a snapshot as they are. */
  #registerOwnOver(): ReadonlySet<number> {
    const own = ownWebhooksOf(this.#options, this.world);
    return own.length === 0 ? new Set() : registerOwnWebhooks(this.webhooks, own);
  }

  /** Returns the ids of webhooks that an earlier start registered and nobody asks for any more. */
  #registerOwnWebhooks(): ReadonlySet<number> {
    return registerOwnWebhooks(this.webhooks, ownWebhooksOf(this.#options, this.world));
  }
}
